"""/espace/delegations/: a correspondent sees her own people, types or brings a list, reads it again, sends it once."""

import datetime as dt
import re
import uuid

from django.test import Client
from django.utils import timezone

from events.door import people_of
from events.enums import RegistrationState
from events.models import Registration
from events.services import delegating
from events.services.forgetting import forget
from networks.models import Membership, Representative
from portal.accounts.models import User
from tests.events.registration.delegated import BASE, delegated, lines, names, text_of
from tests.events.registration.helpers import applicant, ask, key
from tests.factories.networks import StructureFactory, TerritoryFactory
from tests.factories.registrations import NetworkFactory, OpenEventFactory, QuotaFactory

S = RegistrationState


class TestWhoComesIn:
    def test_nobody_without_signing_in(self, meeting):
        for path in ("/espace/delegations/", BASE, BASE + "ajouter/", "/espace/delegations/modele.csv"):
            answer = Client().get(path)
            assert (answer.status_code == 302 and "/comptes/" in answer["Location"]) or "login" in answer[
                "Location"
            ]

    def test_another_correspondent_finds_nothing(self, meeting, body, her):
        other = User.objects.create_user("autre@exemple.fr")
        Representative.objects.create(user=other, structure=StructureFactory())
        row = delegated(meeting, body, her, "ana")[0]
        client = Client()
        client.force_login(other)
        paths = [BASE, BASE + "ajouter/"]
        paths += [f"{BASE}{row.pk}/{act}/" for act in ("remplacer", "retirer", "lien")]
        for path in paths:
            assert client.get(path).status_code == 404
            assert client.post(path, lines("Nina Essai nina@exemple.fr", go="send")).status_code in (404, 405)
        assert client.post(f"{BASE}{row.pk}/accepter/").status_code == 404
        row.refresh_from_db()
        assert row.state == S.CONFIRMED and names(meeting) == {"Ana"}
        assert "Ana" not in text_of(client.get("/espace/delegations/"))

    def test_staff_without_a_body_finds_nothing(self, meeting):
        client = Client()
        client.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
        assert client.get(BASE).status_code == client.get("/espace/delegations/").status_code == 404

    def test_a_meeting_that_keeps_nothing_for_her_is_not_found(self, meeting, desk):
        OpenEventFactory(slug="autre", title="Autre")
        assert desk.get(BASE.replace("forum", "autre")).status_code == 404
        assert desk.get(BASE.replace("forum", "inconnue")).status_code == 404

    def test_a_row_of_another_delegation_is_not_hers(self, meeting, desk, her):
        theirs = delegated(meeting, StructureFactory(), her, "ana")[0]
        own = ask(meeting, "bob", at=timezone.now())
        for row in (theirs, own):
            for act in ("remplacer", "retirer", "lien"):
                assert desk.get(f"{BASE}{row.pk}/{act}/").status_code == 404
        answer = text_of(desk.get(BASE))
        assert "Ana" not in answer and "Bob" not in answer

    def test_a_network_is_acted_for_by_who_represents_its_facilitator(self, meeting, desk, body):
        network = NetworkFactory(slug="grappe", title="La grappe")
        QuotaFactory(event=meeting, audience=None, network=network, places=1)
        path = "/espace/delegations/reseaux/grappe/forum/"
        assert desk.get(path).status_code == 404
        network.facilitators.add(body)
        assert desk.get(path).status_code == 200
        desk.post(path + "ajouter/", lines("Ana Essai ana@exemple.fr", go="send", aware="on"))
        assert Registration.objects.get().network_id == network.pk


