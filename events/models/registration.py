"""Somebody who comes: one row a person and a meeting, each state with its date."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import ACTIVE_STATES, HOLDING_STATES, RegistrationState
from portal.core.links import PrivateLinkModel, PrivateLinkQuerySet
from portal.mail.addresses import KEY_LENGTH, address_key

S = RegistrationState
# The letters of a ticket's code: none that is mistaken for another when read aloud or copied.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


# Where nobody's mail ever goes (RFC 2606).
ERASED_DOMAIN = "@efface.invalid"


class RegistrationQuerySet(PrivateLinkQuerySet):
    def active(self) -> Self:
        """Not cancelled."""
        return self.filter(state__in=ACTIVE_STATES)

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


def _exactly_when(state: Q, **present: bool) -> Q:
    """These columns are filled in these states, and only then."""
    filled = Q(**{f"{name}__isnull": False for name in present})
    empty = Q(**{f"{name}__isnull": True for name in present})
    return (state & filled) | (~state & empty)


class Registration(PrivateLinkModel):
    """A person registered for a meeting. States change through the services only."""

    link_purpose = "registration"
    is_personal = True

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.PROTECT, related_name="registrations"
    )
    first_name = models.CharField(_("prénom"), max_length=80)
    last_name = models.CharField(_("nom"), max_length=80)
    email = models.EmailField(_("courriel"), max_length=254)
    email_key = models.CharField(_("courriel normalisé"), max_length=KEY_LENGTH, editable=False)
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
    state = models.CharField(_("état"), max_length=10, choices=S.choices, editable=False)
    rank = models.PositiveIntegerField(_("rang en liste d’attente"), null=True, blank=True, editable=False)
    confirm_before = models.DateTimeField(_("à confirmer avant"), null=True, blank=True, editable=False)
    offer_until = models.DateTimeField(_("place proposée jusqu’au"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("inscription demandée le"), editable=False)
    waitlisted_at = models.DateTimeField(_("en liste d’attente le"), null=True, blank=True, editable=False)
    offered_at = models.DateTimeField(_("place proposée le"), null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True, editable=False)
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
    erased_at = models.DateTimeField(
        _("rendue anonyme le"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Il ne reste que ce qui se compte."),
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
                condition=~Q(state=S.CANCELLED),
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
                condition=~Q(email_key="") & ~Q(first_name="") & ~Q(last_name=""),
                name="registration_is_somebody",
                violation_error_message=_("Il faut un prénom, un nom et un courriel."),
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state=S.TO_CONFIRM), confirm_before=True),
                name="registration_to_confirm_has_deadline",
                violation_error_message=_("Une inscription à confirmer porte son échéance, et elle seule."),
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state=S.OFFERED), offer_until=True),
                name="registration_offer_has_deadline",
                violation_error_message=_("Une place proposée porte son échéance, et elle seule."),
            ),
            models.CheckConstraint(
                condition=~Q(state=S.OFFERED) | Q(offered_at__isnull=False),
                name="registration_offer_is_dated",
                violation_error_message=_("Une place proposée l’a été un jour."),
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state=S.WAITLISTED), rank=True),
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
                condition=_exactly_when(Q(state=S.CANCELLED), cancelled_at=True),
                name="registration_cancelled_is_dated",
                violation_error_message=_("Une annulation porte sa date, et elle seule."),
            ),
            models.CheckConstraint(
                condition=_exactly_when(Q(state__in=(S.PRESENT, S.ABSENT)), checked_at=True),
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
                condition=Q(structure__isnull=True) | Q(territory__isnull=True),
                name="registration_comes_for_one",
                violation_error_message=_("Choisissez une structure ou un territoire, pas les deux."),
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

    def save(self, *args, **kwargs) -> None:
        self.email_key = address_key(self.email)
        super().save(*args, **kwargs)

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


class RegistrationTransition(models.Model):
    """One line for each change of state: when, who, from what to what, and why."""

    registration = models.ForeignKey(
        Registration, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="transitions"
    )
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Vide : la personne elle-même, ou l’horloge."),
    )
    from_state = models.CharField(_("de"), max_length=10, choices=S.choices, blank=True)
    to_state = models.CharField(_("à"), max_length=10, choices=S.choices)
    reason = models.CharField(_("raison"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("changement d’état")
        verbose_name_plural = _("changements d’état")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_state=models.F("to_state")),
                name="transition_changes_state",
                violation_error_message=_("Un changement change d’état."),
            ),
            models.CheckConstraint(
                condition=Q(from_state__in=["", *S.values], to_state__in=S.values),
                name="transition_states_known",
                violation_error_message=_("État inconnu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"


class RegistrationSession(models.Model):
    """A place in a session with limited places, chosen by somebody registered.

    The meeting is repeated here so that two composite foreign keys, `registration_session_own_event` and
    `registration_session_same_event`, hold the person and the session to the same one (decision 0002).
    """

    registration = models.ForeignKey(
        Registration, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="choices"
    )
    session = models.ForeignKey(
        "events.Session", verbose_name=_("séance"), on_delete=models.CASCADE, related_name="choices"
    )
    event = models.ForeignKey(
        "events.Event",
        verbose_name=_("événement"),
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
    )
    chosen_at = models.DateTimeField(_("choisie le"))

    class Meta:
        verbose_name = _("choix de séance")
        verbose_name_plural = _("choix de séances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="registration_session_once",
                violation_error_message=_("Cette séance est déjà choisie."),
            )
        ]

    def __str__(self) -> str:
        return str(self.session)

    def save(self, *args, **kwargs) -> None:
        self.event_id = self.registration.event_id
        super().save(*args, **kwargs)
