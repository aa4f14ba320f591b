"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.core.context_processors import site_of
from portal.core.navigation import Route, find
from portal.core.richtext import french
from portal.pages import front
from portal.pages import home as parts
from talents.posters import portrait_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    site = site_of(request)
    fields, faces = parts.fields(at=at), parts.faces(at=at)
    total = sum(field.talent_count for field in fields)  # type: ignore[attr-defined]
    paths = ngettext(
        "%(n)d parcours d’ici, à rencontrer pour de vrai.",
        "%(n)d parcours d’ici, à rencontrer pour de vrai.",
        total,
    ) % {"n": total}
    talent = parts.portrait_of_the_month(site, at=at)
    edition, figures = parts.operation(fields, at=at)
    chosen = front.chosen_ids(at=at)
    poster = parts.featured(site, chosen, at=at)
    context = {
        "wall": parts.wall(fields, faces),
        "lead": french(site.home_lead or site.presentation),
        "paths": paths if total else "",
        "wishes": parts.wishes(),
        "poster": poster,
        "featured": front.featured_posters(chosen, at=at, without=poster.event.pk if poster else None),
        "dates": front.dates(at=at),
        "laureates": front.laureates(edition, at=at),
        "network_map": front.network_map(chosen, at=at),
        "counted": front.counted(at=at),
        "talent": talent,
        "portrait": portrait_of(talent) if talent else None,
        "networks": parts.networks(at=at),
        "edition": edition,
        "figures": figures,
        "crowd": faces.crowd,
        "news": parts.news(at=at),
        "agenda_url": find(Route("", "events:agenda")),
    }
    return render(request, "pages/home.html", context)