class TestWhatIsShown:
    def test_what_is_kept_and_left_in_words(self, meeting, desk, body, her):
        assert "2 places gardées pour vous : il en reste 2." in text_of(desk.get("/espace/delegations/"))
        delegated(meeting, body, her, "ana")
        answer = text_of(desk.get(BASE))
        assert "2 places gardées pour vous : il en reste 1." in answer
        assert "1 personne dans votre délégation" in answer and "Ana Essai" in answer
        assert "Forum" in text_of(desk.get("/espace/"))

    def test_a_quota_given_back_to_all_is_told(self, meeting, desk, body):
        quota = body.quotas.get()
        quota.falls_back_at = timezone.now() + dt.timedelta(days=2)
        quota.save()
        assert "sera rendu à tous" in text_of(desk.get(BASE))
        quota.falls_back_at = timezone.now() - dt.timedelta(days=2)
        quota.save()
        assert "ont été rendues à tous" in text_of(desk.get(BASE))

    def test_the_places_that_a_network_shares_are_shown_to_its_members(self, meeting, desk, body):
        network = NetworkFactory(title="La grappe")
        Membership.objects.create(network=network, structure=body)
        QuotaFactory(event=meeting, audience=None, network=network, places=1)
        assert "1 place gardée pour les membres de « La grappe »" in text_of(desk.get(BASE))

    def test_somebody_registered_elsewhere_looks_like_anybody(self, meeting, desk, body, her):
        ask(meeting, "ana", at=timezone.now())
        delegated(meeting, body, her, "ana")
        with_mirror = text_of(desk.get(BASE))
        Registration.objects.all().delete()
        delegated(meeting, body, her, "ana")
        without = text_of(desk.get(BASE))
        there = r"2 places gardées pour vous : il en reste 1|Ana Essai|confirmée|1 personne dans votre"
        assert re.findall(there, with_mirror) == re.findall(there, without) != []

    def test_as_many_queries_for_three_people_and_meetings_as_for_one(
        self, meeting, desk, body, her, django_assert_max_num_queries, django_assert_num_queries
    ):
        delegated(meeting, body, her, "ana")
        paths = (BASE, "/espace/delegations/", BASE + "ajouter/", "/espace/")
        counts = {}
        for path in paths:
            with django_assert_max_num_queries(22) as one:
                desk.get(path)
            counts[path] = len(one)
        delegated(meeting, body, her, "bob", "cleo")
        for number in range(2):
            other = OpenEventFactory(
                slug=f"autre-{number}",
                on_day=True,
                day=(timezone.now() + dt.timedelta(days=9)).date(),
            )
            QuotaFactory(event=other, audience=None, structure=body, places=2)
            delegated(meeting, body, her, f"dan{number}")
        for path in paths:
            with django_assert_num_queries(counts[path]):
                desk.get(path)


