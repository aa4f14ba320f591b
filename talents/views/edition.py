"""The page of an edition: who was distinguished, by whom, and beside the earlier ones."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from networks.models import Partnership
from networks.services import pair_figures
from portal.core.addresses import public_url
from portal.core.components import Crumb, Figure, Portrait, Poster, Row
from portal.core.models import Entry
from portal.core.pages import get_entry_or_response
from portal.core.pictures import photograph
from portal.core.richtext import french
from talents.models import Edition, Field, Laureate, Scheme, Talent
from talents.posters import portrait_of, poster_of

# Of each field: two rows of four.
HUNG = 8
# More would not hold on a wide screen; fewer are no crowd.
CROWD, SMALLEST_CROWD = 9, 3
# Before these letters « de » loses its e.
VOWELS = "AEIOUYÀÂÉÈÊËÎÏÔÖÛÜŒ"


@dataclass(frozen=True, slots=True)
class FieldWall:
    """The laureates of one field; beyond two rows, the way to all of them."""

    field: Field
    posters: list[Poster]
    more_url: str = ""


@require_safe
def edition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    editions = Edition.objects.select_related(
        "scheme__organiser", "scheme__initiator", "cover"
    ).prefetch_related("figures")
    found = get_entry_or_response(editions, slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    edition: Edition = found
    laureates = list(edition.laureates.select_related("field", "scheme"))
    talents = Talent.objects.published(at=at).for_posters().in_bulk([row.talent_id for row in laureates])
    ceremony = _ceremony(edition, at=at)
    partners = _partners([edition, ceremony])
    context = {
        "edition": edition,
        "crumbs": [Crumb(_("Talents"), reverse("talents:list")), Crumb(edition.title, typed=True)],
        "walls": _walls(edition, laureates, talents),
        "photograph": photograph(edition.cover),
        "crowd": _crowd(laureates, talents) if edition.cover is None else [],
        "figures": _figures(edition, laureates, talents),
        "ceremony": ceremony,
        "schemes": _schemes(edition, laureates),
        "partners": partners,
        "partner_count": ngettext(
            "%(n)d structure partenaire.", "%(n)d structures partenaires.", len(partners)
        )
        % {"n": len(partners)},
        "launch": _launch(edition.scheme),
        "share_url": public_url(edition.get_absolute_url()),
        "comparison": _comparison(edition, at=at),
    }
    return render(request, "talents/edition.html", context)


def _launch(scheme: Scheme) -> str:
    """« Lancé en 2017, à l’initiative d’Olivier Bianchi. », as far as it is known."""
    parts = []
    if scheme.launch.is_known:
        parts.append(_("Lancé : %(date)s.") % {"date": scheme.launch})
    if scheme.initiator is not None and scheme.initiator.is_public_figure:
        person = str(scheme.initiator)
        by = _("À l’initiative d’%(person)s.") if person[:1] in VOWELS else _("À l’initiative de %(person)s.")
        parts.append(by % {"person": person})
    return french(" ".join(parts))


def _ceremony(edition: Edition, *, at: dt.datetime) -> Entry | None:
    """The evening, once it has a public page."""
    if edition.ceremony_id is None:
        return None
    return Entry.objects.published(at=at).filter(pk=edition.ceremony_id).first()


def _walls(edition: Edition, laureates: list[Laureate], talents: dict[int, Talent]) -> list[FieldWall]:
    """Field by field, those whose page is public; one distinguished twice in an edition hangs in both fields."""
    by_field: dict[Field, list[Poster]] = defaultdict(list)
    for laureate in sorted(laureates, key=lambda row: row.field.position):
        talent = talents.get(laureate.talent_id)
        if talent is not None:
            by_field[laureate.field].append(poster_of(talent))
    walls = []
    for field, posters in by_field.items():
        hung = sorted(posters, key=lambda one: one.image is None)
        address = f"{reverse('talents:list')}?edition={edition.slug}&domaine={field.slug}"
        walls.append(FieldWall(field, hung[:HUNG], address if len(hung) > HUNG else ""))
    return walls


def _crowd(laureates: list[Laureate], talents: dict[int, Talent]) -> list[Portrait]:
    """Without a group photograph: the drawn faces side by side, the fields mixed as on a stage."""
    by_field: dict[int, list[Portrait]] = defaultdict(list)
    for row in laureates:
        talent = talents.get(row.talent_id)
        # A photograph that is not cut out would stand in the crowd as a box.
        if talent is not None and talent.portrait is None and (face := portrait_of(talent)):
            by_field[row.field_id].append(face)
    rounds = zip_longest(*by_field.values())
    faces = dict.fromkeys(face for faces in rounds for face in faces if face is not None)
    return list(faces)[:CROWD] if len(faces) >= SMALLEST_CROWD else []


def _figures(edition: Edition, laureates: list[Laureate], talents: dict[int, Talent]) -> list[Figure]:
    """Four at most: what we count of the palmarès, then what a source declares."""
    named = {row.talent_id for row in laureates}
    shown = len(named & talents.keys())
    note = ""
    if shown != len(named):
        note = ngettext("%(n)d se présente ici", "%(n)d se présentent ici", shown) % {"n": shown}
    figures = [
        Figure(len(named), ngettext("lauréate ou lauréat", "lauréates et lauréats", len(named)), note),
        Figure(
            len({row.field_id for row in laureates}),
            ngettext("domaine", "domaines", len({row.field_id for row in laureates})),
        ),
        Figure(
            len({row.scheme_id for row in laureates if row.scheme_id}),
            ngettext(
                "dispositif rassemblé",
                "dispositifs rassemblés",
                len({row.scheme_id for row in laureates if row.scheme_id}),
            ),
        ),
    ]
    figures = [figure for figure in figures if figure.value]
    declared = [Figure(pair.value, pair.label, pair.note) for pair in pair_figures(edition.figures.all())]
    return [*declared, *figures][:4]


def _schemes(edition: Edition, laureates: list[Laureate]) -> list[Row]:
    """Every scheme that the operation gathers, with how many it brought to this edition."""
    brought: dict[int, set[int]] = defaultdict(set)
    for row in laureates:
        if row.scheme_id is not None:
            brought[row.scheme_id].add(row.talent_id)
    schemes = Scheme.objects.filter(parent=edition.scheme_id)
    return [
        _scheme_row(edition, scheme, len(brought[scheme.pk]))
        for scheme in sorted(schemes, key=lambda scheme: (-len(brought[scheme.pk]), scheme.name))
    ]


def _scheme_row(edition: Edition, scheme: Scheme, count: int) -> Row:
    url = f"{reverse('talents:list')}?edition={edition.slug}&dispositif={scheme.slug}"
    aside = ngettext("%(n)d talent", "%(n)d talents", count) % {"n": count}
    return Row(scheme.name, url if count else "", aside=aside if count else _("pas cette année-là"))


def _partners(entries: list[Entry | None]) -> list[dict[str, str]]:
    """The partners of the edition and of its evening, each once."""
    named = [entry.pk for entry in entries if entry is not None]
    rows = Partnership.objects.filter(entry_id__in=named).select_related("structure", "territory")
    partners: dict[int, dict[str, str]] = {}
    for row in rows:
        partner = row.partner
        partners.setdefault(
            partner.pk,
            {
                "name": partner.title,
                "url": partner.get_absolute_url() if partner.is_published else "",
                "role": row.get_role_display() if row.role != "partner" else "",
            },
        )
    return list(partners.values())


def _comparison(edition: Edition, *, at: dt.datetime) -> list[dict[str, object]]:
    """This edition's figures beside those of the others of its scheme; nothing to compare, nothing shown."""
    editions = (
        Edition.objects.published(at=at)
        .filter(scheme=edition.scheme_id)
        .annotate(
            talents=Count("laureates__talent", distinct=True),
            communes=Count("laureates__talent__territory", distinct=True),
            schemes=Count("laureates__scheme", distinct=True),
        )
        .recent_first()
    )
    rows = [
        {
            "title": other.ordinal,
            "year": other.year_text,
            "url": other.get_absolute_url() if other.pk != edition.pk else "",
            "talents": other.talents,
            "communes": other.communes,
            "schemes": other.schemes,
        }
        for other in editions
    ]
    return rows if len(rows) > 1 else []
