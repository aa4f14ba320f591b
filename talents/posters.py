"""Talents as the components draw them."""

from django.templatetags.static import static

from portal.core.components import Note, Portrait, Poster
from portal.core.pictures import photograph
from portal.core.richtext import french
from talents.models import Talent


def portrait_of(talent: Talent) -> Portrait | None:
    """The photograph, else the drawing, else nothing: the initials are then shown."""
    if talent.portrait is not None:
        return photograph(talent.portrait)
    if talent.drawing:
        return Portrait(static(f"img/portraits/{talent.drawing}.svg"), french(talent.drawing_alt))
    return None


def poster_of(talent: Talent, *, large: bool = False) -> Poster:
    notes = [Note(talent.field.name, talent.field.icon)]
    if talent.territory is not None:
        notes.append(Note(talent.territory.title))
    return Poster(
        name=talent.title,
        url=talent.get_absolute_url(),
        hue=talent.hue,
        slug=talent.slug,
        sentence=french(talent.summary),
        image=portrait_of(talent),
        notes=notes,
        large=large,
    )
