"""The readable end of an address."""

from django.db import models
from django.utils.text import slugify

RESERVED = frozenset({"programme", "stands", "inscription", "compte-rendu", "nouveau", "en"})


def unique_slug(title: str, *, kind: str, taken: models.QuerySet) -> str:
    """A free slug for this kind, from the title: `ines-roche`, then `ines-roche-2`.

    Two writers may still choose the same one at once: the unique constraint then refuses the second.
    """
    base = slugify(title.replace("’", " ").replace("'", " "))[:110] or kind
    if base in RESERVED:
        base = f"{base}-{kind}"
    used = set(taken.filter(kind=kind, slug__startswith=base).values_list("slug", flat=True))
    if base not in used:
        return base
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"
