"""Somebody who comes: one row a person and a meeting, each state with its date."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import ACTIVE_STATES, FOR_ANOTHER, HOLDING_STATES, RegistrationOrigin, RegistrationState
from portal.core.links import PrivateLinkModel, PrivateLinkQuerySet
from portal.core.models import Entry
from portal.mail.addresses import KEY_LENGTH, address_key

S = RegistrationState
# The letters of a ticket's code: none that is mistaken for another when read aloud or copied.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


# Where nobody's mail ever goes (RFC 2606).
ERASED_DOMAIN = "@efface.invalid"


class RegistrationQuerySet(PrivateLinkQuerySet):
    def active(self) -> Self:
        """Neither cancelled nor refused."""
        return self.filter(state__in=ACTIVE_STATES)

    def known(self) -> Self:
        """Those that an address has already, for or against: a refusal is not asked again until it is lifted."""
        return self.exclude(state=S.CANCELLED)

    def of_delegation(self, body: Entry) -> Self:
        """Those that a structure, a territory or a network registered itself, whatever became of them."""
        return self.filter(origin=RegistrationOrigin.PARTNER, **{body.entry_kind: body.pk})

    def named(self) -> Self:
        """What a delegation may know of its people: who is registered, by it or (unknown to it) elsewhere."""
        return self.filter(Q(state__in=ACTIVE_STATES) | Q(registered_elsewhere=True, erased_at=None))

    def written_to(self) -> Self:
        """Who can be told by mail: people of the demonstration and those without an address cannot."""
        return self.filter(is_demo=False).exclude(email_key="")

    def holding(self) -> Self:
        """Those that hold a place."""
        return self.filter(state__in=HOLDING_STATES)

    def coming(self) -> Self:
        """Those that said they come."""
        return self.filter(state__in=(S.CONFIRMED, S.PRESENT, S.ABSENT))

    def waiting(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(state=S.WAITLISTED).order_by("rank")

    def lapsed(self, *, at: dt.datetime) -> Self:
        """Neither confirmed nor accepted in time."""
        return self.filter(
            Q(state=S.TO_CONFIRM, confirm_before__lte=at) | Q(state=S.OFFERED, offer_until__lte=at)
        )


def exactly_when(state: Q, **present: bool) -> Q:
    """These columns are filled in these states, and only then."""
    filled = Q(**{f"{name}__isnull": False for name in present})
    empty = Q(**{f"{name}__isnull": True for name in present})
    return (state & filled) | (~state & empty)


def at_most_one(*names: str) -> Q:
    """One of these columns is filled, or none."""
    return Q(
        *(Q(**{f"{name}__isnull": True for name in names if name != kept}) for kept in names),
        _connector=Q.OR,
    )


class Registration(PrivateLinkModel):
    """A person registered for a meeting. States change through the services only."""

    link_purpose = "registration"
    is_personal = True

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.PROTECT, related_name="registrations"
    )
    first_name = models.CharField(_("prénom"), max_length=80)
    last_name = models.CharField(_("nom"), max_length=80)
    email = models.EmailField(
        _("courriel"),
        max_length=254,
        blank=True,
        help_text=_("Vide : la personne est jointe par téléphone, ou par qui l’a inscrite."),
    )
    email_key = models.CharField(_("courriel normalisé"), max_length=KEY_LENGTH, editable=False, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("délégation du réseau"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
    )
    affiliation = models.CharField(
        _("structure ou territoire, en toutes lettres"), max_length=150, blank=True
    )
    audience = models.ForeignKey(
        "events.Audience",
        verbose_name=_("public"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
    )
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", _("français")), ("en", _("anglais"))], default="fr"
    )
    quota = models.ForeignKey(
        "events.Quota",
        verbose_name=_("sur le quota"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        help_text=_("Le quota dont cette place est prise ; vide : les places de tous."),
    )
    sessions = models.ManyToManyField(
        "events.Session",
        through="events.RegistrationSession",
        verbose_name=_("séances"),
        related_name="registrations",
    )
    origin = models.CharField(
        _("venue par"),
        max_length=10,
        choices=RegistrationOrigin.choices,
        default=RegistrationOrigin.SELF,
        editable=False,
    )
    state = models.CharField(_("état"), max_length=10, choices=S.choices, editable=False)
    rank = models.PositiveIntegerField(_("rang en liste d’attente"), null=True, blank=True, editable=False)
    confirm_before = models.DateTimeField(_("à confirmer avant"), null=True, blank=True, editable=False)
    offer_until = models.DateTimeField(_("place proposée jusqu’au"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("inscription demandée le"), editable=False)
    waitlisted_at = models.DateTimeField(_("en liste d’attente le"), null=True, blank=True, editable=False)
    offered_at = models.DateTimeField(_("place proposée le"), null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approuvée le"), null=True, blank=True, editable=False)
    refused_at = models.DateTimeField(_("refusée le"), null=True, blank=True, editable=False)
    refusal_reason = models.TextField(
        _("raison du refus"), max_length=500, blank=True, editable=False, help_text=_("Écrite à la personne.")
    )
    checked_at = models.DateTimeField(_("pointée le"), null=True, blank=True, editable=False)
    # Given with the form and sent back with it: pressing the button twice is asking once.
    form_key = models.UUIDField(_("clé du formulaire"), default=uuid.uuid4, editable=False)
    consent_text = models.TextField(
        _("ce qui a été accepté"), max_length=500, editable=False, help_text=_("Mot pour mot, ce jour-là.")
    )
    created_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("inscrite par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    revision = models.PositiveIntegerField(
        _("révision"),
        default=0,
        editable=False,
        help_text=_("Augmente à chaque changement d’état ou de séances : les agendas s’y fient."),
    )
    erased_at = models.DateTimeField(
        _("rendue anonyme le"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Il ne reste que ce qui se compte."),
    )
    registered_elsewhere = models.BooleanField(
        _("inscrite par ailleurs"),
        default=False,
        editable=False,
        help_text=_(
            "Nommée par une délégation alors que son adresse était déjà inscrite : cette ligne ne tient aucune place."
        ),
    )
    is_demo = models.BooleanField(_("démonstration"), default=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email_key"],
                condition=~Q(state=S.CANCELLED) & ~Q(email_key=""),
                name="registration_once_by_address",
                violation_error_message=_("Cette adresse est déjà inscrite à cet événement."),
            ),
            # What the foreign keys of `RegistrationSession` lean on.
            models.UniqueConstraint(fields=["id", "event"], name="registration_of_event"),
            models.UniqueConstraint(
                fields=["event", "form_key"],
                name="registration_form_sent_once",
                violation_error_message=_("Ce formulaire a déjà été envoyé."),
            ),
            models.UniqueConstraint(
                fields=["event", "rank"],
                name="registration_rank_unique",
                violation_error_message=_("Deux personnes ne peuvent avoir le même rang."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=S.values),
                name="registration_state_known",
                violation_error_message=_("État inconnu."),
            ),
            models.CheckConstraint(
                condition=~Q(first_name="") & ~Q(last_name=""),
                name="registration_is_somebody",
                violation_error_message=_("Il faut un prénom et un nom."),
            ),
            models.CheckConstraint(
                condition=Q(origin__in=RegistrationOrigin.values),
                name="registration_origin_known",
                violation_error_message=_("On ne sait pas par où cette inscription est venue."),
            ),
            models.CheckConstraint(
                condition=~Q(email_key="") | Q(origin__in=FOR_ANOTHER, email=""),
                name="registration_reachable",
                violation_error_message=_(
                    "Qui s’inscrit soi-même laisse un courriel ; seuls un partenaire ou l’équipe inscrivent "
                    "quelqu’un qui n’en a pas."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.TO_CONFIRM, S.TO_APPROVE)) | ~Q(email_key=""),
                name="registration_asked_by_mail",
                violation_error_message=_("Une demande à confirmer ou à approuver vient par courriel."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state=S.REFUSED), refused_at=True),
                name="registration_refused_is_dated",
                violation_error_message=_("Un refus porte sa date, et lui seul."),
            ),
            models.CheckConstraint(
                condition=Q(state=S.REFUSED, erased_at__isnull=True) & ~Q(refusal_reason="")
                | ~Q(state=S.REFUSED) & Q(refusal_reason="")
                | Q(erased_at__isnull=False, refusal_reason=""),
                name="registration_refusal_says_why",
                violation_error_message=_("Un refus dit sa raison, et lui seul."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state=S.TO_CONFIRM), confirm_before=True),
                name="registration_to_confirm_has_deadline",
                violation_error_message=_("Une inscription à confirmer porte son échéance, et elle seule."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state=S.OFFERED), offer_until=True),
                name="registration_offer_has_deadline",
                violation_error_message=_("Une place proposée porte son échéance, et elle seule."),
            ),
            models.CheckConstraint(
                condition=~Q(state=S.OFFERED) | Q(offered_at__isnull=False),
                name="registration_offer_is_dated",
                violation_error_message=_("Une place proposée l’a été un jour."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state=S.WAITLISTED), rank=True),
                name="registration_waiting_has_rank",
                violation_error_message=_("Qui attend a un rang, et personne d’autre."),
            ),
            models.CheckConstraint(
                condition=~Q(state=S.WAITLISTED) | Q(waitlisted_at__isnull=False),
                name="registration_waiting_is_dated",
                violation_error_message=_("L’entrée en liste d’attente est datée."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(S.CONFIRMED, S.PRESENT, S.ABSENT)) | Q(confirmed_at__isnull=False),
                name="registration_confirmed_is_dated",
                violation_error_message=_("Une inscription confirmée l’a été un jour."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state=S.CANCELLED), cancelled_at=True),
                name="registration_cancelled_is_dated",
                violation_error_message=_("Une annulation porte sa date, et elle seule."),
            ),
            models.CheckConstraint(
                condition=exactly_when(Q(state__in=(S.PRESENT, S.ABSENT)), checked_at=True),
                name="registration_checked_is_dated",
                violation_error_message=_("Un pointage porte sa date, et lui seul."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(email_key__endswith=ERASED_DOMAIN, phone="", affiliation=""),
                name="registration_erased_is_nobody",
                violation_error_message=_("Une inscription effacée ne nomme plus personne."),
            ),
            models.CheckConstraint(
                condition=at_most_one("structure", "territory", "network"),
                name="registration_comes_for_one",
                violation_error_message=_("Choisissez une structure, un territoire ou un réseau : un seul."),
            ),
            # Decision 0010: the mirror of somebody registered elsewhere is a name on a list, and holds nothing.
            models.CheckConstraint(
                condition=Q(registered_elsewhere=False)
                | Q(state=S.CANCELLED, origin=RegistrationOrigin.PARTNER, quota__isnull=True),
                name="registration_elsewhere_holds_nothing",
                violation_error_message=_("Une personne inscrite par ailleurs ne tient pas deux places."),
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state"], name="registration_event_state"),
            models.Index(
                fields=["confirm_before"],
                name="registration_to_confirm",
                condition=Q(state=S.TO_CONFIRM),
            ),
            models.Index(fields=["offer_until"], name="registration_offered", condition=Q(state=S.OFFERED)),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def holds_place(self) -> bool:
        return self.state in HOLDING_STATES

    @property
    def code(self) -> str:
        """« 7K4M-2QX9 », shown at the door. Drawn from the link's digest: it opens nothing."""
        number = int(self.link_digest[:10], 16)
        letters = "".join(CODE_LETTERS[(number >> shift) & 31] for shift in range(35, -1, -5))
        return f"{letters[:4]}-{letters[4:]}"

    @property
    def comes_for(self) -> str:
        """The structure or territory, as text (load both with `select_related`)."""
        if self.structure is not None:
            return self.structure.title
        return self.territory.title if self.territory is not None else self.affiliation

    @property
    def shown_state(self) -> str:
        """Its state, as who registered it may read it: the same for somebody registered elsewhere."""
        if self.registered_elsewhere:
            return S.WAITLISTED if self.waitlisted_at else S.CONFIRMED
        return self.state

    @property
    def shown_word(self) -> str:
        return str(S(self.shown_state).label)

    def seal(self) -> None:
        super().seal()
        self.email_key = address_key(self.email)
