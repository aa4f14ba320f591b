from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
    created_at = models.DateTimeField(_("ajoutée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt=""),
                name="picture_has_alt",
                violation_error_message=_(
                    "Décrivez l’image en quelques mots : le texte de remplacement manque."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.alt
