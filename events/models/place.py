from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.bases import Placed

# What a place may offer, in the order in which it is told: field, word of the address, icon.
ACCESS_FEATURES = (
    ("step_free", "plain-pied", "accessibility"),
    ("adapted_toilets", "toilettes", "accessibility"),
    ("hearing_loop", "boucle", "bell"),
    ("reserved_parking", "stationnement", "map-pin"),
    ("quiet_room", "calme", "leaf"),
)


class Venue(Placed):
    """A place that receives meetings."""

    name = models.CharField(_("nom"), max_length=150)
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="venues",
    )
    access = models.TextField(_("venir"), blank=True, help_text=_("Transports, stationnement, entrée."))
    accessibility = models.TextField(
        _("accessibilité"),
        blank=True,
        help_text=_("Niveaux, ascenseur, boucle magnétique, places réservées…"),
    )
    # Ticked once somebody has checked it there: what is not ticked is not known, and is not said.
    step_free = models.BooleanField(_("accès sans marche"), default=False)
    adapted_toilets = models.BooleanField(_("toilettes adaptées"), default=False)
    hearing_loop = models.BooleanField(_("boucle magnétique"), default=False)
    reserved_parking = models.BooleanField(_("stationnement réservé"), default=False)
    quiet_room = models.BooleanField(_("espace calme"), default=False)
    is_demo = models.BooleanField(_("démonstration"), default=False)

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ["name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["name", "territory"],
                name="venue_unique_in_territory",
                nulls_distinct=False,
                violation_error_message=_("Ce lieu existe déjà dans ce territoire."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def features(self) -> list[tuple[str, str]]:
        """What it offers, each with its icon."""
        return [
            (str(self._meta.get_field(name).verbose_name), icon)  # type: ignore[union-attr]  # columns of ours
            for name, _word, icon in ACCESS_FEATURES
            if getattr(self, name)
        ]


class Room(models.Model):
    """Where a session is held: a room, an amphitheatre, a hall."""

    venue = models.ForeignKey(Venue, verbose_name=_("lieu"), on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("nom"), max_length=80)
    level = models.CharField(_("niveau"), max_length=60, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("salle")
        verbose_name_plural = _("salles")
        ordering = ["position", "name", "pk"]
        constraints = [
            # What the foreign key of a session leans on.
            models.UniqueConstraint(fields=["id", "venue"], name="room_of_venue"),
            models.UniqueConstraint(
                fields=["venue", "name"],
                name="room_unique_in_venue",
                violation_error_message=_("Ce lieu a déjà une salle de ce nom."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0),
                name="room_capacity_positive",
                violation_error_message=_(
                    "Une salle a au moins une place ; laissez vide si vous ne savez pas."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A room with sessions stays in its venue: their meetings are held there."""
        if self.pk is not None and self.sessions.exclude(venue=self.venue_id).exists():
            raise ValidationError(
                {"venue": _("Des séances se tiennent dans cette salle : elle ne peut changer de lieu.")}
            )
