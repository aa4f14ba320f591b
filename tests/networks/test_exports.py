"""A structure's card, for telephones."""

import pytest

from networks.exports import structure_card
from tests.factories.networks import StructureFactory

pytestmark = pytest.mark.django_db


def properties(card: bytes) -> dict[str, str]:
    """Unfolded as RFC 6350 says, by name."""
    assert card.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in card.split(b"\r\n"))
    lines = card.decode().replace("\r\n ", "").strip().split("\r\n")
    return {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in lines}


def test_the_card_says_what_the_page_shows(client):
    structure = StructureFactory(
        title="L’Atelier",
        slug="atelier",
        summary="Réparer, louer",
        email="bonjour@atelier.example",
        phone="04 73 00 00 00",
        address="1 rue des Forges\n63000 Clermont-Ferrand",
    )
    response = client.get("/structures/atelier/carte.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="atelier.vcf"'
    found = properties(response.content)
    assert (found["VERSION"], found["KIND"], found["FN"]) == ("4.0", "org", "L’Atelier")
    assert found["EMAIL"] == "bonjour@atelier.example"
    assert found["TEL"] == "tel:0473000000"
    assert found["ADR"] == ";;1 rue des Forges\\, 63000 Clermont-Ferrand;;;;"
    assert found["URL"] == "https://vivier.example/structures/atelier/"
    assert structure.siret not in response.content.decode() or structure.siret == ""


def test_nothing_typed_starts_another_property():
    structure = StructureFactory(
        title="Fin\r\nTEL:0\nEND:VCARD\\, ; suite",
        summary="é" * 200,
        address="a\x01b\x1fc;d",
        email="",
        phone="",
    )
    card = structure_card(structure)
    found = properties(card)
    assert found["FN"] == "Fin\\nTEL:0\\nEND:VCARD\\\\\\, \\; suite"
    assert found["NOTE"] == "é" * 200
    assert found["ADR"] == ";;abc\\;d;;;;"
    assert "TEL" not in found
    assert card.count(b"END:VCARD\r\n") == 1


def test_a_draft_has_no_card(client):
    structure = StructureFactory(state="draft", published_at=None)
    assert client.get(f"/structures/{structure.slug}/carte.vcf").status_code == 404
