"""Uploaded files, where no proxy gives them."""

from pathlib import Path

import pytest

# The page that says « introuvable » reads the settings of the site.
pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded(settings) -> None:
    folder = Path(settings.MEDIA_ROOT) / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_text("<script>alert(1)</script>")
    (Path(settings.MEDIA_ROOT).parent / "secret.txt").write_text("secret")


def test_an_uploaded_file_is_given_and_runs_nothing(client, uploaded):
    response = client.get("/media/pictures/page.html")
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["pictures/", "rien.jpg"])
def test_nothing_else_is_given(client, uploaded, path):
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize("path", ["../secret.txt", "%2e%2e/secret.txt", "pictures/%2e%2e/%2e%2e/secret.txt"])
def test_nobody_climbs_out_of_the_folder(client, uploaded, path):
    assert client.get(f"/media/{path}").status_code in (400, 404)
