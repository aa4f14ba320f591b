"""Every page of the admin in a real browser: nothing that the policy refuses, nothing that axe finds wrong."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.accounts.models import User

LISTEN = """
    window.refused = [];
    document.addEventListener('securitypolicyviolation', event => window.refused.push(
        `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`
    ));
"""


@pytest.fixture
def superuser(transactional_db) -> User:
    return User.objects.create_superuser("administration@exemple.fr", "x" * 20, full_name="Agathe Réglage")


@pytest.fixture
def visit(browser, live_server, superuser):
    """Opens a page as a superuser; answers with what the policy refused and what the console said."""
    client = Client()
    client.force_login(superuser)
    contexts = []

    def opener(*, width: int = 1280, theme: str = "light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        contexts.append(context)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.said = []
        page.on("console", lambda line: page.said.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))

        def opened(path: str):
            page.said.clear()
            response = page.goto(live_server.url + path)
            page.wait_for_load_state("networkidle")
            return page, response.status, [*page.evaluate("window.refused"), *page.said]

        return opened

    yield opener
    for context in contexts:
        context.close()


def admin_paths(user: User, label: str) -> list[str]:
    """For each model of an app its list, its form and its first row; for the first app, the first page too."""
    request = RequestFactory().get("/admin/")
    request.user = user
    paths = ["/admin/"] if label == LABELS[0] else []
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label != label:
            continue
        name = f"admin:{label}_{model._meta.model_name}"
        paths.append(reverse(f"{name}_changelist"))
        if model_admin.has_add_permission(request):
            paths.append(reverse(f"{name}_add"))
        first = model._default_manager.first()
        if first is not None:
            paths.append(reverse(f"{name}_change", args=[first.pk]))
    return paths


LABELS = sorted({model._meta.app_label for model in admin.site._registry})


@pytest.mark.parametrize("label", LABELS)
def test_no_page_of_the_admin_needs_what_the_policy_refuses_nor_troubles_axe(
    visit, superuser, violations, label
):
    opened = visit()
    wrong: dict[str, list[str]] = {}
    for path in admin_paths(superuser, label):
        page, status, refused = opened(path)
        found = refused + violations(page)
        if status != 200 or found:
            wrong[path] = [str(status), *found]
    assert wrong == {}


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (360, "dark"), (1280, "dark")])
def test_the_admin_reads_on_a_telephone_and_at_night(visit, violations, too_wide, superuser, width, theme):
    opened = visit(width=width, theme=theme)
    user = reverse("admin:accounts_user_changelist")
    for path in ["/admin/", user, reverse("admin:accounts_user_add"), f"{user}{superuser.pk}/change/"]:
        page, status, refused = opened(path)
        assert (path, status, refused, violations(page)) == (path, 200, [], [])
        assert too_wide(page) <= 0, path


def test_an_inline_script_would_be_refused_and_seen(visit):
    """The control: what this file listens to does speak."""
    page, _status, refused = visit()("/admin/")
    assert refused == []
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    page.wait_for_function("window.refused.length > 0")
    assert page.evaluate("window.ran") is None
