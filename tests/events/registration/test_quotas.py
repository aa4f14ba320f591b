"""Places kept for somebody: their words, their changes by staff, the day they fall back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import RegistrationState as S
from events.models import Quota, Registration
from events.services import registering
from events.services.errors import TransitionRefusedError
from events.services.places import places_of
from events.services.waiting import save_quota
from portal.accounts.models import User
from tests.events.registration.helpers import HOUR, NOW, ask, mails, states
from tests.factories.events import StructureFactory, TerritoryFactory
from tests.factories.registrations import AudienceFactory, OpenEventFactory, QuotaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return OpenEventFactory(capacity=3)


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
    return client


def test_what_is_left_is_told_in_words(event):
    QuotaFactory(event=event, places=2)
    places = places_of(event, at=NOW)
    assert (places.text, places.kept_text) == (
        "dernière place",
        "2 places gardées pour des publics ou des partenaires",
    )
    assert places_of(OpenEventFactory(), at=NOW).kept_text == ""


@pytest.mark.parametrize("owner", ["structure", "territory", "audience"])
def test_each_kind_of_owner_has_its_places(event, owner):
    factory = {"structure": StructureFactory, "territory": TerritoryFactory, "audience": AudienceFactory}
    body = factory[owner]()
    quota = QuotaFactory(event=event, places=3, **{"audience": None, owner: body})
    assert ask(event).state == S.WAITLISTED
    taken = ask(event, "bob", **{owner: body})
    assert (taken.state, taken.quota) == (S.TO_CONFIRM, quota)


def test_it_falls_back_at_each_registration_without_waiting_for_the_clock(event):
    QuotaFactory(event=event, places=3, falls_back_at=NOW + HOUR)
    assert ask(event).state == S.WAITLISTED
    # Who waited is offered a place before who arrives takes one.
    late = ask(event, "bob", at=NOW + HOUR)
    assert (states(event)["ana"], late.state) == (S.OFFERED, S.TO_CONFIRM)


def test_a_place_taken_before_it_fell_back_stays_taken(event):
    audience = AudienceFactory()
    QuotaFactory(event=event, audience=audience, places=2, falls_back_at=NOW + HOUR)
    ask(event, audience=audience)
    assert places_of(event, at=NOW).text == "dernière place"
    assert places_of(event, at=NOW + HOUR).text == "2 places restantes"


class TestChanging:
    def test_smaller_it_gives_to_who_waits(self, event):
        quota = QuotaFactory(event=event, places=3)
        ask(event)
        quota.places = 2
        save_quota(quota, by=None, at=NOW)
        assert states(event) == {"ana": S.OFFERED}
        assert ("ana", "registration_offered") in mails()

    def test_never_smaller_than_what_is_taken(self, event):
        audience = AudienceFactory()
        quota = QuotaFactory(event=event, audience=audience, places=3)
        for name in ("ana", "bob"):
            ask(event, name, audience=audience)
        quota.places = 1
        with pytest.raises(TransitionRefusedError, match="2 places de ce quota"):
            save_quota(quota, by=None, at=NOW)
        assert Quota.objects.get().places == 3

    def test_in_the_admin(self, staff, open_event):
        audience = AudienceFactory(name="salariés")
        quota = QuotaFactory(event=open_event, audience=audience, places=2)
        ask(open_event, audience=audience, at=timezone.now())
        ask(open_event, "bob", at=timezone.now())
        listed = staff.get(reverse("admin:events_quota_changelist")).content.decode()
        assert "1 place restante" in listed
        url = reverse("admin:events_quota_change", args=[quota.pk])
        data = {"event": open_event.pk, "audience": audience.pk, "places": 1}
        staff.post(url, data)
        assert Registration.objects.get(first_name="Bob").state == S.OFFERED
        other = ask(open_event, "cleo", audience=audience, at=timezone.now())
        assert other.state == S.WAITLISTED
        Quota.objects.update(falls_back_at=timezone.now() - dt.timedelta(hours=1))
        assert "rendu à tous" in staff.get(reverse("admin:events_quota_changelist")).content.decode()

    def test_the_admin_says_a_refusal(self, staff, open_event):
        audience = AudienceFactory()
        quota = QuotaFactory(event=open_event, audience=audience, places=2)
        for name in ("ana", "bob"):
            registering.confirm(
                ask(open_event, name, audience=audience, at=timezone.now()), at=timezone.now()
            )
        data = {"event": open_event.pk, "audience": audience.pk, "places": 1}
        response = staff.post(reverse("admin:events_quota_change", args=[quota.pk]), data, follow=True)
        assert "déjà prises" in response.content.decode()
        assert Quota.objects.get().places == 2


def test_the_form_tells_them(client, open_event):
    QuotaFactory(event=open_event, places=1)
    page = client.get("/agenda/forum/inscription/").content.decode()
    assert "1 place gardée pour un public ou un partenaire" in page


def test_a_quota_has_at_least_a_place(event):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        QuotaFactory(event=event, places=0)
    assert caught.value.__cause__.diag.constraint_name == "quota_places_positive"
