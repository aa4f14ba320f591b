"""How each nature of page is called in the plural, drawn, and where its list is."""

from django.utils.translation import gettext_lazy as _

from portal.core.enums import EntryKind

KIND_PLURALS = {
    EntryKind.TALENT: _("talents"),
    EntryKind.EDITION: _("éditions"),
    EntryKind.EVENT: _("événements"),
    EntryKind.SERIES: _("séries"),
    EntryKind.NETWORK: _("réseaux"),
    EntryKind.TERRITORY: _("territoires"),
    EntryKind.STRUCTURE: _("structures"),
    EntryKind.INITIATIVE: _("initiatives"),
    EntryKind.LABEL: _("labels"),
    EntryKind.ARTICLE: _("actualités"),
    EntryKind.PAGE: _("pages pratiques"),
}
KIND_ICONS: dict[str, str] = {
    EntryKind.TALENT: "user",
    EntryKind.EDITION: "medal",
    EntryKind.EVENT: "calendar",
    EntryKind.SERIES: "calendar-check",
    EntryKind.NETWORK: "network",
    EntryKind.TERRITORY: "map",
    EntryKind.STRUCTURE: "building",
    EntryKind.INITIATIVE: "sprout",
    EntryKind.LABEL: "award",
    EntryKind.ARTICLE: "newspaper",
    EntryKind.PAGE: "file-text",
}


def plural(kind: str) -> str:
    return str(KIND_PLURALS[EntryKind(kind)])
