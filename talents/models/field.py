from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.enums import Hue


class Field(models.Model):
    """One of the five fields in which a path is held up: each owns a colour, an icon and its word."""

    name = models.CharField(_("nom"), max_length=40)
    slug = models.SlugField(_("adresse"), max_length=40, unique=True)
    hue = models.CharField(_("couleur"), max_length=3, choices=Hue.choices, unique=True)
    icon = models.CharField(
        _("icône"),
        max_length=40,
        help_text=_("Le nom d’un dessin de la planche d’icônes."),
        validators=[
            RegexValidator(r"^[a-z0-9-]+\Z", _("Des lettres minuscules, des chiffres et des tirets."))
        ],
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("domaine")
        verbose_name_plural = _("domaines")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hue__in=Hue.values),
                name="field_hue_known",
                violation_error_message=_("Choisissez l’une des cinq couleurs."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(icon=""),
                name="field_has_word_and_icon",
                violation_error_message=_("Un domaine a une couleur, une icône et un mot : il en manque un."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
