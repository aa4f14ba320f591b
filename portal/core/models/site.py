from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.briefly import Brief
from portal.core.enums import AccessibilityState

_kept: "Brief[SiteSettings]" = Brief()


class SiteSettings(models.Model):
    """Everything that a city changes without touching the code. There is one row."""

    site_name = models.CharField(_("nom du site"), max_length=40, default="Vivier")
    territory_name = models.CharField(
        _("nom du territoire"), max_length=80, default="Clermont Auvergne Métropole"
    )
    tagline = models.CharField(_("titre de l’accueil"), max_length=60, default="Tant de talents")
    presentation = models.TextField(
        _("présentation"),
        max_length=400,
        default="Vivier montre, relie et réunit celles et ceux qui font avancer la métropole.",
    )
    home_lead = models.CharField(
        _("phrase de l’accueil"),
        max_length=200,
        blank=True,
        help_text=_(
            "Sous le mur des domaines, avant le nombre de talents ; vide, la présentation y est reprise."
        ),
    )
    publisher = models.CharField(_("directrice ou directeur de la publication"), max_length=150, blank=True)
    host_name = models.TextField(_("hébergeur"), max_length=400, blank=True)
    siret = models.CharField(
        _("SIRET"), max_length=14, blank=True, validators=[RegexValidator(r"^\d{14}$", _("14 chiffres."))]
    )
    contact_email = models.EmailField(_("adresse de contact"), default="contact@exemple.fr")
    contact_phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    postal_address = models.TextField(_("adresse postale"), max_length=300, blank=True)
    dpo_email = models.EmailField(_("délégué à la protection des données"), blank=True)
    mail_sender = models.CharField(
        _("nom d’expéditeur des courriels"), max_length=80, default="Vivier", help_text=_("Sans adresse.")
    )
    reply_to = models.EmailField(_("adresse de réponse"), blank=True)
    featured = models.ForeignKey(
        "core.Entry",
        verbose_name=_("à l’affiche"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("L’événement mis en avant à l’accueil ; à défaut, le prochain."),
    )
    portrait = models.ForeignKey(
        "core.Entry",
        verbose_name=_("portrait du mois"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=Q(kind="talent"),
    )
    accessibility = models.CharField(
        _("accessibilité"),
        max_length=8,
        choices=AccessibilityState.choices,
        default=AccessibilityState.NONE,
        help_text=_(
            "Ce que dit le dernier audit ; sans audit, un site est « non conforme ». Montré en pied de page."
        ),
    )
    is_demo = models.BooleanField(
        _("démonstration"),
        default=False,
        help_text=_("Annonce en pied de page que des personnes sont imaginaires."),
    )

    class Meta:
        verbose_name = _("réglages du site")
        verbose_name_plural = _("réglages du site")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="site_settings_single_row",
                violation_error_message=_("Les réglages tiennent en une seule fiche."),
            ),
            models.CheckConstraint(
                condition=Q(accessibility__in=AccessibilityState.values),
                name="site_accessibility_known",
                violation_error_message=_("État d’accessibilité inconnu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_name}, {self.territory_name}"

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        _kept.clear()

    @classmethod
    def load(cls) -> "SiteSettings":
        """The row, or unsaved defaults before the first save. To be read: it may be some seconds old."""
        return _kept.get("site", lambda: cls.objects.filter(pk=1).first() or cls(pk=1))
