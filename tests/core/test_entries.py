"""What every entry obeys, through bare entries: constraints, visibility, publication, moving."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image

from portal.core import services
from portal.core.enums import EntryKind, PublicationState
from portal.core.models import AuditEntry, Entry, EntryLink, Picture, SiteSettings, SlugRedirect

pytestmark = pytest.mark.django_db


def tiny_png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (2, 3)).save(buffer, "PNG")
    return buffer.getvalue()


def make_entry(title="Le fournil du soir", **fields):
    return Entry.objects.create(kind=EntryKind.TALENT, title=title, **fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("entry_has_title", {"title": "", "slug": "x"}),
        ("entry_kind_known", {"kind": "spaceship", "slug": "x"}),
        ("entry_state_known", {"state": "lost"}),
        ("entry_published_is_dated", {"state": PublicationState.PUBLISHED}),
    ],
)
def test_the_database_refuses(constraint, fields):
    with pytest.raises(IntegrityError, match=constraint):
        Entry.objects.create(**({"kind": EntryKind.TALENT, "title": "T", "slug": "t"} | fields))


def test_the_database_refuses_an_entry_without_address():
    entry = make_entry()
    with pytest.raises(IntegrityError, match="entry_has_slug"):
        Entry.objects.filter(pk=entry.pk).update(slug="")


def test_an_address_is_unique_within_its_kind_only():
    make_entry(slug="le-fournil")
    Entry.objects.create(kind=EntryKind.STRUCTURE, title="Le fournil", slug="le-fournil")
    with pytest.raises(IntegrityError, match="entry_slug_unique_by_kind"), transaction.atomic():
        make_entry(slug="le-fournil")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Inès Haddad-Roche", "ines-haddad-roche"),
        ("L’Écosite du Val de Drôme", "l-ecosite-du-val-de-drome"),
        ("Programme", "programme-talent"),
        ("漢字", "talent"),
        ("x" * 200, "x" * 110),
    ],
)
def test_a_slug_is_made_from_the_title(title, slug):
    assert make_entry(title).slug == slug


def test_a_second_entry_of_the_same_name_gets_a_numbered_address():
    assert [make_entry("Ugo Ferrand").slug for _ in range(3)] == [
        "ugo-ferrand",
        "ugo-ferrand-2",
        "ugo-ferrand-3",
    ]


def test_only_what_is_published_and_due_and_not_withdrawn_is_public(at):
    hour = dt.timedelta(hours=1)
    shown = make_entry("shown", state=PublicationState.PUBLISHED, published_at=at - hour)
    now = make_entry("now", state=PublicationState.PUBLISHED, published_at=at)
    make_entry("embargo", state=PublicationState.PUBLISHED, published_at=at + hour)
    make_entry("draft")
    make_entry("review", state=PublicationState.REVIEW)
    make_entry("withdrawn", state=PublicationState.ARCHIVED, published_at=at - hour, withdrawn_at=at)
    assert set(Entry.objects.published(at=at)) == {shown, now}


def test_publication_goes_through_its_states_and_leaves_a_trail(at):
    entry = make_entry()
    services.submit_for_review(entry, by=None, at=at)
    services.publish(entry, by=None, at=at)
    services.archive(entry, by=None, at=at)
    services.back_to_draft(entry, by=None, at=at)
    entry.refresh_from_db()
    assert entry.state == PublicationState.DRAFT
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "submit",
        "publish",
        "archive",
        "unpublish",
    ]


def test_a_transition_from_the_wrong_state_is_refused_and_leaves_no_trail(at):
    entry = make_entry()
    with pytest.raises(services.TransitionRefusedError, match="rechargez"):
        services.archive(entry, by=None, at=at)
    assert not AuditEntry.objects.exists()


def test_two_people_publish_the_same_entry_and_the_second_is_told(at):
    entry = make_entry()
    same_entry_elsewhere = Entry.objects.get(pk=entry.pk)
    services.publish(entry, by=None, at=at)
    with pytest.raises(services.TransitionRefusedError):
        services.publish(same_entry_elsewhere, by=None, at=at)


def test_a_withdrawn_entry_never_comes_back(at):
    entry = make_entry()
    services.publish(entry, by=None, at=at)
    services.withdraw(entry, by=None, at=at)
    with pytest.raises(services.TransitionRefusedError):
        services.publish(entry, by=None, at=at)
    assert set(Entry.objects.withdrawn()) == {entry}


def test_a_moved_entry_keeps_its_old_addresses(at):
    entry = make_entry(slug="un")
    services.change_slug(entry, slug="deux", by=None, at=at)
    services.change_slug(entry, slug="trois", by=None, at=at)
    assert set(SlugRedirect.objects.values_list("old_slug", flat=True)) == {"un", "deux"}
    services.change_slug(entry, slug="un", by=None, at=at)
    assert set(SlugRedirect.objects.values_list("old_slug", flat=True)) == {"deux", "trois"}


@pytest.mark.parametrize("query", ["boulangere", "Boulangères", "BOULANGÈRE", "fournil", "soirs"])
def test_search_ignores_accents_case_and_plurals(query):
    from django.contrib.postgres.search import SearchQuery

    from portal.core.models.entry import SEARCH_CONFIG

    found = make_entry(summary="Une boulangère embauche d’abord")
    make_entry("Autre chose")
    search = SearchQuery(query, config=SEARCH_CONFIG, search_type="websearch")
    assert set(Entry.objects.filter(search=search)) == {found}


def test_links_are_web_addresses_told_once():
    entry = make_entry()
    EntryLink.objects.create(entry=entry, label="Site", url="https://exemple.fr/")
    with pytest.raises(IntegrityError, match="entry_link_unique"), transaction.atomic():
        EntryLink.objects.create(entry=entry, label="Encore", url="https://exemple.fr/")
    with pytest.raises(IntegrityError, match="entry_link_is_web"), transaction.atomic():
        EntryLink.objects.create(entry=entry, label="Piège", url="javascript:alert(1)")


def test_a_picture_is_described_and_settings_are_one_row():
    with pytest.raises(IntegrityError, match="picture_has_alt"), transaction.atomic():
        Picture.objects.create(file=ContentFile(tiny_png(), name="x.png"), alt="")
    SiteSettings.load().save()
    with pytest.raises(IntegrityError, match="site_settings_single_row"), transaction.atomic():
        SiteSettings.objects.create(pk=2)


def test_an_old_address_is_taken_once():
    entry, other = make_entry("Un"), make_entry("Deux")
    SlugRedirect.objects.create(kind=entry.kind, old_slug="avant", entry=entry)
    with pytest.raises(IntegrityError, match="slug_redirect_unique"), transaction.atomic():
        SlugRedirect.objects.create(kind=entry.kind, old_slug="avant", entry=other)
