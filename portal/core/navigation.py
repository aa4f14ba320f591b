"""The menus, as lists. A route that does not exist (yet, or in this installation) is left out."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Route:
    label: str | Promise
    name: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str | Promise
    url: str
    # What aria-current says: "page" on the page itself, "true" on those below it.
    current: str = ""
    # What a template may tell this item by: the slug of a written page.
    key: str = ""


MAIN = (
    Route(_("Talents"), "talents:list"),
    Route(_("Réseaux"), "networks:network_list"),
    Route(_("Événements"), "events:agenda"),
    Route(_("Structures"), "networks:structure_list"),
    Route(_("Labels"), "labels:list"),
    Route(_("Actualités"), "news:list"),
)
SECTIONS = (
    Route(_("Tous les talents"), "talents:list"),
    Route(_("Réseaux et grappes"), "networks:network_list"),
    Route(_("Territoires"), "networks:territory_list"),
    Route(_("Initiatives"), "networks:initiative_list"),
    Route(_("Événements à venir"), "events:agenda"),
    Route(_("Séries de rencontres"), "events:series_list"),
    Route(_("S’abonner à l’agenda"), "events:agenda_ics"),
)
LEGAL = (
    Route(_("Accessibilité"), "pages:page", ("accessibilite",)),
    Route(_("Données personnelles"), "pages:page", ("donnees-personnelles",)),
    Route(_("Mentions légales"), "pages:page", ("mentions-legales",)),
    Route(_("Plan du site"), "pages:sitemap_page"),
    Route(_("Aide"), "pages:page", ("aide",)),
    Route(_("Nous écrire"), "pages:contact"),
    Route(_("Espace partenaires"), "accounts:space"),
)


def find(route: Route) -> str:
    """The address of a route, or nothing."""
    try:
        return reverse(route.name, args=route.args)
    except NoReverseMatch:
        return ""


def items(routes: tuple[Route, ...], *, path: str) -> list[NavItem]:
    found = []
    for route in routes:
        url = find(route)
        if not url:
            continue
        current = "page" if path == url else "true" if path.startswith(url) else ""
        found.append(NavItem(route.label, url, current, "".join(route.args)))
    return found


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    code: str
    name: str
    url: str
    # In that language itself: it is read by who wants it.
    title: str


def other_language(request: HttpRequest) -> OtherLanguage:
    """The same page in the other language, or its home."""
    code, name, title = (
        ("en", "English", "English version")
        if get_language() == "fr"
        else ("fr", "Français", "Version française")
    )
    here = request.get_full_path()
    url = translate_url(here, code)
    if url == here:
        # A page without a translation (unknown, or the same in all languages): the other language's home.
        url = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    return OtherLanguage(code, name, url, title)


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the header and the footer show."""

    home: str
    search: str
    main: list[NavItem]
    sections: list[NavItem]
    legal: list[NavItem]
    other: OtherLanguage


def navigation(request: HttpRequest) -> Navigation:
    path = request.path
    return Navigation(
        home=find(Route("", "pages:home")) or "/",
        search=find(Route("", "pages:search")),
        main=items(MAIN, path=path),
        sections=items(SECTIONS, path=path),
        legal=items(LEGAL, path=path),
        other=other_language(request),
    )
