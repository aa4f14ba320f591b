"""The demonstration behind a real server, loaded once for each file of tests that imports it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connections
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from events.enums import RegistrationState
from events.models import Registration, Report, Session
from portal.core import services as entries
from portal.core.models import Entry

# One page of each kind; those of one kind only differ by their rows.
LISTS = (
    "/",
    "/talents/",
    "/agenda/",
    "/agenda/?vue=carte",
    "/series/",
    "/reseaux/",
    "/territoires/",
    "/territoires/?vue=carte",
    "/structures/",
    "/initiatives/",
    "/labels/",
    "/labels/?vue=carte",
    "/actualites/",
    "/recherche/?q=clermont",
    "/recherche/?q=introuvablissime",
    "/talents/?domaine=economique&q=zzz",
    "/plan-du-site/",
)
WRITTEN = (
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/accessibilite/",
    "/contact/",
    "/aide/",
    "/ecoconception/",
    "/securite/",
)
# The same pages in another guise: English, maps, a month; seen once, by a phone held sideways.
GUISES = (
    "/",
    "/en/",
    "/en/agenda/",
    "/agenda/?vue=mois",
    "/structures/?vue=carte",
    "/series/?vue=carte",
    "/reseaux/?vue=carte",
    "/initiatives/?vue=carte",
)
KINDS = (
    "talent",
    "edition",
    "event",
    "eventseries",
    "network",
    "territory",
    "structure",
    "initiative",
    "label",
    "article",
)
FAULTS = ("400", "403", "403_csrf", "413", "429", "500", "503")


class DemoSite:
    """Addresses to visit."""

    def __init__(self, url: str) -> None:
        self.url = url
        at = timezone.now()
        public = Entry.objects.published(at=at)
        # The richest of its kind: the longest text.
        longest = {kind: max(public.of_kind(kind), key=lambda entry: len(entry.body)) for kind in KINDS}
        self.details = [entry.get_absolute_url() for entry in longest.values()]
        meeting = "/agenda/innov-insertion-a-venir/"
        self.meeting = [f"{meeting}{part}" for part in ("", "programme/", "stands/", "inscription/")]
        self.entries = {kind: entry.get_absolute_url() for kind, entry in longest.items()}
        gone = public.of_kind("initiative").order_by("-pk").exclude(pk=longest["initiative"].pk).first()
        self.missing = ["/inconnue/"]
        if gone is not None:
            path = gone.get_absolute_url()
            entries.withdraw(gone, by=None, at=at)
            self.missing.append(path)
        booked = Registration.objects.filter(state=RegistrationState.CONFIRMED).order_by("pk").first()
        self.private = (
            [f"/inscriptions/{booked.link_token}/{part}" for part in ("", "annuler/")] if booked else []
        )
        # Three lines of title on a wide screen, beside a portrait.
        long_named = public.get(slug="petit-dejeuner-du-club-a-venir")
        Entry.objects.filter(pk=long_named.pk).update(
            title="Petit déjeuner du Club des Talents et des entreprises de la métropole et du pays"
        )
        self.long_named = long_named.get_absolute_url()
        # What a talent took back, and what comes after or beside a meeting.
        withdrawn = public.of_kind("talent").exclude(pk=longest["talent"].pk).order_by("-pk")[0]
        report = Report.objects.filter(published_at__lte=at).select_related("event").order_by("pk")[0]
        session = Session.objects.filter(event__slug="innov-insertion-a-venir").order_by("pk")[0]
        self.guises = [
            *GUISES,
            f"{report.event.get_absolute_url()}compte-rendu/",
            f"{meeting}programme/mon-programme/?s={session.pk}",
            withdrawn.get_absolute_url(),
            f"/en{self.entries['talent']}",
        ]
        entries.withdraw(withdrawn, by=None, at=at)
        self.signing = ["/comptes/connexion/", "/comptes/mot-de-passe/oublie/"]

    @property
    def pages(self) -> list[str]:
        return [*LISTS, *WRITTEN, *self.details, *self.meeting, *self.private, *self.signing, *self.missing]


@pytest.fixture(scope="module")
def demo_site(django_db_setup, django_db_blocker) -> Iterator[DemoSite]:
    """Committed, since the server reads it through its own connections; the tables are emptied after the file."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
        server = LiveServer("localhost")
        try:
            yield DemoSite(server.url)
        finally:
            server.stop()
            connections.close_all()
            call_command("flush", interactive=False, verbosity=0)


def fault_page(number: str) -> str:
    """What is answered when something breaks; all but one are drawn without a request, as the real ones are."""
    request = None
    if number == "403":
        request = RequestFactory().get("/interdit/")
        request.user = AnonymousUser()
    return render_to_string(f"{number}.html", request=request)


def show_faults(page) -> None:
    """`/faute-500` and the others, shown by this page: the server itself breaks only when it must."""
    for number in FAULTS:
        page.route(f"**/faute-{number}", _answering(fault_page(number)))


def _answering(body: str):
    return lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")
