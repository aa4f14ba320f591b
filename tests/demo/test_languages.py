"""On the English side, what staff wrote in French says that it is French (WCAG 3.1.2), and nothing else does."""

import pytest

from tests.browser.demo_site import DemoSite
from tests.demo.languages import misleading, seems


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["", "/en"])
def test_each_passage_says_its_language(client, language):
    wrong = {}
    for path in DemoSite("").pages:
        page = client.get(f"{language}{path}").content.decode()
        if found := misleading(page):
            wrong[path] = found
    assert wrong == {}


@pytest.mark.usefixtures("demo")
def test_marks_are_for_the_other_language_alone(client):
    assert ' lang="fr"' in client.get("/en/talents/").content.decode()
    assert client.get("/talents/").content.decode().count(' lang="fr"') == 1  # the page's own


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Une journée pour celles et ceux qui cherchent dans le bassin</p>", 1),
        ('<p lang="fr">Une journée pour celles et ceux qui cherchent dans le bassin</p>', 0),
        ('<p lang="fr">A day for those who look for work in the area and their friends</p>', 1),
        ('<div lang="fr"><p lang="en">A day for those who look for work in the area</p></div>', 0),
        ("<p>Clermont Auvergne Métropole</p>", 0),
    ],
)
def test_a_passage_in_the_wrong_language_is_seen(body, expected):
    assert len(misleading(f'<html lang="en"><title>x</title><body>{body}')) == expected


def test_what_is_too_short_is_left_alone():
    assert seems("Le Puy-en-Velay") == ""
