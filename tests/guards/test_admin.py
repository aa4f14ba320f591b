"""Every admin page opens, on the rows of the demonstration; and every model has one."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.guards.houses import house_models

# Counters that empty themselves: nothing there is for somebody to read.
NO_ADMIN = {"core.limitwindow"}

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def desk(client, django_user_model):
    """A superuser's desk, second factor passed if the site asks for it."""
    user = django_user_model.objects.create_superuser("garde@exemple.fr", "une phrase de passe longue")
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return client


def _address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_the_list_opens(desk, model):
    assert desk.get(_address(model, "changelist")).status_code == 200
    assert desk.get(_address(model, "changelist"), {"q": "clermont"}).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_the_empty_form_opens_unless_it_is_refused(desk, rf, model):
    request = rf.get("/")
    request.user = desk.get("/admin/").wsgi_request.user
    expected = 200 if admin.site._registry[model].has_add_permission(request) else 403
    assert desk.get(_address(model, "add")).status_code == expected


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_row_opens(desk, model):
    row = model._default_manager.first()
    if row is not None:
        assert desk.get(_address(model, "change", row.pk)).status_code == 200
        assert desk.get(_address(model, "history", row.pk)).status_code == 200


def test_the_demonstration_has_rows_for_nearly_every_admin():
    """Else the test above would prove little."""
    empty = {model._meta.label for model in REGISTERED if not model._default_manager.exists()}
    assert len(empty) <= len(REGISTERED) // 3, sorted(empty)


def test_every_model_has_an_admin_or_stands_in_the_form_of_another():
    shown = set(REGISTERED)
    for owner in admin.site._registry.values():
        shown |= {inline.model for inline in owner.inlines}
    missing = {
        model._meta.label_lower
        for model in house_models()
        if model not in shown and not model._meta.auto_created
    }
    assert missing == NO_ADMIN
