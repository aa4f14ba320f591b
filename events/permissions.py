"""Who may act for whom at a meeting: the bodies that an account represents, and nobody else's."""

from collections.abc import Iterator

from networks.models import Network, Representative, Structure, Territory
from networks.permissions import facilitated_by
from portal.accounts.models import User

Body = Structure | Territory | Network
# As the public addresses of each kind call it.
KINDS = {"structures": Structure, "territoires": Territory, "reseaux": Network}
WORD_OF = {model: word for word, model in KINDS.items()}


def bodies_of(user: User) -> list[Body]:
    """The structures and territories this account represents, and the networks that these structures facilitate."""
    return [*_represented(user), *facilitated_by(user).distinct().order_by("title")]


def _represented(user: User) -> Iterator[Body]:
    rows = Representative.objects.filter(user=user).select_related("structure", "territory").order_by("pk")
    for row in rows:
        body = row.structure or row.territory
        if body is not None:
            yield body


def body_for(user: User, kind: str, slug: str) -> Body | None:
    """The one at this address, if this account acts for it."""
    model = KINDS.get(kind)
    if model is None:
        return None
    return next((body for body in bodies_of(user) if type(body) is model and body.slug == slug), None)
