"""What every answer carries, whoever asks."""

import pytest

PAGES = [
    "/",
    "/talents/",
    "/agenda/",
    "/labels/",
    "/actualites/",
    "/recherche/?q=clermont",
    "/plan-du-site/",
    "/comptes/connexion/",
    "/inconnue/",
    "/recherche/?q=%00",
    "/admin/login/",
    "/sante/pret",
    "/actualites/flux.xml",
]

pytestmark = pytest.mark.django_db

NOTHING_ELSE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def _policy(response) -> dict[str, str]:
    header = response["Content-Security-Policy"]
    return dict(directive.strip().split(" ", 1) for directive in header.split(";") if directive.strip())


@pytest.mark.parametrize("url", PAGES)
def test_pages_run_nothing_but_our_own_files(client, url):
    response = client.get(url)
    policy = _policy(response)
    assert {name: policy.get(name) for name in NOTHING_ELSE} == NOTHING_ELSE
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")


@pytest.mark.parametrize("url", PAGES[:7])
def test_who_only_reads_gets_no_cookie(client, url):
    assert not client.get(url).cookies
