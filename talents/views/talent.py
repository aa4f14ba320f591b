"""The page of a talent."""

import datetime as dt
from urllib.parse import quote

from django.db.models import CharField, Prefetch, Q, Value
from django.db.models.functions import MD5, Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import Membership, Network
from portal.core.addresses import public_url
from portal.core.components import Crumb, Figure, Poster, Step
from portal.core.context_processors import site
from portal.core.dates import ImpreciseDate
from portal.core.enums import DatePrecision
from portal.core.languages import in_french
from portal.core.pages import get_entry_or_response
from portal.core.panels import Moment, moments_of
from portal.core.richtext import french
from talents import wording
from talents.models import Laureate, Talent
from talents.posters import portrait_of, poster_of


@require_safe
def talent_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    talents = Talent.objects.for_posters().prefetch_related(
        Prefetch(
            "laureates",
            Laureate.objects.of_published_editions(at=at).select_related(
                "edition__scheme", "field", "scheme"
            ),
        ),
        "steps",
        "facts",
        "links",
        Prefetch(
            "memberships",
            Membership.objects.filter(network__in=Network.objects.published(at=at))
            .select_related("network")
            .order_by("since", "pk"),
        ),
    )
    found = get_entry_or_response(talents, slug=slug, request=request)
    if isinstance(found, HttpResponse):
        return found
    talent: Talent = found
    laureates = list(talent.laureates.all())
    url = public_url(talent.get_absolute_url())
    belongings = wording.belongings(talent.memberships.all())
    context = {
        "talent": talent,
        "crumbs": [Crumb(_("Talents"), reverse("talents:list")), Crumb(talent.title, typed=True)],
        "portrait": portrait_of(talent),
        "lead": french(talent.lead or talent.summary),
        "tags": [wording.distinction_tag(laureate.edition, talent) for laureate in laureates],
        "distinctions": [
            {
                "title": laureate.edition.scheme.name,
                "state": wording.distinction_line(laureate, talent),
                "mark": str(laureate.edition.number),
                "hue": laureate.field.hue,
                "url": laureate.edition.get_absolute_url(),
                "note": _origin(laureate),
            }
            for laureate in laureates
        ],
        "belongings": belongings,
        "figures": [Figure(french(fact.value), french(fact.label)) for fact in talent.facts.all()],
        "steps": _steps(talent, request),
        "path_title": wording.path_title(talent),
        "meeting_title": wording.meeting_title(talent),
        "write_to": wording.write_to(talent),
        "links": list(talent.links.all()),
        "mailto": _mailto(request, talent),
        "neighbours": _neighbours(talent, at=at),
        "share_url": url,
        "linked_data": _data(talent, laureates, belongings, url=url),
    }
    return render(request, "talents/detail.html", context)


def _mailto(request: HttpRequest, talent: Talent) -> str:
    """Nobody's address is published: the team passes the message on."""
    subject = quote(_("Pour %(name)s") % {"name": talent.title})
    contact = site(request)["site"].contact_email  # type: ignore[attr-defined]
    return f"mailto:{contact}?subject={subject}" if contact else ""


def _origin(laureate: Laureate) -> str:
    """By which partner scheme; nothing when the operation itself found the talent."""
    citation = in_french(french(laureate.citation))
    if laureate.scheme is None or laureate.scheme_id == laureate.edition.scheme_id:
        return citation
    origin = _("Proposition de « %(scheme)s »") % {"scheme": laureate.scheme}
    return format_html("{} {}", citation, french(origin)) if citation else french(origin)


def _steps(talent: Talent, request: HttpRequest) -> list[Step]:
    """The path, with what the apps above know of it (a session where the person spoke)."""
    own = [Moment(step.moment, step.title, step.text) for step in talent.steps.all()]
    return [
        Step(
            str(moment.when), french(moment.title), french(moment.text), moment.url, _machine_day(moment.when)
        )
        for moment in moments_of(talent, request, own)
    ]


def _machine_day(date: ImpreciseDate) -> str:
    return date.day.isoformat() if date.day is not None and date.precision == DatePrecision.DAY else ""


def _neighbours(talent: Talent, *, at: dt.datetime) -> list[Poster]:
    """« Sur le même mur »: one talent of each other colour, with a face where there is one; always the same four."""
    chance = MD5(Concat(Cast("pk", CharField()), Value(talent.slug)))
    others = (
        Talent.objects.published(at=at)
        .exclude(hue=talent.hue)
        .for_posters()
        .annotate(faceless=Q(portrait__isnull=True, drawing=""))
        .order_by("hue", "faceless", chance)
        .distinct("hue")
    )
    return [poster_of(other) for other in others[:4]]


def _data(
    talent: Talent, laureates: list[Laureate], belongings: list[wording.Belonging], *, url: str
) -> dict[str, object]:
    """What search engines read: schema.org. Says nothing that the page does not show."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Organization" if talent.is_collective else "Person",
        "name": talent.title,
        "description": talent.summary,
        "url": url,
    }
    face = portrait_of(talent)
    if face is not None:
        data["image"] = public_url(face.url)
    if not talent.is_collective:
        data["givenName"] = talent.first_name
        if talent.last_name and not talent.is_minor:
            data["familyName"] = talent.last_name
    if talent.territory is not None:
        data["location" if talent.is_collective else "homeLocation"] = {
            "@type": "City",
            "name": talent.territory.title,
        }
    if laureates:
        data["award"] = [laureate.edition.title for laureate in laureates]
    if belongings:
        data["memberOf"] = [
            {"@type": "Organization", "name": belonging.network.title} for belonging in belongings
        ]
    return data
