import pytest

from portal.mail import kinds, letters
from tests.mail.sink import Sink

TEMPLATE = """\
Votre place, {{ event }}

Bonjour {{ name }},

Votre place est gardée : dites-nous que vous venez.

{% fact "Quand" when %}
{% fact "Où" "" %}

{% button url "Confirmer ma place" %}

- Un train y mène
- La salle est de plain-pied

{% note %} Vous recevez ce message parce que vous l’avez demandé.
"""


@pytest.fixture
def sink(settings):
    server = Sink().start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


@pytest.fixture
def kind(settings, tmp_path, monkeypatch):
    """A kind of this test's own: `kind.write` may be replaced."""
    folder = tmp_path / "templates" / "emails" / "tests"
    folder.mkdir(parents=True)
    (folder / "note.fr.txt").write_text(TEMPLATE)
    (folder / "note.en.txt").write_text("Your place, {{ event }}\n\nHello {{ name }}!\n")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates", *settings.TEMPLATES[0]["DIRS"]]}
    ]
    letters._engine.cache_clear()

    class Kind:
        name = "tests.note"
        values = {
            "event": "Rencontre",
            "name": "Ana",
            "when": "mardi 8 décembre",
            "url": "https://vivier.example/x",
        }

        @staticmethod
        def write(message):
            return kinds.Letter("tests/note", dict(Kind.values))

    monkeypatch.setattr(kinds, "_registry", dict(kinds._registry))
    kinds.register(Kind.name, lambda message: Kind.write(message))
    yield Kind
    letters._engine.cache_clear()
