"""The screens where staff keep talents: consent first, publication through the service, a palmarès in one go."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.core.models import AuditEntry
from talents.models import Laureate, Talent
from tests.factories.talents import EditionFactory, LaureateFactory, SchemeFactory, TalentFactory, field

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = User.objects.create_superuser("clerk@exemple.fr", "x")
    client.force_login(user)
    return user


def talent_form(**changes) -> dict[str, str]:
    data = {
        "first_name": "Ada",
        "last_name": "Lherm",
        "agreement": "f",
        "field": str(field("num").pk),
        "summary": "Elle répare ce que l’on jette.",
        "slug": "",
        "consent_scope": "page",
        "consent_given_on": "2019-03-01",
        "consent_proof": "Dossier vert",
        "aliases": "",
    }
    for prefix in ("steps", "facts", "laureates", "links"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | changes


def test_a_talent_is_entered_with_its_consent(client, clerk):
    response = client.post(reverse("admin:talents_talent_add"), talent_form())
    assert response.status_code == 302
    talent = Talent.objects.get()
    assert (talent.title, talent.slug, talent.hue, talent.state) == ("Ada Lherm", "ada-lherm", "num", "draft")
    assert AuditEntry.objects.filter(verb="consent.grant", actor_id=clerk.pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"consent_proof": ""}, "Un accord a son étendue, son jour et sa preuve"),
        ({"first_name": ""}, "Donnez le prénom de cette personne"),
        ({"is_collective": "on"}, "Un collectif n’a pas de prénom"),
        ({"drawing": "ada", "drawing_alt": "Ada"}, "demande un accord qui couvre le portrait"),
        ({"is_minor": "on"}, "l’accord vient des responsables légaux"),
        ({"consent_until": "2019-02-01"}, "L’accord finit avant d’avoir commencé"),
        (
            {"consent_given_on": (timezone.localdate() + dt.timedelta(days=2)).isoformat()},
            "cette date est à venir",
        ),
        ({"drawing": "../../etc"}, "Le nom du dessin"),
    ],
)
def test_what_is_refused_is_said_in_the_form(client, clerk, changes, said):
    response = client.post(reverse("admin:talents_talent_add"), talent_form(**changes))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Talent.objects.exists()


def test_publication_goes_through_the_service(client, clerk):
    ready, bare = TalentFactory(), TalentFactory(without_consent=True, first_name="Zoé", last_name="Bare")
    response = client.post(
        reverse("admin:talents_talent_changelist"),
        {"action": "action_publish", "_selected_action": [ready.pk, bare.pk]},
        follow=True,
    )
    assert set(Talent.objects.filter(state="published")) == {ready}
    assert "L’accord de la personne n’est pas enregistré." in response.content.decode()


def test_a_consent_is_withdrawn_after_a_question(client, clerk):
    talent = TalentFactory(published=True, drawn=True)
    url = reverse("admin:talents_talent_changelist")
    post = {"action": "action_withdraw_consent", "_selected_action": [talent.pk]}
    assert "La page est retirée pour de bon" in client.post(url, post).content.decode()
    talent.refresh_from_db()
    assert talent.withdrawn_at is None
    client.post(url, post | {"confirm": "1"})
    talent.refresh_from_db()
    assert (talent.consent_withdrawn_at is not None, talent.drawing) == (True, "")
    form = client.get(reverse("admin:talents_talent_change", args=[talent.pk])).content.decode()
    assert 'name="consent_scope"' not in form


def palmares(edition, rows: list[dict[str, str]]) -> dict[str, str]:
    data = {
        "title": edition.title,
        "slug": edition.slug,
        "hue": "eco",
        "aliases": "",
        "scheme": str(edition.scheme_id),
        "number": str(edition.number),
        "year": "2019",
        "laureates-TOTAL_FORMS": str(len(rows)),
        "laureates-INITIAL_FORMS": "0",
        "links-TOTAL_FORMS": "0",
        "links-INITIAL_FORMS": "0",
    }
    for place, row in enumerate(rows):
        data |= {f"laureates-{place}-{name}": value for name, value in row.items()}
    return data


def test_ten_laureates_in_one_go(client, clerk):
    edition = EditionFactory()
    partner = SchemeFactory(parent=edition.scheme)
    talents = TalentFactory.create_batch(10)
    url = reverse("admin:talents_edition_change", args=[edition.pk])
    assert client.get(url).content.decode().count('name="laureates-') >= 10 * 4
    rows = [
        {"talent": str(talent.pk), "field": str(talent.field_id), "scheme": str(partner.pk), "citation": ""}
        for talent in talents
    ]
    assert client.post(url, palmares(edition, rows)).status_code == 302
    assert set(Laureate.objects.values_list("talent", flat=True)) == {talent.pk for talent in talents}
    assert AuditEntry.objects.filter(verb="distinguish", actor_id=clerk.pk).count() == 10


@pytest.mark.parametrize("wrong", ["stranger", "twice"])
def test_a_wrong_line_is_refused_in_the_form(client, clerk, wrong):
    edition = EditionFactory()
    talent = TalentFactory()
    row = {"talent": str(talent.pk), "field": str(talent.field_id), "scheme": "", "citation": ""}
    if wrong == "stranger":
        row["scheme"] = str(SchemeFactory().pk)
    else:
        LaureateFactory(talent=talent, edition=edition)
    response = client.post(
        reverse("admin:talents_edition_change", args=[edition.pk]), palmares(edition, [row])
    )
    assert response.status_code == 200
    said = "n’est pas rassemblé par cette opération" if wrong == "stranger" else "est déjà distingué"
    assert said in response.content.decode()


def test_a_reader_does_not_see_where_agreements_are_kept(client):
    from django.contrib.auth.models import Permission

    jury = User.objects.create_user("jury@exemple.fr", "x", is_staff=True)
    jury.user_permissions.add(Permission.objects.get(codename="view_talent"))
    client.force_login(jury)
    talent = TalentFactory(consent_proof="Armoire du secrétariat")
    content = client.get(reverse("admin:talents_talent_change", args=[talent.pk])).content.decode()
    assert talent.title in content
    assert "Armoire du secrétariat" not in content


@pytest.mark.parametrize("model", ["talent", "edition", "scheme", "field", "laureate"])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_open_with_the_same_queries(client, clerk, model, count, django_assert_max_num_queries):
    for _ in range(count):
        LaureateFactory(scheme=SchemeFactory())
    with django_assert_max_num_queries(14):
        assert client.get(reverse(f"admin:talents_{model}_changelist")).status_code == 200
