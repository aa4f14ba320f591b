"""Figures: what a source declares, what our rows count, and how the two are said together."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.enums import FigureNature, FigureQualifier
from networks.models import Figure
from portal.core.audit import Actor, record
from portal.core.models import Entry

# French has a word for « about so many ».
ROUND_WORDS = {
    10: gettext_lazy("une dizaine"),
    12: gettext_lazy("une douzaine"),
    15: gettext_lazy("une quinzaine"),
    20: gettext_lazy("une vingtaine"),
    30: gettext_lazy("une trentaine"),
    40: gettext_lazy("une quarantaine"),
    50: gettext_lazy("une cinquantaine"),
    60: gettext_lazy("une soixantaine"),
    100: gettext_lazy("une centaine"),
}


def number(value: Decimal) -> str:
    """The number as French writes it: no useless zeros, a comma, thin spaces between thousands."""
    bare = value.normalize()
    decimals = max(0, -int(bare.as_tuple().exponent))
    return formats.number_format(value, decimal_pos=decimals, force_grouping=True)


def words(figure: Figure) -> str:
    """A figure said with its nuance: « plus de 50 », « une douzaine », « 4 ha »."""
    text = number(figure.value)
    if figure.unit:
        text = f"{text}\u00a0{figure.unit}"
    if figure.qualifier == FigureQualifier.MORE_THAN:
        return _("plus de %(number)s") % {"number": text}
    if figure.qualifier == FigureQualifier.AT_LEAST:
        return _("au moins %(number)s") % {"number": text}
    if figure.qualifier == FigureQualifier.ABOUT:
        is_whole = figure.value == int(figure.value) and not figure.unit
        in_words = str(ROUND_WORDS.get(int(figure.value), "")) if is_whole else ""
        return in_words or _("environ %(number)s") % {"number": text}
    return text


@dataclass(frozen=True, slots=True)
class FigurePair:
    """One thing that is counted, as declared and as counted: either may be missing, not both."""

    key: str
    label: str
    declared: Figure | None = None
    counted: Figure | None = None

    @property
    def shown(self) -> Figure:
        """The declared figure first: it is what was said in public."""
        figure = self.declared or self.counted
        if figure is None:
            raise ValueError("a pair holds at least one figure")
        return figure

    @property
    def value(self) -> str:
        """« 80 », « plus de 50 », « une douzaine »."""
        return words(self.shown)

    @property
    def differs(self) -> bool:
        """Whether what is counted contradicts what was declared, as far as the nuance lets one say."""
        if self.declared is None or self.counted is None:
            return False
        declared, counted = self.declared.value, self.counted.value
        if self.declared.qualifier == FigureQualifier.MORE_THAN:
            return counted <= declared
        if self.declared.qualifier == FigureQualifier.AT_LEAST:
            return counted < declared
        return counted != declared

    @property
    def note(self) -> str:
        """« 9 nommés sur 10 annoncés », where the two differ."""
        if not self.differs or self.declared is None or self.counted is None:
            return ""
        pieces = {"counted": number(self.counted.value), "declared": words(self.declared)}
        if not self.counted.value:
            if self.declared.is_feminine:
                return _("aucune nommée, %(declared)s annoncées") % pieces
            return _("aucun nommé, %(declared)s annoncés") % pieces
        exact = self.declared.qualifier == FigureQualifier.EXACT
        count = int(self.counted.value)
        if exact and self.declared.is_feminine:
            text = ngettext(
                "%(counted)s nommée sur %(declared)s annoncées",
                "%(counted)s nommées sur %(declared)s annoncées",
                count,
            )
        elif exact:
            text = ngettext(
                "%(counted)s nommé sur %(declared)s annoncés",
                "%(counted)s nommés sur %(declared)s annoncés",
                count,
            )
        elif self.declared.is_feminine:
            text = ngettext(
                "%(counted)s nommée ici, %(declared)s annoncées",
                "%(counted)s nommées ici, %(declared)s annoncées",
                count,
            )
        else:
            text = ngettext(
                "%(counted)s nommé ici, %(declared)s annoncés",
                "%(counted)s nommés ici, %(declared)s annoncés",
                count,
            )
        return text % pieces

    @property
    def source(self) -> str:
        return self.declared.source if self.declared else ""


def pair_figures(figures: Iterable[Figure]) -> list[FigurePair]:
    """Figures of one entry, in their order, declared and counted side by side."""
    pairs: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        pairs.setdefault(figure.key, {})[figure.nature] = figure
    return [
        FigurePair(
            key=key,
            label=(natures.get(FigureNature.DECLARED) or natures[FigureNature.COUNTED]).label,
            declared=natures.get(FigureNature.DECLARED),
            counted=natures.get(FigureNature.COUNTED),
        )
        for key, natures in pairs.items()
    ]


def figures_of(entry: Entry) -> list[FigurePair]:
    """All figures of an entry: one query, none when they were prefetched."""
    return pair_figures(entry.figures.all())


def _write(
    entry: Entry, *, key: str, nature: str, by: Actor | None, at: dt.datetime, **values: object
) -> Figure:
    with transaction.atomic():
        figure, created = Figure.objects.update_or_create(
            entry_id=entry.pk, key=key, nature=nature, defaults=values
        )
        record(
            verb="figure",
            target=entry,
            by=by,
            at=at,
            key=key,
            nature=str(nature),
            value=str(figure.value),
            created=created,
        )
    return figure


def record_declared_figure(
    *,
    entry: Entry,
    key: str,
    label: str,
    value: Decimal | int,
    source: str,
    by: Actor | None,
    at: dt.datetime,
    qualifier: str = FigureQualifier.EXACT,
    unit: str = "",
    source_url: str = "",
    as_of: dt.date | None = None,
    is_feminine: bool = False,
    position: int = 0,
) -> Figure:
    """Write down what a source says; said again, it is corrected, and the audit line keeps the value."""
    return _write(
        entry,
        key=key,
        nature=FigureNature.DECLARED,
        by=by,
        at=at,
        label=label,
        value=Decimal(value),
        qualifier=qualifier,
        unit=unit,
        source=source,
        source_url=source_url,
        as_of=as_of,
        is_feminine=is_feminine,
        position=position,
    )


def record_counted_figure(
    *,
    entry: Entry,
    key: str,
    label: str,
    value: Decimal | int,
    as_of: dt.date,
    by: Actor | None,
    at: dt.datetime,
    unit: str = "",
    is_feminine: bool = False,
    position: int = 0,
) -> Figure:
    """Keep what our rows say on a day, beside what was declared."""
    return _write(
        entry,
        key=key,
        nature=FigureNature.COUNTED,
        by=by,
        at=at,
        label=label,
        value=Decimal(value),
        qualifier=FigureQualifier.EXACT,
        unit=unit,
        as_of=as_of,
        is_feminine=is_feminine,
        position=position,
    )
