"""Registrations a second, the whole flow: the form, the answer, the confirmation.

    python -m benchmarks.rate [--clients 8] [--seconds 10]

Beside two references in the same run: a Django view with one query, behind the same server, and the same rows written
in plain SQL by as many connections under the same lock. Also says how many queries each step asks.
"""

import argparse
import sys
import threading
import time
import uuid
from collections.abc import Callable

from benchmarks.house import Resident, ask, portal, prepare
from benchmarks.last_places import new_event
from benchmarks.where import shares


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rate", description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    chosen = parser.parse_args()
    prepare()
    timing = {"clients": chosen.clients, "seconds": chosen.seconds}
    with portal("benchmarks.bare") as port:
        bare = count(lambda number: ask(port, "GET", "/"), **timing)
    event = new_event(1_000_000)
    with portal() as port:
        whole = count(lambda number: flow(event, port, number), **timing)
    event = new_event(1_000_000)
    ceiling = count(plain_sql(event), **timing)
    print(f"bare view, one query     {bare:7.0f} requests/s")
    print(f"plain SQL, same lock     {ceiling:7.0f} registrations/s")
    print(f"form, answer, confirmed  {whole:7.0f} registrations/s ({whole / bare:.2f} of the bare view)")
    for step, queries in queries_of(event).items():
        print(f"  {step:12} {queries:3} queries")
    print("where the time goes, profiled, for one registration:")
    for layer, milliseconds in shares(alone(event), times=100).items():
        print(f"  {layer:28} {milliseconds:6.1f} ms")
    return 0


def count(act: Callable[[int], object], *, clients: int, seconds: float) -> float:
    """How often a second `act` is done by `clients` threads."""
    done = [0] * clients
    end = time.monotonic() + seconds

    def work(client: int) -> None:
        while time.monotonic() < end:
            act(client * 1_000_000 + done[client])
            done[client] += 1

    threads = [threading.Thread(target=work, args=[client]) for client in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - began)


def old_key() -> str:
    """The key of a form opened a minute ago: what is measured is the portal, not how long people read."""
    from django.core import signing

    signer = signing.TimestampSigner(salt="events.registration.form")
    signer.timestamp = lambda: signing.b62_encode(int(time.time()) - 60)  # type: ignore[method-assign]
    return signer.sign(uuid.uuid4().hex)


def flow(event, port: int, number: int) -> None:
    from events.models import Registration

    person = Resident(number, port, f"/agenda/{event.slug}/inscription/")
    person.open_form()
    person.form["key"] = old_key()
    person.press()
    row = Registration.objects.get(event=event, email_key=person.form["email"])
    status, _page, _cookie = ask(port, "POST", f"/inscriptions/{row.link_token}/", form={"action": "confirm"})
    if (person.statuses, status) != ([302], 302):
        sys.exit(f"{person.statuses}, {status}")


def plain_sql(event) -> Callable[[int], None]:
    """The rows of one registration by hand: the event locked, its places counted, one line and its trace written."""
    from django.db import connection, transaction
    from django.utils import timezone

    from events.enums import HOLDING_STATES
    from events.models import Registration
    from events.services.registering import Applicant, register

    template = register(
        event=event,
        applicant=Applicant(first_name="Ana", last_name="Essai", email="modele@exemple.fr"),
        form_key=uuid.uuid4(),
        consent_text="J’accepte.",
        at=timezone.now(),
    )
    columns = [field.column for field in Registration._meta.concrete_fields if field.column != "id"]
    own = {"email", "email_key", "form_key", "link_nonce", "link_digest"} & set(columns)
    values = ", ".join("%s" if column in own else column for column in columns)
    # Names of columns, from the model; nothing that somebody typed.
    insert = (
        f"INSERT INTO events_registration ({', '.join(columns)}) SELECT {values} "
        "FROM events_registration WHERE id = %s RETURNING id"
    )
    states = [str(state) for state in HOLDING_STATES]

    def act(number: int) -> None:
        given = {
            "email": f"sql{number}@exemple.fr",
            "email_key": f"sql{number}@exemple.fr",
            "form_key": uuid.uuid4(),
            "link_nonce": uuid.uuid4().hex,
            "link_digest": uuid.uuid4().hex + uuid.uuid4().hex,
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM events_event WHERE entry_ptr_id = %s FOR UPDATE", [event.pk])
            cursor.execute(
                "SELECT count(*) FROM events_registration WHERE event_id = %s AND state = ANY(%s)",
                [event.pk, states],
            )
            cursor.execute(insert, [*(given[column] for column in columns if column in own), template.pk])
            (row,) = cursor.fetchone()
            cursor.execute(
                "INSERT INTO events_registrationtransition (registration_id, at, from_state, to_state, reason) "
                "VALUES (%s, now(), '', 'to_confirm', '')",
                [row],
            )

    return act


def alone(event) -> Callable[[int], None]:
    """The same flow in a process of our own, with nobody beside."""
    from django.test import Client

    from events.models import Registration

    client, path = Client(SERVER_NAME="127.0.0.1"), f"/agenda/{event.slug}/inscription/"

    def act(number: int) -> None:
        client.cookies.clear()
        client.get(path)
        email = f"seul{number}@exemple.fr"
        form = {"first_name": "Ana", "last_name": "Essai", "email": email, "consent": "on", "key": old_key()}
        place = f"10.200.{number // 250}.{number % 250 + 1}"
        client.post(path, form, headers={"x-forwarded-for": place})
        row = Registration.objects.get(event=event, email_key=email)
        answer = client.post(f"/inscriptions/{row.link_token}/", {"action": "confirm"})
        if answer.status_code != 302:
            sys.exit(f"{answer.status_code}")

    # What is prepared once is no part of it.
    act(999)
    return act


def queries_of(event) -> dict[str, int]:
    """How many queries each step asks, in a process of our own."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from events.models import Registration

    client, path = Client(SERVER_NAME="127.0.0.1"), f"/agenda/{event.slug}/inscription/"
    form = {
        "first_name": "Ana",
        "last_name": "Essai",
        "email": "requetes@exemple.fr",
        "consent": "on",
        "key": old_key(),
    }
    counts = {}
    client.get(path)
    for step, act in (("form", lambda: client.get(path)), ("answer", lambda: client.post(path, form))):
        with CaptureQueriesContext(connection) as asked:
            act()
        counts[step] = len(asked)
    row = Registration.objects.get(event=event, email_key="requetes@exemple.fr")
    with CaptureQueriesContext(connection) as asked:
        client.post(f"/inscriptions/{row.link_token}/", {"action": "confirm"})
    return counts | {"confirmation": len(asked)}


if __name__ == "__main__":
    sys.exit(main())
