"""What the tests of delegations have in common: the page as it is sent, and as it is read."""

import re
import uuid

from django.utils import timezone

from events.models import Registration
from events.services import delegating
from tests.events.registration.helpers import applicant, key

BASE = "/espace/delegations/structures/regie-des-rives/forum/"


def lines(*rows: str, numbers: str = "", **more) -> dict[str, object]:
    """« Ana Essai ana@exemple.fr » a line, as the page sends them."""
    data: dict[str, object] = {
        "numbers": numbers or ",".join(str(n + 1) for n in range(len(rows))),
        "key": key(),
        "go": "check",
    }
    for number, row in enumerate(rows):
        parts = row.split(" ")
        for name, value in zip(
            ("first_name", "last_name", "email", "phone"), [*parts, "", "", "", ""], strict=False
        ):
            data[f"l-{number}-{name}"] = value
    return data | more


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def faults(response) -> set[str]:
    found = re.search(r'class="error-summary".*?</ul>', text_of(response), re.S)
    return set(re.findall(r'<a href="#[^"]*">(.*?)</a>', found[0])) if found else set()


def names(event) -> set[str]:
    return set(Registration.objects.filter(event=event).values_list("first_name", flat=True))


def delegated(event, body, by, *who: str, at=None) -> list[Registration]:
    delegating.register_list(
        event=event,
        body=body,
        people=[applicant(name) for name in who],
        key=uuid.uuid4(),
        consent_text="x",
        by=by,
        at=at or timezone.now(),
    )
    return list(Registration.objects.of_delegation(body).filter(event=event).order_by("pk"))
