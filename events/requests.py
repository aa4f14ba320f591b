"""What waits for staff on the first page of the admin: requests to answer."""

from collections.abc import Iterable
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from events.enums import RegistrationState
from events.models import Registration
from networks.permissions import within
from portal.accounts.models import User
from portal.core.desk import Waiting


def waiting_requests(request: HttpRequest) -> Iterable[Waiting]:
    """Those of this person's meetings that nobody has answered yet."""
    if not request.user.has_perm("events.change_registration"):
        return
    asked = Registration.objects.filter(state=RegistrationState.TO_APPROVE)
    count = within(cast(User, request.user), asked, "event__network").count()
    label = ngettext("demande d’inscription à approuver", "demandes d’inscription à approuver", count)
    url = reverse("admin:events_registration_changelist")
    yield Waiting(count, label, f"{url}?state__exact={RegistrationState.TO_APPROVE.value}")
