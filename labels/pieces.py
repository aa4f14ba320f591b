"""Labels as the components of a page draw them. Nothing here queries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from labels.enums import AwardState, Direction
from labels.models import Indicator, Label, LabelAward, Measurement
from portal.core.languages import in_french
from portal.core.richtext import NARROW, NO_BREAK, french

LOOKS = {
    AwardState.ANNOUNCED: "pending",
    AwardState.HELD: "held",
    AwardState.EXPIRED: "ended",
    AwardState.WITHDRAWN: "ended",
}
# What a reader looks for first: what is held, then what is promised, then what was.
_ORDER = [AwardState.HELD, AwardState.ANNOUNCED, AwardState.EXPIRED, AwardState.WITHDRAWN]


@dataclass(frozen=True, slots=True)
class Medal:
    """The props of the `medal` tag."""

    title: str
    state: str
    look: str
    mark: str
    hue: str
    url: str = ""
    note: str = ""


def mark_of(title: str) -> str:
    """What a medal bears: the number that a title starts with, or the initials of its first two words."""
    number = re.match(r"\d{1,3}\b", title)
    if number:
        return number[0]
    words = [
        word for word in re.split(r"[\s’']+", title.replace("«", "").replace("»", "")) if word[:1].isalnum()
    ]
    return "".join(word[0].upper() for word in words[:2]) or "★"


def label_medal(label: Label, awards: Iterable[LabelAward]) -> Medal:
    """The medal of a label among others: its best award tells where it stands."""
    best = min(awards, key=lambda award: _ORDER.index(AwardState(award.state)), default=None)
    if best is not None:
        state, look = best.state_in_words, LOOKS[AwardState(best.state)]
    elif label.direction == Direction.AIMED:
        state, look = _("En préparation"), "pending"
    elif label.direction == Direction.GIVEN:
        state, look = _("Donné ici"), "held"
    else:
        state, look = _("Pas encore attribué"), "pending"
    return Medal(label.title, state, look, mark_of(label.title), label.hue, label.get_absolute_url())


def award_medal(award: LabelAward) -> Medal:
    """The medal of a holder, on the holder's page."""
    return Medal(
        award.label.title,
        award.state_in_words,
        LOOKS[AwardState(award.state)],
        mark_of(award.label.title),
        award.label.hue,
        award.label.get_absolute_url(),
        in_french(french(award.note)),
    )


def issuer_text(label: Label) -> str:
    """Who gives the label; nobody is guessed."""
    if label.issued_by:
        return label.issued_by
    if label.direction == Direction.AIMED:
        return _("Label à créer")
    return _("Non nommé par la source")


def number(value: Decimal) -> str:
    """« 12,5 », « 1 200 »: no idle decimals."""
    plain = value.normalize()
    digits = max(-int(plain.as_tuple().exponent), 0)
    text = formats.number_format(plain, decimal_pos=digits, use_l10n=True, force_grouping=True)
    return text.replace(NO_BREAK, NARROW)


# The little curve: a drawing of 240 by 64 units, with room for its last dot.
_WIDTH, _HEIGHT, _EDGE = 240, 64, 8


@dataclass(frozen=True, slots=True)
class Curve:
    """What an indicator became: points of a line, its last one, and the words that say the same."""

    name: str
    unit: str
    target: str
    rows: Sequence[tuple[Measurement, str]]
    points: str
    last_x: int
    last_y: int
    target_y: int | None
    latest: str
    is_demo: bool


def curve(indicator: Indicator) -> Curve:
    """Load the measurements beforehand."""
    readings = sorted(indicator.measurements.all(), key=lambda reading: reading.on)
    values = [reading.value for reading in readings]
    scale = [*values, *([indicator.target] if indicator.target is not None else []), Decimal(0)]
    low, high = min(scale), max(scale)
    spread = (high - low) or Decimal(1)

    def height(value: Decimal) -> int:
        return round(_HEIGHT - _EDGE - float((value - low) / spread) * (_HEIGHT - 2 * _EDGE))

    first_day = readings[0].on.toordinal() if readings else 0
    days = (readings[-1].on.toordinal() - first_day or 1) if readings else 1
    placed = [
        (
            _EDGE + round((reading.on.toordinal() - first_day) / days * (_WIDTH - 2 * _EDGE)),
            height(reading.value),
        )
        for reading in readings
    ]
    unit = f"{NO_BREAK}{indicator.unit}" if indicator.unit else ""
    return Curve(
        name=indicator.name,
        unit=indicator.unit,
        target=number(indicator.target) + unit if indicator.target is not None else "",
        rows=[(reading, number(reading.value)) for reading in readings],
        points=" ".join(f"{x},{y}" for x, y in placed),
        last_x=placed[-1][0] if placed else 0,
        last_y=placed[-1][1] if placed else 0,
        target_y=height(indicator.target) if indicator.target is not None else None,
        latest=number(values[-1]) + unit if values else "",
        is_demo=indicator.is_demo,
    )
