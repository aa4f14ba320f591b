"""What production says of sessions and cookies, read from its settings in a process of their own."""

import json
import os
import subprocess
import sys

from django.conf import settings

NAMES = [
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_AGE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_NAME",
    "STAFF_MFA_REQUIRED",
    "ACCOUNT_SESSION_REMEMBER",
    "ACCOUNT_DEFAULT_HTTP_PROTOCOL",
    "ACCOUNT_CONFIRM_EMAIL_ON_GET",
    "PASSWORD_RESET_TIMEOUT",
    "DEMO",
    "DEBUG",
]


def test_production_keeps_sessions_tight():
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "vivier.example",
        "PUBLIC_BASE_URL": "https://vivier.example",
    }
    code = (
        "import json; from django.conf import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_AGE": 8 * 3600,
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "STAFF_MFA_REQUIRED": True,
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
        "ACCOUNT_CONFIRM_EMAIL_ON_GET": False,
        "PASSWORD_RESET_TIMEOUT": 3600,
        "DEMO": False,
        "DEBUG": False,
    }


def test_the_session_cookie_goes_with_the_browser_and_pages_are_not_kept(client, make_user):
    make_user("noor@exemple.fr")
    response = client.post(
        "/comptes/connexion/", {"login": "noor@exemple.fr", "password": "un-mot-de-passe-correct"}
    )
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["expires"] == "" and cookie["max-age"] == ""
    assert "no-store" in client.get("/espace/")["Cache-Control"]
