from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.enums import Hue


class Picture(models.Model):
    """A photograph with what the law and readers need beside it: words, author, permission."""

    file = models.ImageField(
        _("fichier"), upload_to="pictures/%Y/", width_field="width", height_field="height", max_length=200
    )
    width = models.PositiveIntegerField(_("largeur"), editable=False, default=0, help_text=_("en pixels"))
    height = models.PositiveIntegerField(_("hauteur"), editable=False, default=0, help_text=_("en pixels"))
    alt = models.CharField(
        _("texte de remplacement"),
        max_length=250,
        help_text=_("Ce que la photographie montre, pour qui ne la voit pas."),
    )
    credit = models.CharField(_("crédit"), max_length=150, blank=True)
    permission = models.CharField(
        _("autorisation"),
        max_length=250,
        blank=True,
        help_text=_("Où se trouve l’accord écrit de la personne représentée, ou la licence."),
    )
    permission_until = models.DateField(_("autorisée jusqu’au"), null=True, blank=True)
    ink = models.CharField(
        _("encre"),
        max_length=3,
        choices=Hue.choices,
        blank=True,
        help_text=_(
            "D’une photographie détourée (fond transparent) : elle est tirée en noir et dans cette couleur."
        ),
    )
    # `{"widths": [320, 640], "cut_out": false}`: what has been drawn, empty where nothing could be.
    versions = models.JSONField(_("versions légères"), default=dict, blank=True, editable=False)
    versions_at = models.DateTimeField(_("versions dessinées le"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("ajoutée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["id"], name="picture_to_draw", condition=Q(versions_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt=""),
                name="picture_has_alt",
                violation_error_message=_(
                    "Décrivez l’image en quelques mots : le texte de remplacement manque."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ink="") | Q(ink__in=Hue.values),
                name="picture_ink_known",
                violation_error_message=_("Encre inconnue."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt
