"""One click to be invited no more (RFC 8058), for solicitations alone."""

import pytest

from portal.mail import kinds, services
from portal.mail.addresses import address_digest
from portal.mail.models import Suppression
from portal.mail.unsubscribing import unsubscribe_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(settings):
    return unsubscribe_url("ana@exemple.fr").removeprefix(settings.PUBLIC_BASE_URL)


def _opposed() -> list[str]:
    return list(Suppression.objects.filter(reason="opposition").values_list("digest", flat=True))


def test_a_solicitation_carries_the_link_and_a_ticket_does_not(kind, sink, at, settings):
    kinds.register("tests.call", lambda message: kind.write(message), essential=False)
    for name in (kind.name, "tests.call"):
        services.queue(kind=name, to="ana@exemple.fr", slot="1", at=at)
    services.drain(clock=lambda: at)
    carried = [
        ((mail["List-Unsubscribe"] or "").strip() or None, mail["List-Unsubscribe-Post"])
        for _address, mail in sink.received
    ]
    link = f"<{unsubscribe_url('ana@exemple.fr')}>"
    assert sorted(carried, key=str) == [(link, "List-Unsubscribe=One-Click"), (None, None)]
    assert link.startswith(f"<{settings.PUBLIC_BASE_URL}/courriels/ne-plus-recevoir/")
    assert "ana" not in link


def test_opening_changes_nothing(client, path):
    for method in (client.get, client.head):
        assert method(path).status_code == 200
    assert _opposed() == []


def test_the_mail_program_s_click_is_enough(client, path):
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies) == (200, {})
    assert _opposed() == [address_digest("ana@exemple.fr")]
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert len(_opposed()) == 1


def test_a_person_reads_what_it_means_and_may_come_back(client, path):
    assert "Ne plus recevoir d’invitations ?" in client.get(path).content.decode()
    assert "C’est noté" in client.post(path).content.decode()
    assert "C’est noté" in client.get(path).content.decode()
    assert "de nouveau" in client.post(path, {"again": "1"}).content.decode()
    assert _opposed() == []


@pytest.mark.parametrize("token", ["x", "a.b", "0" * 64, "é", "%00"])
def test_a_link_that_is_cut_says_so(client, token):
    for act in (client.get, client.post):
        answer = act(f"/courriels/ne-plus-recevoir/{token}/")
        assert answer.status_code in (400, 404)
    assert _opposed() == []


def test_a_forged_fingerprint_is_refused(client, path):
    head, _, seal = path.rstrip("/").rpartition(".")
    forged = head[:-1] + ("0" if head[-1] != "0" else "1")
    assert client.post(f"{forged}.{seal}/").status_code == 404
    assert _opposed() == []
