"""What is done to talents: consent, publication, distinction."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core import services as entries
from portal.core.audit import Actor, record
from portal.core.enums import PublicationState
from talents.enums import PUBLISHING_SCOPES
from talents.models import Edition, Field, Laureate, Scheme, Talent


class PublicationRefusedError(entries.TransitionRefusedError):
    """Something is missing; `missing` says what, for the person who asked."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(" ".join(missing))


CONSENT_FIELDS = [
    "consent_scope",
    "consent_given_on",
    "consent_proof",
    "consent_until",
    "consent_by_guardian",
    "consent_withdrawn_at",
]


class ConsentRefusedError(Exception):
    """The consent cannot be recorded or withdrawn; the message is for the person who asked."""


class DistinctionRefusedError(Exception):
    """The talent cannot be distinguished so; the message is for the person who asked."""


def missing_for_publication(talent: Talent, *, at: dt.datetime) -> list[str]:
    """What keeps this page from being public, each in one sentence. Empty when nothing does."""
    today = timezone.localdate(at)
    missing = []
    if talent.consent_scope == "":
        missing.append(_("L’accord de la personne n’est pas enregistré."))
    elif talent.consent_scope not in PUBLISHING_SCOPES:
        missing.append(_("L’accord enregistré ne couvre pas la publication d’une page."))
    elif talent.consent_withdrawn_at is not None:
        missing.append(_("L’accord a été retiré."))
    elif talent.consent_given_on is not None and talent.consent_given_on > today:
        missing.append(_("L’accord ne commence que plus tard."))
    elif not talent.consents_to(PUBLISHING_SCOPES, on=today):
        missing.append(_("L’accord a pris fin : demandez-en un nouveau."))
    if talent.summary == "":
        missing.append(_("La phrase d’accroche manque."))
    picture = talent.portrait
    if picture is not None and picture.permission == "":
        missing.append(_("L’autorisation de la photographie n’est pas renseignée."))
    elif picture is not None and picture.permission_until is not None and picture.permission_until < today:
        missing.append(_("L’autorisation de la photographie a pris fin."))
    if talent.is_minor and _address_tells_last_name(talent):
        missing.append(
            _("L’adresse de la page contient le nom de famille d’une personne mineure : changez-la.")
        )
    return missing


def _address_tells_last_name(talent: Talent) -> bool:
    hidden = set(slugify(talent.last_name).split("-")) - {""}
    return bool(hidden & set(talent.slug.split("-")))


def publish_talent(
    talent: Talent, *, by: Actor | None, at: dt.datetime, publish_at: dt.datetime | None = None
) -> None:
    """Show the page, now or from `publish_at` on. Raises PublicationRefusedError."""
    with transaction.atomic():
        # The row is held, so that a consent withdrawn at the same moment is seen.
        held = Talent.objects.select_for_update(of=("self",)).select_related("portrait").get(pk=talent.pk)
        missing = missing_for_publication(held, at=publish_at or at)
        if missing:
            raise PublicationRefusedError(missing)
        entries.publish(talent, by=by, at=at, publish_at=publish_at)


def withdraw_talent(talent: Talent, *, by: Actor | None, at: dt.datetime) -> None:
    """Take the page back for good: its address answers 410."""
    entries.withdraw(talent, by=by, at=at)


def grant_consent(
    talent: Talent,
    *,
    scope: str,
    given_on: dt.date,
    proof: str,
    until: dt.date | None = None,
    by_guardian: bool = False,
    by: Actor | None,
    at: dt.datetime,
) -> None:
    """Record what the person agreed to. A newer consent takes the place of the one before."""
    if given_on > timezone.localdate(at):
        raise ConsentRefusedError(_("Un accord se note une fois donné : sa date est à venir."))
    with transaction.atomic():
        talent.consent_scope = scope
        talent.consent_given_on = given_on
        talent.consent_proof = proof.strip()
        talent.consent_until = until
        talent.consent_by_guardian = by_guardian
        talent.consent_withdrawn_at = None
        talent.full_clean(exclude=["slug", "title"])
        talent.save(update_fields=CONSENT_FIELDS)
        record(verb="consent.grant", target=talent, by=by, at=at, scope=scope)


def withdraw_consent(talent: Talent, *, by: Actor | None, at: dt.datetime) -> None:
    """The person takes the consent back: the page is withdrawn for good and the face goes with it.

    The proof of what was agreed stays, with the day it ended.
    """
    with transaction.atomic():
        moved = (
            Talent.objects.filter(pk=talent.pk, consent_withdrawn_at__isnull=True)
            .exclude(consent_scope="")
            .update(consent_withdrawn_at=at, portrait=None, drawing="", drawing_alt="")
        )
        if not moved:
            raise ConsentRefusedError(_("Il n’y a pas d’accord à retirer."))
        talent.refresh_from_db()
        record(verb="consent.withdraw", target=talent, by=by, at=at)
        if talent.withdrawn_at is None:
            entries.withdraw(talent, by=by, at=at)


def archive_without_consent(*, at: dt.datetime) -> int:
    """Archive the published pages whose consent has ended. Says how many."""
    ended = Talent.objects.filter(state=PublicationState.PUBLISHED, withdrawn_at__isnull=True)
    count = 0
    for talent in ended.without_consent(at=at).order_by("pk"):
        with transaction.atomic():
            held = Talent.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=talent.pk)
            still = held.without_consent(at=at).filter(state=PublicationState.PUBLISHED).first()
            if still is not None:
                entries.archive(still, by=None, at=at)
                count += 1
    return count


def distinguish(
    talent: Talent,
    *,
    edition: Edition,
    field: Field,
    scheme: Scheme | None = None,
    citation: str = "",
    by: Actor | None,
    at: dt.datetime,
) -> Laureate:
    """Make the talent a laureate of this edition. Raises DistinctionRefusedError."""
    if scheme is not None and not scheme.feeds(edition):
        raise DistinctionRefusedError(
            _("« %(scheme)s » n’est pas rassemblé par « %(operation)s ».")
            % {"scheme": scheme, "operation": edition.scheme}
        )
    with transaction.atomic():
        laureate, created = Laureate.objects.get_or_create(
            talent=talent,
            edition=edition,
            field=field,
            defaults={"scheme": scheme, "citation": citation},
        )
        if not created:
            raise DistinctionRefusedError(
                _("%(talent)s est déjà au palmarès de cette édition, dans ce domaine.") % {"talent": talent}
            )
        record(verb="distinguish", target=talent, by=by, at=at, edition=edition.slug, field=field.slug)
    return laureate