class TestOneOfHers:
    def test_is_swapped(self, meeting, desk, body, her):
        row = delegated(meeting, body, her, "ana")[0]
        path = f"{BASE}{row.pk}/remplacer/"
        shown = text_of(desk.get(path))
        assert "Ana Essai" in shown
        data = {
            "first_name": "Nina",
            "last_name": "Essai",
            "email": "nina@exemple.fr",
            "phone": "",
            "key": key(),
        }
        for _press in range(2):
            assert desk.post(path, data)["Location"] == BASE
        shown = text_of(desk.get(BASE))
        assert "Nina Essai" in shown and "Ana" not in re.sub(r"vient à la place de Ana Essai", "", shown)
        assert Registration.objects.active().filter(event=meeting).count() == 1

    def test_is_not_swapped_for_what_is_not_a_person(self, meeting, desk, body, her):
        row = delegated(meeting, body, her, "ana", "bob")[0]
        path = f"{BASE}{row.pk}/remplacer/"
        for data in (
            {"first_name": "", "last_name": "", "email": "x", "key": key()},
            {"first_name": "Bob", "last_name": "Essai", "email": "bob@exemple.fr", "key": key()},
            {"first_name": "Nina", "last_name": "Essai", "email": "nina@exemple.fr", "key": "old"},
        ):
            assert desk.post(path, data).status_code == 422
        row.refresh_from_db()
        assert row.state == S.CONFIRMED

    def test_is_taken_out_once_asked(self, meeting, desk, body, her):
        row = delegated(meeting, body, her, "ana")[0]
        path = f"{BASE}{row.pk}/retirer/"
        assert desk.get(path).status_code == 200
        row.refresh_from_db()
        assert row.state == S.CONFIRMED, "reading the question changes nothing"
        assert desk.post(path)["Location"] == BASE
        row.refresh_from_db()
        assert row.state == S.CANCELLED
        assert "Ne viennent plus" in text_of(desk.get(BASE))

    def test_without_address_has_a_printed_link_and_somebody_to_accept_for_them(
        self, meeting, desk, body, her
    ):
        people = [applicant("ana"), applicant("bob"), applicant("cleo")]
        delegating.register_list(
            event=meeting,
            body=body,
            people=[*people, type(people[0])(first_name="Dan", last_name="Sansmail", email="")],
            key=uuid.uuid4(),
            consent_text="x",
            by=her,
            at=timezone.now(),
        )
        dan = Registration.objects.get(first_name="Dan")
        with_address = Registration.objects.get(first_name="Ana")
        printed = desk.get(f"{BASE}{dan.pk}/lien/")
        assert dan.link_token in text_of(printed) and "no-store" in printed["Cache-Control"]
        assert desk.get(f"{BASE}{with_address.pk}/lien/").status_code == 404
        assert desk.post(f"{BASE}{with_address.pk}/accepter/").status_code == 404
        desk.post(f"{BASE}{with_address.pk}/retirer/")
        dan.refresh_from_db()
        assert dan.state == S.OFFERED and "Accepter la place" in text_of(desk.get(BASE))
        assert desk.get(f"{BASE}{dan.pk}/accepter/").status_code == 405
        desk.post(f"{BASE}{dan.pk}/accepter/")
        dan.refresh_from_db()
        assert dan.state == S.CONFIRMED


def test_a_territory_is_acted_for_too(meeting, desk, her):
    territory = TerritoryFactory(slug="val-de-drome", title="Val de Drôme")
    Representative.objects.create(user=her, territory=territory)
    QuotaFactory(event=meeting, audience=None, territory=territory, places=1)
    shown = text_of(desk.get("/espace/delegations/"))
    assert "Val de Drôme" in shown and "Régie des Rives" in shown
    assert desk.get("/espace/delegations/territoires/val-de-drome/forum/").status_code == 200


def test_staff_see_who_registered_whom_and_who_is_registered_elsewhere(meeting, body, her):
    ask(meeting, "bob", at=timezone.now())
    delegated(meeting, body, her, "ana", "bob")
    staff = Client()
    staff.force_login(User.objects.create_superuser("chef@exemple.fr", "x"))
    listed = text_of(staff.get("/admin/events/registration/?origin__exact=partner"))
    assert listed.count("Pauline Alliance") == 2
    mirror = Registration.objects.get(registered_elsewhere=True)
    shown = text_of(staff.get(f"/admin/events/registration/{mirror.pk}/change/"))
    assert "Inscrite par ailleurs" in shown and "Régie des Rives" in shown


def test_what_a_delegation_named_is_erased_a_month_after_the_meeting(meeting, body, her):
    ask(meeting, "bob", at=timezone.now())
    delegated(meeting, body, her, "ana", "bob")
    forget(at=timezone.now() + dt.timedelta(days=90))
    assert set(Registration.objects.values_list("first_name", flat=True)) == {"Personne"}
    assert not Registration.objects.of_delegation(body).filter(registered_elsewhere=True).named().exists()


def test_the_door_knows_each_person_once(meeting, body, her):
    own = ask(meeting, "bob", at=timezone.now())
    row = delegated(meeting, body, her, "ana", "bob")[0]
    assert {person["i"] for person in people_of(meeting)} == {own.pk, row.pk}
