import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from portal.core.briefly import Brief
from portal.core.enums import AccessibilityState, Hue
from portal.core.palette import HEX, IllegibleError, Tone, palette, stylesheet, tone_of


def _hue(name: Any) -> models.CharField:
    return models.CharField(
        name,
        max_length=7,
        blank=True,
        validators=[
            RegexValidator(r"\A#[0-9a-f]{6}\Z", _("Un dièse et six chiffres ou lettres de a à f : #f7ae1c."))
        ],
    )


def social_links_in(text: str) -> list[tuple[str, str]]:
    """(name, address) of each line « Mastodon https://… ». Raises `ValueError` with the line that is none."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _space, address = line.rpartition(" ")
        if not name or not address.startswith("https://"):
            raise ValueError(line)
        found.append((name.strip(), address))
    return found


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
    logo = models.ForeignKey(
        "core.Picture",
        verbose_name=_("logo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_(
            "En tête de chaque page, à la place de celui de Vivier ; sur fond transparent de préférence."
        ),
    )
    social_links = models.TextField(
        _("réseaux sociaux"),
        max_length=1000,
        blank=True,
        help_text=_("Un par ligne : son nom, puis l’adresse de votre page. « Mastodon https://… »"),
    )
    hue_eco = _hue(_("couleur de l’économie"))
    hue_soc = _hue(_("couleur du social"))
    hue_cul = _hue(_("couleur de la culture"))
    hue_num = _hue(_("couleur du numérique"))
    hue_spo = _hue(_("couleur du sport"))
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
            *(
                models.CheckConstraint(
                    condition=Q(**{f"hue_{hue}": ""}) | Q(**{f"hue_{hue}__regex": r"^#[0-9a-f]{6}$"}),
                    name=f"site_hue_{hue}_is_a_colour",
                    violation_error_message=_("Cette couleur n’est pas écrite comme une couleur."),
                )
                for hue in Hue.values
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_name}, {self.territory_name}"

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        _kept.clear()

    def clean(self) -> None:
        """A colour on which nothing can be read is refused, and why is said."""
        errors = {}
        for hue in Hue.values:
            name = f"hue_{hue}"
            value = getattr(self, name).strip().lower()
            setattr(self, name, value)
            if not HEX.fullmatch(value):
                continue
            try:
                tone_of(value)
            except IllegibleError as error:
                reached = formats.number_format(error.ratio, 1)
                errors[name] = _(
                    "On n’y lit assez bien ni le noir ni le clair : contraste de %(ratio)s pour 4,5 demandés. "
                    "Prenez plus clair, ou plus foncé."
                ) % {"ratio": reached}
        try:
            social_links_in(self.social_links)
        except ValueError as error:
            errors["social_links"] = _(
                "« %(line)s » : écrivez un nom, une espace, puis une adresse en https://."
            ) % {"line": str(error)[:80]}
        if errors:
            raise ValidationError(errors)

    @property
    def tones(self) -> dict[str, Tone]:
        """By hue, the colours that replace the house's."""
        return palette({hue: getattr(self, f"hue_{hue}") for hue in Hue.values})

    @property
    def palette_digest(self) -> str:
        """Names the sheet of colours; empty where the house's are kept."""
        tones = self.tones
        return hashlib.sha256(stylesheet(tones).encode()).hexdigest()[:12] if tones else ""

    @property
    def socials(self) -> list[tuple[str, str]]:
        try:
            return social_links_in(self.social_links)
        except ValueError:
            return []

    @classmethod
    def load(cls) -> "SiteSettings":
        """The row, or unsaved defaults before the first save. To be read: it may be some seconds old."""
        return _kept.get("site", lambda: cls.objects.select_related("logo").filter(pk=1).first() or cls(pk=1))
