"""What comes from the door: a form filled by hand, or acts that a device has kept. Nothing is trusted."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.door import Cursor
from events.enums import DoorVerb
from events.forms.registering import NameField
from events.services.checking_in import Act
from events.services.walking_in import WalkIn

MOST_ACTS = 100
MOST_BYTES = 128 * 1024
MOST_UNDONE = 50
# PostgreSQL's bigint.
LARGEST_ID = 2**63 - 1


class MalformedError(ValueError):
    """Nothing of what was sent can be read; the message says what."""


class WalkInForm(forms.Form):
    """Without a script: somebody who comes without being registered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    first_name = NameField(
        label=gettext_lazy("Prénom"),
        autofill="off",
        missing=gettext_lazy("Écrivez le prénom."),
        long=gettext_lazy("Au plus 80 caractères."),
    )
    last_name = NameField(
        label=gettext_lazy("Nom"),
        autofill="off",
        missing=gettext_lazy("Écrivez le nom."),
        long=gettext_lazy("Au plus 80 caractères."),
    )
    affiliation = forms.CharField(
        label=gettext_lazy("Structure ou territoire"), max_length=150, required=False
    )
    email = forms.EmailField(label=gettext_lazy("Courriel"), max_length=254, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())
        # A shared telephone does not propose the name of whoever came before.
        for name in ("first_name", "last_name", "affiliation", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def walk_in(
        self, *, at: dt.datetime, session: int | None = None, over: bool = False, wait: bool = False
    ) -> WalkIn:
        return WalkIn(at=at, session=session, over=over, wait=wait, **self.cleaned_data)


@dataclass(frozen=True)
class Unreadable:
    """One act that cannot be understood, though its key can: it is answered so, and the others are kept."""

    key: uuid.UUID


@dataclass(frozen=True)
class Sent:
    """One sending of a device."""

    now: dt.datetime
    since: Cursor
    acts: list[Act | WalkIn | Unreadable] = field(default_factory=list)


def read_sent(body: bytes) -> Sent:
    """Raises `MalformedError` where no answer by act can be given."""
    try:
        told = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise MalformedError(_("Envoi illisible : ce n’est pas du JSON.")) from None
    if not isinstance(told, dict):
        raise MalformedError(_("Envoi illisible : un objet est attendu."))
    now, since, acts = _instant(told.get("now")), told.get("since", [0, 0]), told.get("acts", [])
    if now is None:
        raise MalformedError(_("Envoi illisible : l’heure de l’appareil manque."))
    if not isinstance(since, list) or len(since) != 2 or not all(_is_number(one) for one in since):
        raise MalformedError(_("Envoi illisible : « since » tient deux nombres."))
    if not isinstance(acts, list):
        raise MalformedError(_("Envoi illisible : « acts » est une liste."))
    if len(acts) > MOST_ACTS:
        raise MalformedError(_("Trop de pointages d’un coup : %(n)d au plus.") % {"n": MOST_ACTS})
    return Sent(now=now, since=Cursor(*since), acts=[_act(act) for act in acts])


def _act(told: Any) -> Act | WalkIn | Unreadable:
    key = _key(told.get("key")) if isinstance(told, dict) else None
    if key is None:
        raise MalformedError(_("Envoi illisible : un pointage n’a pas de clé."))
    at, session = _instant(told.get("at")), told.get("session") or None
    if at is None or not (session is None or _is_number(session)):
        return Unreadable(key)
    if told.get("verb") == "walk_in":
        return _walk_in(told, key, at, session)
    registration, undoes = told.get("registration"), told.get("undoes", [])
    keys = (
        [_key(one) for one in undoes] if isinstance(undoes, list) and len(undoes) <= MOST_UNDONE else [None]
    )
    if told.get("verb") not in DoorVerb.values or not _is_number(registration) or None in keys:
        return Unreadable(key)
    return Act(
        key=key,
        at=at,
        registration=registration,
        verb=told["verb"],
        session=session,
        undoes=tuple(one for one in keys if one is not None),
        admit=told.get("admit") is True,
    )


def _walk_in(
    told: dict[str, Any], key: uuid.UUID, at: dt.datetime, session: int | None
) -> WalkIn | Unreadable:
    """Read by the same rules as the form."""
    names = ("first_name", "last_name", "email", "affiliation")
    if not all(isinstance(told.get(name, ""), str) for name in names):
        return Unreadable(key)
    form = WalkInForm({name: told.get(name, "") for name in names} | {"key": str(key)})
    if not form.is_valid():
        return Unreadable(key)
    return form.walk_in(at=at, session=session, over=told.get("over") is True, wait=told.get("wait") is True)


def _key(told: Any) -> uuid.UUID | None:
    if not isinstance(told, str) or len(told) != 36:
        return None
    try:
        return uuid.UUID(told)
    except ValueError:
        return None


def _is_number(told: Any) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= LARGEST_ID


def _instant(told: Any) -> dt.datetime | None:
    if not isinstance(told, str) or len(told) > 40:
        return None
    try:
        found = parse_datetime(told)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
