"""The meeting: when and where it is held, who may come, and what became of it."""

import datetime as dt
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DateField, F, GeneratedField, Q
from django.utils.translation import gettext_lazy as _

from events.clock import validate_time_zone
from events.enums import EventPrecision, EventStatus, Visibility
from events.models.event_query import LATEST_DAY, LOCAL_DAY, TO_THE_DAY, EventQuerySet
from portal.core.cycles import refuse_cycle
from portal.core.dates import ImpreciseDate, date_matches_precision
from portal.core.enums import DatePrecision, EntryKind
from portal.core.models import Entry
from portal.core.models.entry import entry_link


class Event(Entry):
    """One meeting of a series, or a one-off."""

    entry_kind = EntryKind.EVENT
    url_name = "events:detail"

    entry_ptr = entry_link()
    series = models.ForeignKey(
        "events.EventSeries",
        verbose_name=_("série"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("réseau"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        help_text=_("Le réseau dont c’est la rencontre ; son étape des territoires sert au compte rendu."),
    )
    precision = models.CharField(
        _("précision de la date"),
        max_length=8,
        choices=EventPrecision.choices,
        default=EventPrecision.UNKNOWN,
    )
    starts_at = models.DateTimeField(_("commence le"), null=True, blank=True)
    ends_at = models.DateTimeField(_("finit le"), null=True, blank=True)
    day = models.DateField(
        _("jour"),
        null=True,
        blank=True,
        help_text=_("Le premier jour possible : le 1er du mois si seul le mois est connu."),
    )
    last_day = models.DateField(
        _("dernier jour"), null=True, blank=True, help_text=_("Si la rencontre dure plusieurs jours.")
    )
    latest_day: GeneratedField = GeneratedField(
        expression=LATEST_DAY,
        output_field=DateField(),
        db_persist=True,
        verbose_name=_("dernier jour possible"),
    )
    date_note = models.CharField(
        _("ce que l’on sait de la date"),
        max_length=80,
        blank=True,
        help_text=_("Par exemple « un mardi » ou « trois jours ». Montré tel quel."),
    )
    year_derived = models.BooleanField(
        _("année déduite"), default=False, help_text=_("La source ne dit pas l’année : la page le précise.")
    )
    is_over = models.BooleanField(
        _("a eu lieu"), default=False, help_text=_("Utile seulement quand la date est inconnue.")
    )
    time_zone = models.CharField(
        _("fuseau horaire"), max_length=40, default="Europe/Paris", validators=[validate_time_zone]
    )
    venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("lieu"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire d’accueil"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        help_text=_("Où la rencontre se tient, même si le lieu exact n’est pas connu."),
    )
    place_note = models.CharField(
        _("précision sur le lieu"), max_length=150, blank=True, help_text=_("Par exemple : lieu à préciser.")
    )
    drawing = models.SlugField(
        _("portrait gravé"),
        max_length=60,
        blank=True,
        help_text=_("Le nom d’un des portraits du site, posé sur l’affiche ; purement décoratif."),
    )
    audiences = models.ManyToManyField(
        "events.Audience", verbose_name=_("publics"), blank=True, related_name="events"
    )
    capacity = models.PositiveIntegerField(
        _("jauge"), null=True, blank=True, help_text=_("Nombre de places ; vide : sans limite.")
    )
    registration_opens_at = models.DateTimeField(_("ouverture des inscriptions"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("clôture des inscriptions"), null=True, blank=True)
    confirm_hours = models.PositiveSmallIntegerField(
        _("heures pour confirmer"),
        default=24,
        help_text=_("Une place demandée est gardée ce temps, jusqu’au clic sur le courriel de confirmation."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("heures pour accepter"),
        default=48,
        help_text=_("Une place libérée est proposée ce temps à qui attend, avant de passer à la suite."),
    )
    consent_text = models.TextField(
        _("accord demandé à l’inscription"),
        max_length=500,
        blank=True,
        help_text=_(
            "Vide : la phrase du site. Ce qui a été accepté est gardé mot pour mot avec chaque inscription."
        ),
    )
    requires_approval = models.BooleanField(
        _("inscriptions à approuver"),
        default=False,
        help_text=_(
            "Chaque demande attend la réponse de l’équipe, sans tenir de place. Les personnes invitées et celles "
            "que l’équipe ou un partenaire inscrit n’attendent pas."
        ),
    )
    asks_access_needs = models.BooleanField(
        _("demander les besoins d’accessibilité"),
        default=True,
        help_text=_("Lus par la seule personne référente de l’accueil."),
    )
    visibility = models.CharField(
        _("visibilité"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    status = models.CharField(
        _("tenue"), max_length=9, choices=EventStatus.choices, default=EventStatus.PLANNED, editable=False
    )
    status_note = models.CharField(
        _("raison du report ou de l’annulation"), max_length=250, blank=True, editable=False
    )
    status_changed_at = models.DateTimeField(_("reporté ou annulé le"), null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(
        _("révision"),
        default=0,
        editable=False,
        help_text=_("Augmente à chaque changement de date ou de lieu : les agendas s’y fient."),
    )
    previous = models.ForeignKey(
        "self",
        verbose_name=_("rencontre précédente"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="following",
    )
    followed_by = models.CharField(
        _("et ensuite"),
        max_length=250,
        blank=True,
        help_text=_("Une suite qui n’a pas sa page ici."),
    )

    objects: ClassVar = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        ordering = [F("day").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["day", "latest_day"], name="event_days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(precision=EventPrecision.HOUR, starts_at__isnull=False)
                | (~Q(precision=EventPrecision.HOUR) & Q(starts_at__isnull=True, ends_at__isnull=True)),
                name="event_instants_iff_hour",
                violation_error_message=_(
                    "Donnez l’heure de début si la précision est l’heure, et seulement dans ce cas."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=_("La fin doit venir après le début."),
            ),
            models.CheckConstraint(
                condition=Q(precision=EventPrecision.HOUR, day__isnull=False)
                | date_matches_precision("day", precision="precision"),
                name="event_day_matches_precision",
                violation_error_message=_(
                    "Le jour et sa précision se contredisent : pour un mois, une saison ou une année, "
                    "écrivez leur premier jour ; si rien n’est connu, aucun jour."
                ),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(day=LOCAL_DAY),
                name="event_day_is_local_day",
                violation_error_message=_("Le jour n’est pas celui de l’heure de début."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True)
                | Q(precision__in=TO_THE_DAY, day__isnull=False, last_day__gte=F("day")),
                name="event_last_day_after_first",
                violation_error_message=_(
                    "Le dernier jour vient après le premier, et seulement si le jour est connu."
                ),
            ),
            models.CheckConstraint(
                condition=Q(year_derived=False) | Q(day__isnull=False),
                name="event_derived_year_has_year",
                violation_error_message=_("Une année déduite demande une année."),
            ),
            models.CheckConstraint(
                condition=Q(is_over=False) | Q(day__isnull=True),
                name="event_is_over_only_without_date",
                violation_error_message=_(
                    "La date dit déjà si la rencontre a eu lieu : décochez « a eu lieu »."
                ),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0),
                name="event_capacity_positive",
                violation_error_message=_("La jauge compte au moins une place ; vide : sans limite."),
            ),
            models.CheckConstraint(
                condition=Q(confirm_hours__range=(1, 336), offer_hours__range=(1, 336)),
                name="event_hours_to_answer",
                violation_error_message=_("Laissez entre une heure et quatorze jours pour répondre."),
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__isnull=True)
                | Q(registration_opens_at__lt=F("registration_closes_at")),
                name="event_registration_window_ordered",
                violation_error_message=_("Les inscriptions ouvrent avant de fermer."),
            ),
            models.CheckConstraint(
                condition=Q(precision__in=EventPrecision.values),
                name="event_precision_known",
                violation_error_message=_("Précision inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="event_visibility_known",
                violation_error_message=_("Visibilité inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(status=EventStatus.PLANNED, status_changed_at__isnull=True, status_note="")
                | (
                    Q(status__in=[EventStatus.POSTPONED, EventStatus.CANCELLED])
                    & Q(status_changed_at__isnull=False)
                ),
                name="event_status_is_dated",
                violation_error_message=_("Un report ou une annulation porte sa date."),
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | ~Q(previous=F("pk")),
                name="event_not_its_own_previous",
                violation_error_message=_("Une rencontre ne se précède pas elle-même."),
            ),
            # What the foreign key of a session in a room leans on.
            models.UniqueConstraint(fields=["entry_ptr", "venue"], name="event_of_venue"),
        ]

    def clean(self) -> None:
        super().clean()
        refuse_cycle(self, "previous", _("Ces rencontres se précèdent l’une l’autre."))
        if self.pk is not None and self.sessions.exclude(venue=None).exclude(venue=self.venue_id).exists():
            message = _(
                "Des séances ont une salle de l’ancien lieu : retirez ces salles, puis changez de lieu."
            )
            raise ValidationError({"venue": message})

    @property
    def is_listed(self) -> bool:
        return self.visibility != Visibility.UNLISTED

    @property
    def imprecise_date(self) -> ImpreciseDate:
        """The date without its hour."""
        precision = self.precision
        return ImpreciseDate(
            self.day,
            DatePrecision.DAY if precision == EventPrecision.HOUR else precision,
            self.year_derived,
        )

    @property
    def is_to_the_day(self) -> bool:
        return self.precision in TO_THE_DAY

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> dt.datetime | None:
        return self.starts_at.astimezone(self.zone) if self.starts_at else None

    @property
    def local_end(self) -> dt.datetime | None:
        return self.ends_at.astimezone(self.zone) if self.ends_at else None

    @property
    def is_cancelled(self) -> bool:
        return self.status == EventStatus.CANCELLED

    @property
    def is_postponed(self) -> bool:
        return self.status == EventStatus.POSTPONED

    def is_past(self, *, at: dt.datetime) -> bool:
        """The twin of `EventQuerySet.past`, for one loaded meeting."""
        if self.day is None:
            return self.is_over
        if self.ends_at is not None:
            return self.ends_at <= at
        last = self.last_day or self.imprecise_date.last_day
        return last is not None and last < at.astimezone(self.zone).date()

    def takes_registrations(self, *, at: dt.datetime) -> bool:
        """The window alone; places are counted elsewhere."""
        if self.status != EventStatus.PLANNED or self.is_past(at=at) or self.registration_opens_at is None:
            return False
        return self.registration_opens_at <= at and (
            self.registration_closes_at is None or at < self.registration_closes_at
        )
