"""The admin of networks: every screen opens; states move through the services, by who may."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from networks.models import Network, Structure, Theme
from portal.core.models import AuditEntry, SlugRedirect
from tests.factories.networks import (
    FigureFactory,
    InitiativeFactory,
    MandateFactory,
    MembershipFactory,
    NetworkFactory,
    PartnershipFactory,
    PersonFactory,
    StructureFactory,
    TerritoryFactory,
    TerritoryStageFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [
    FigureFactory,
    InitiativeFactory,
    MandateFactory,
    MembershipFactory,
    NetworkFactory,
    PartnershipFactory,
    PersonFactory,
    StructureFactory,
    TerritoryFactory,
    TerritoryStageFactory,
    ThemeFactory,
]


def address(model, page: str, *args) -> str:
    return reverse(f"admin:networks_{model._meta.model_name}_{page}", args=args)


def form_of(response) -> dict[str, object]:
    """What the form would send if nothing were changed."""
    admin_form = response.context["adminform"].form
    sent: dict[str, object] = {}
    for form in [
        admin_form,
        *(
            formset.management_form
            for formset in response.context["inline_admin_formsets"]
            and [one.formset for one in response.context["inline_admin_formsets"]]
        ),
    ]:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    sent["aliases"] = ""
    return sent


@pytest.fixture
def staff(client, django_user_model, settings):
    """Somebody of the team with the rights that are named."""

    def sign_in(*codenames: str):
        user = django_user_model.objects.create_user("equipe@exemple.fr", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return user

    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    return sign_in


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_every_screen_opens(admin_client, factory):
    row = factory()
    model = type(row)
    assert model in admin.site._registry
    assert admin_client.get(address(model, "changelist"), {"q": "a"}).status_code == 200
    assert admin_client.get(address(model, "add")).status_code == 200
    assert admin_client.get(address(model, "change", row.pk)).status_code == 200


def test_a_new_structure_is_a_draft_found_by_its_words(admin_client):
    sent = form_of(admin_client.get(address(Structure, "add")))
    territory = TerritoryFactory(title="Roanne")
    sent |= {"title": "La Fabrique", "structure_kind": "company", "territory": territory.pk}
    response = admin_client.post(address(Structure, "add"), sent)
    assert response.status_code == 302, response.context["adminform"].form.errors
    structure = Structure.objects.get()
    assert (structure.slug, structure.state, structure.search_text) == ("la-fabrique", "draft", "Roanne")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("siret", "73282932000075", "Ce SIRET contient une erreur"),
        ("slug", "inscription", "Ce mot est réservé"),
        ("slug", "deja-prise", "Cette adresse est déjà prise"),
        ("latitude", "45", "Donnez la latitude et la longitude"),
    ],
)
def test_what_is_wrong_is_said(admin_client, field, value, message):
    StructureFactory(slug="deja-prise")
    sent = form_of(admin_client.get(address(Structure, "add")))
    response = admin_client.post(address(Structure, "add"), sent | {"title": "La Fabrique", field: value})
    assert response.status_code == 200
    assert message in response.content.decode()


def test_a_new_address_keeps_the_old_one_leading_here(admin_client):
    structure = StructureFactory(slug="ancienne")
    page = address(Structure, "change", structure.pk)
    response = admin_client.post(
        page, form_of(admin_client.get(page)) | {"slug": "nouvelle", "title": "Autre nom"}
    )
    assert response.status_code == 302
    structure.refresh_from_db()
    assert (structure.slug, structure.title) == ("nouvelle", "Autre nom")
    assert list(SlugRedirect.objects.values_list("old_slug", "entry_id")) == [("ancienne", structure.pk)]


class TestStates:
    def act(self, client, action, *entries, **more):
        data = {"action": action, "_selected_action": [entry.pk for entry in entries], **more}
        return client.post(address(type(entries[0]), "changelist"), data, follow=True)

    def test_publishing_asks_for_its_right(self, client, staff):
        network = NetworkFactory(state="draft", published_at=None)
        staff("view_network", "change_network")
        self.act(client, "action_publish", network)
        network.refresh_from_db()
        assert network.state == "draft"
        self.act(client, "action_submit", network)
        network.refresh_from_db()
        assert network.state == "review"

    def test_who_may_publishes_and_the_trail_says_who(self, client, staff):
        network = NetworkFactory(state="draft", published_at=None)
        user = staff("view_network", "change_network", "publish_entry")
        response = self.act(client, "action_publish", network)
        assert "1 fiche publiée." in response.content.decode()
        network.refresh_from_db()
        assert network.is_published
        line = AuditEntry.objects.get(verb="publish")
        assert (line.actor_id, line.target_label) == (user.pk, network.title)

    def test_withdrawing_asks_first(self, client, staff):
        network = NetworkFactory()
        staff("view_network", "change_network", "withdraw_entry")
        response = self.act(client, "action_withdraw", network)
        assert "On ne revient pas en arrière" in response.content.decode()
        network.refresh_from_db()
        assert network.withdrawn_at is None
        self.act(client, "action_withdraw", network, confirm="1")
        network.refresh_from_db()
        assert network.withdrawn_at is not None

    def test_what_cannot_move_is_said_and_the_rest_moves(self, client, staff):
        draft, published = NetworkFactory(state="draft", published_at=None), NetworkFactory(title="Déjà là")
        staff("view_network", "change_network", "publish_entry")
        page = self.act(client, "action_publish", draft, published).content.decode()
        assert "1 fiche publiée." in page
        assert "Déjà là\u00a0: Cette fiche a changé d’état" in page

    def test_a_page_once_public_is_not_deleted(self, admin_client):
        network = NetworkFactory()
        assert admin_client.post(address(Network, "delete", network.pk), {"post": "yes"}).status_code == 403
        draft = NetworkFactory(state="draft", published_at=None)
        assert admin_client.post(address(Network, "delete", draft.pk), {"post": "yes"}).status_code == 302
        self.act(admin_client, "delete_selected", network, post="yes")
        assert list(Network.objects.all()) == [network]

    def test_recounting(self, admin_client):
        network = MembershipFactory().network
        assert "1 réseau recompté." in self.act(admin_client, "action_recount", network).content.decode()
        assert [figure.key for figure in network.figures.all()] == ["structures"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_price_of_a_changelist_does_not_grow(admin_client, count, django_assert_max_num_queries):
    for _ in range(count):
        StructureFactory(territory=TerritoryFactory(), owner=TerritoryFactory())
    with django_assert_max_num_queries(10):
        assert admin_client.get(address(Structure, "changelist")).status_code == 200


def test_a_theme_is_tied_from_the_entry(admin_client):
    network, theme = NetworkFactory(), ThemeFactory(name="Mobilité")
    page = address(Network, "change", network.pk)
    sent = form_of(admin_client.get(page))
    prefix = "Theme_entries"
    sent |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-theme": theme.pk, f"{prefix}-0-entry": network.pk}
    response = admin_client.post(page, sent)
    assert response.status_code == 302, [
        one.formset.errors for one in response.context["inline_admin_formsets"]
    ]
    assert list(Theme.objects.get(pk=theme.pk).entries.values_list("pk", flat=True)) == [network.pk]
    network.refresh_from_db()
    assert network.search_text == "Mobilité"
