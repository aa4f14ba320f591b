"""A correspondent without scripts pastes a list, mends a line, reads it again, sends it, then swaps a name."""

import datetime as dt

from django.test import Client
from django.utils import timezone

from events.models import Registration
from networks.models import Representative
from portal.accounts.models import User
from portal.mail.models import Message
from tests.factories.networks import StructureFactory
from tests.factories.registrations import OpenEventFactory, QuotaFactory


def signed_in(browser, live_server, user: User, **options):
    client = Client()
    client.force_login(user)
    context = browser.new_context(locale="fr-FR", **options)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return context


def test_from_a_pasted_list_to_a_swapped_name(transactional_db, browser, live_server, violations, too_wide):
    body = StructureFactory(title="Régie des Rives", slug="regie-des-rives")
    event = OpenEventFactory(
        title="Rencontre du soir",
        slug="rencontre",
        on_day=True,
        day=(timezone.now() + dt.timedelta(days=30)).date(),
        capacity=3,
        registration_opens_at=timezone.now() - dt.timedelta(days=1),
        registration_closes_at=None,
    )
    QuotaFactory(event=event, audience=None, structure=body, places=2)
    user = User.objects.create_user("pauline@exemple.fr", full_name="Pauline Alliance")
    Representative.objects.create(user=user, structure=body)

    wide = signed_in(browser, live_server, user)
    narrow = signed_in(
        browser, live_server, user, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    page, look = narrow.new_page(), wide.new_page()

    def seen(path: str) -> None:
        """With scripts, for the machine that looks for faults; at both widths."""
        look.goto(path)
        assert violations(look) == [] and too_wide(look) <= 0
        assert too_wide(page) <= 0

    page.goto(live_server.url + "/espace/")
    page.get_by_role("link", name="Toutes vos délégations").click()
    seen(page.url)
    page.get_by_role("link", name="Rencontre du soir").click()
    page.get_by_role("link", name="Inscrire des personnes").click()
    seen(page.url)
    page.get_by_label("Coller une liste").fill(
        "Prénom;Nom;Courriel\nAna;Essai;ana@exemple\nBob;Essai;\nCléo;Essai;cleo@exemple.fr\nDan;Essai;dan@exemple.fr"
    )
    page.get_by_role("button", name="Reprendre cette liste").click()
    # Refused in words, by the number of the row; nothing that was pasted is lost, and nothing is written.
    page.get_by_role("link", name="Ligne 2 : Cette adresse n’est pas complète").click()
    assert page.get_by_role("group", name="Ligne 5").get_by_label("Prénom").input_value() == "Dan"
    assert too_wide(page) <= 0 and not Registration.objects.exists()

    page.get_by_role("group", name="Ligne 2").get_by_label("Courriel").fill("ana@exemple.fr")
    page.get_by_role("button", name="Relire la liste").click()
    words = page.locator("main").inner_text().replace("\u00a0", " ")
    assert "4 personnes seront inscrites" in words and "1 en liste d’attente" in words
    assert too_wide(page) <= 0 and not Registration.objects.exists()
    # The same reading again, by a browser with scripts, for its faults.
    look.goto(page.url)
    look.get_by_label("Coller une liste").fill("Ana;Essai;ana@exemple.fr")
    look.get_by_role("button", name="Reprendre cette liste").click()
    assert look.get_by_role("button", name="Inscrire ces personnes").is_visible()
    assert violations(look) == []

    page.get_by_label("Ces personnes savent").check()
    page.get_by_role("button", name="Inscrire ces personnes").click()
    assert Registration.objects.holding().count() == 3 and Registration.objects.waiting().count() == 1
    assert Message.objects.count() == 3
    assert "toutes prises" in page.locator("main").inner_text()
    seen(page.url)

    page.get_by_role("link", name="Remplacer Ana Essai").click()
    seen(page.url)
    page.get_by_label("Prénom").fill("Nina")
    page.get_by_label("Nom", exact=True).fill("Perrin")
    page.get_by_label("Courriel").fill("nina@exemple.fr")
    page.get_by_role("button", name="Donner la place").click()
    listed = page.get_by_role("list").filter(has_text="Nina Perrin").inner_text()
    assert "Ana" not in listed and Registration.objects.holding().count() == 3
    narrow.close()
    wide.close()
