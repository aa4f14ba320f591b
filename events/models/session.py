"""The programme: sessions, and who speaks in them."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, GeneratedField, IntegerField, Q
from django.db.models.functions import Cast, ExtractHour, ExtractMinute
from django.utils.translation import gettext_lazy as _

from events.enums import DayPart, SessionKind, SpeakerRole


def _minutes(field: str):
    return Cast(ExtractHour(field) * 60 + ExtractMinute(field), IntegerField())


class SessionQuerySet(models.QuerySet):
    def held(self) -> Self:
        return self.filter(is_cancelled=False)

    def in_order(self) -> Self:
        """By day, then hour; a session without its hour stands where its part of the day does."""
        part = models.Case(
            models.When(start_time__lt="12:30", then=0),
            models.When(start_time__lt="18:00", then=1),
            models.When(start_time__isnull=False, then=2),
            models.When(day_part=DayPart.MORNING, then=0),
            models.When(day_part=DayPart.AFTERNOON, then=1),
            models.When(day_part=DayPart.EVENING, then=2),
            default=3,
            output_field=IntegerField(),
        )
        return self.order_by(
            "day_number", part, F("start_time").asc(nulls_last=True), "room__position", "position", "pk"
        )


class Session(models.Model):
    """A moment of the programme. Its hours are those of the clock on the wall, so that a meeting whose date
    is not known yet keeps its programme; `period` is computed once the day is known."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("événement"), on_delete=models.CASCADE, related_name="sessions"
    )
    kind = models.CharField(_("type"), max_length=12, choices=SessionKind.choices)
    title = models.CharField(_("titre"), max_length=160)
    summary = models.CharField(_("en une phrase"), max_length=320, blank=True)
    room = models.ForeignKey(
        "events.Room",
        verbose_name=_("salle"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
    )
    # The room's, repeated: two composite foreign keys hold it to the meeting's (decision 0002).
    venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("lieu"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    day_number = models.PositiveSmallIntegerField(
        _("jour"), default=1, help_text=_("1 pour le premier jour de la rencontre.")
    )
    start_time = models.TimeField(_("début"), null=True, blank=True)
    end_time = models.TimeField(_("fin"), null=True, blank=True)
    day_part = models.CharField(
        _("moment"),
        max_length=9,
        choices=DayPart.choices,
        blank=True,
        help_text=_("Quand l’heure n’est pas connue."),
    )
    period = DateTimeRangeField(_("période"), null=True, blank=True, editable=False)
    minutes: GeneratedField = GeneratedField(
        expression=Func(_minutes("start_time"), _minutes("end_time"), function="int4range"),
        output_field=IntegerRangeField(),
        db_persist=True,
    )
    capacity = models.PositiveIntegerField(
        _("jauge"), null=True, blank=True, help_text=_("Nombre de places ; vide : accès libre.")
    )
    audiences = models.ManyToManyField(
        "events.Audience",
        verbose_name=_("publics"),
        blank=True,
        related_name="sessions",
        help_text=_("Vide : pour tout le monde."),
    )
    themes = models.ManyToManyField(
        "networks.Theme", verbose_name=_("thèmes"), blank=True, related_name="sessions"
    )
    is_cancelled = models.BooleanField(_("annulée"), default=False)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["day_number", F("start_time").asc(nulls_last=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="session_has_title",
                violation_error_message=_("Donnez un titre à cette séance."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SessionKind.values),
                name="session_kind_known",
                violation_error_message=_("Type de séance inconnu."),
            ),
            models.CheckConstraint(
                condition=Q(start_time__isnull=True, end_time__isnull=True)
                | Q(start_time__isnull=False, end_time__isnull=False),
                name="session_times_both_or_neither",
                violation_error_message=_("Donnez le début et la fin, ou aucun des deux."),
            ),
            models.CheckConstraint(
                condition=Q(start_time__isnull=True) | Q(end_time__gt=F("start_time")),
                name="session_ends_after_start",
                violation_error_message=_("La fin doit venir après le début."),
            ),
            models.CheckConstraint(
                condition=Q(start_time__isnull=True) | Q(day_part=""),
                name="session_hour_or_day_part",
                violation_error_message=_("L’heure est connue : laissez le moment vide."),
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=True) | Q(start_time__isnull=False, period__isempty=False),
                name="session_period_has_times",
                violation_error_message=_("Une période demande des heures."),
            ),
            models.CheckConstraint(
                condition=Q(day_number__gte=1),
                name="session_day_number_from_one",
                violation_error_message=_("Le premier jour porte le numéro 1."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0),
                name="session_capacity_positive",
                violation_error_message=_("La jauge compte au moins une place ; vide : accès libre."),
            ),
            # What the foreign keys of `RegistrationSession` lean on.
            models.UniqueConstraint(fields=["id", "event"], name="session_of_event"),
            models.CheckConstraint(
                condition=Q(room__isnull=True, venue__isnull=True)
                | Q(room__isnull=False, venue__isnull=False),
                name="session_room_with_venue",
                violation_error_message=_("Une salle va avec son lieu."),
            ),
            # Across all meetings, once their days are known.
            ExclusionConstraint(
                name="session_room_used_once",
                expressions=[("room", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(room__isnull=False, period__isnull=False, is_cancelled=False),
                violation_error_message=_("Cette salle est déjà prise à cette heure."),
            ),
            # Inside one meeting, even before its day is known.
            ExclusionConstraint(
                name="session_room_used_once_in_event",
                expressions=[
                    ("event", RangeOperators.EQUAL),
                    ("room", RangeOperators.EQUAL),
                    ("day_number", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False, start_time__isnull=False, is_cancelled=False),
                violation_error_message=_("Cette salle est déjà prise à cette heure."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if update_fields is None or "room" in update_fields:
            self.venue_id = None if self.room is None else self.room.venue_id
            update_fields = None if update_fields is None else {*update_fields, "venue"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Speaker(models.Model):
    """Somebody's part in a session, with the function and structure they had that day."""

    session = models.ForeignKey(
        Session, verbose_name=_("séance"), on_delete=models.CASCADE, related_name="speakers"
    )
    person = models.ForeignKey(
        "networks.Person",
        verbose_name=_("personne"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="speeches",
    )
    talent = models.ForeignKey(
        "talents.Talent",
        verbose_name=_("talent"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="speeches",
    )
    role = models.CharField(
        _("rôle"), max_length=10, choices=SpeakerRole.choices, default=SpeakerRole.SPEAKER
    )
    function = models.CharField(_("fonction ce jour-là"), max_length=150, blank=True)
    structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure ce jour-là"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="speeches",
    )
    affiliation = models.CharField(
        _("rattachement"), max_length=150, blank=True, help_text=_("Quand la structure n’a pas de fiche.")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("intervenant")
        verbose_name_plural = _("intervenants")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, talent__isnull=True)
                | Q(person__isnull=True, talent__isnull=False),
                name="speaker_is_one_person_or_talent",
                violation_error_message=_("Choisissez une personne ou un talent, pas les deux."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=SpeakerRole.values),
                name="speaker_role_known",
                violation_error_message=_("Rôle inconnu."),
            ),
            models.UniqueConstraint(
                fields=["session", "person", "role"],
                name="speaker_person_once_by_role",
                violation_error_message=_("Cette personne tient déjà ce rôle dans la séance."),
            ),
            models.UniqueConstraint(
                fields=["session", "talent", "role"],
                name="speaker_talent_once_by_role",
                violation_error_message=_("Ce talent tient déjà ce rôle dans la séance."),
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(role__in=[SpeakerRole.MODERATOR, SpeakerRole.PANELLIST]),
                name="speaker_person_moderates_or_debates",
                violation_error_message=_("On anime une table ronde ou on y débat, pas les deux."),
            ),
            models.UniqueConstraint(
                fields=["session", "talent"],
                condition=Q(role__in=[SpeakerRole.MODERATOR, SpeakerRole.PANELLIST]),
                name="speaker_talent_moderates_or_debates",
                violation_error_message=_("On anime une table ronde ou on y débat, pas les deux."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person if self.person_id else self.talent)
