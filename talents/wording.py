"""How French words agree with a talent, and how dates follow « depuis »."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from networks.models import Membership, Network
from portal.core.dates import ImpreciseDate
from portal.core.enums import DatePrecision
from portal.core.richtext import ordinals
from talents.enums import Agreement
from talents.models import Edition, Laureate, Talent


def laureate_word(talent: Talent) -> str:
    """« Lauréate », « Lauréat », « Collectif lauréat », or words that need no agreement."""
    if talent.is_collective:
        return _("Collectif lauréat")
    if talent.agreement == Agreement.FEMININE:
        return _("Lauréate")
    if talent.agreement == Agreement.MASCULINE:
        return _("Lauréat")
    return _("Au palmarès")


def distinction_line(laureate: Laureate, talent: Talent) -> SafeString:
    """« Lauréate, domaine économique, 2e édition, 2019 »."""
    return ordinals(
        _("%(word)s, domaine %(field)s, %(edition)s, %(year)s")
        % {
            "word": laureate_word(talent),
            "field": laureate.field.name.lower(),
            "edition": laureate.edition.ordinal,
            "year": laureate.edition.year_text,
        }
    )


def distinction_tag(edition: Edition, talent: Talent) -> SafeString:
    """« Lauréate 2019, 2e édition »."""
    return ordinals(
        _("%(word)s %(year)s, %(edition)s")
        % {"word": laureate_word(talent), "year": edition.year, "edition": edition.ordinal}
    )


def meeting_title(talent: Talent) -> str:
    if talent.is_collective:
        return _("Les rencontrer")
    if talent.agreement == Agreement.FEMININE:
        return _("La rencontrer")
    if talent.agreement == Agreement.MASCULINE:
        return _("Le rencontrer")
    return _("Se rencontrer")


def write_to(talent: Talent) -> str:
    return _("Leur écrire") if talent.is_collective else _("Lui écrire")


def path_title(talent: Talent) -> str:
    return _("Leur parcours") if talent.is_collective else _("Son parcours")


def since(date: ImpreciseDate) -> str:
    """« depuis 2019 », « depuis le jeudi 17 octobre 2019 », nothing when the date is not known."""
    return _("depuis %(date)s") % {"date": _with_article(date)} if date.is_known else ""


def until(date: ImpreciseDate) -> str:
    """« jusqu’en 2018 », « jusqu’au printemps 2018 », « jusqu’à mars 2018 »."""
    if date.precision == DatePrecision.YEAR:
        return _("jusqu’en %(date)s") % {"date": date}
    if date.precision == DatePrecision.DAY or _is_spring(date):
        return _("jusqu’au %(date)s") % {"date": date}
    return _("jusqu’à %(date)s") % {"date": _with_article(date)}


def _with_article(date: ImpreciseDate) -> str:
    if date.precision == DatePrecision.DAY or _is_spring(date):
        return _("le %(date)s") % {"date": date}
    if date.precision == DatePrecision.SEASON:
        return _("l’%(date)s") % {"date": date}
    return str(date)


def _is_spring(date: ImpreciseDate) -> bool:
    """The other three seasons begin with a vowel or a silent h."""
    return date.precision == DatePrecision.SEASON and date.day is not None and date.day.month == 3


@dataclass(frozen=True, slots=True)
class Belonging:
    """A network, and how long the talent has been in it."""

    network: Network
    text: str


def belongings(memberships: Iterable[Membership]) -> list[Belonging]:
    """One line for each network: « Membre depuis 2019, marraine depuis 2021 ».

    The rows come in order of time. Periods that follow each other are told from the first day of the first.
    """
    by_network: dict[int, list[Membership]] = {}
    for membership in memberships:
        by_network.setdefault(membership.network_id, []).append(membership)
    return [Belonging(rows[0].network, _told(rows)) for rows in by_network.values()]


def _told(rows: list[Membership]) -> str:
    """Each role from its first day; the last one with its end, when it has one."""
    parts = [" ".join(filter(None, (row.role or _("membre"), since(row.began)))) for row in rows]
    if rows[-1].ended.is_known:
        parts[-1] = f"{parts[-1]} {until(rows[-1].ended)}"
    return str(capfirst(", ".join(parts)))
