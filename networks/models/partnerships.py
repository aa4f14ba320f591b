from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from networks.enums import PartnershipRole, RepresentativeRole
from networks.models.bases import exactly_one
from portal.core.models import Entry


class PartnershipQuerySet(models.QuerySet):
    def partners(self) -> Self:
        """Those who stand beside, whatever they bring: neither who organises nor who hosts."""
        return self.exclude(role__in=[PartnershipRole.ORGANISER, PartnershipRole.HOST])


class Partnership(models.Model):
    """Who stands beside an entry: organises, hosts, supports, funds."""

    entry = models.ForeignKey(
        Entry, verbose_name=_("fiche"), on_delete=models.CASCADE, related_name="partnerships"
    )
    structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="partner_of",
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="partner_of",
    )
    role = models.CharField(
        _("rôle"), max_length=10, choices=PartnershipRole.choices, default=PartnershipRole.PARTNER
    )
    note = models.CharField(_("précision"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partenariat")
        verbose_name_plural = _("partenariats")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("structure", "territory"),
                name="partnership_one_partner",
                violation_error_message=_("Un partenaire est une structure ou un territoire\u00a0: un seul."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=PartnershipRole.values),
                name="partnership_role_known",
                violation_error_message=_("Rôle inconnu."),
            ),
            models.UniqueConstraint(
                fields=["entry", "structure", "role"],
                name="partnership_structure_unique",
                violation_error_message=_("Cette structure a déjà ce rôle ici."),
            ),
            models.UniqueConstraint(
                fields=["entry", "territory", "role"],
                name="partnership_territory_unique",
                violation_error_message=_("Ce territoire a déjà ce rôle ici."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.get_role_display()}"

    @property
    def partner(self):
        """The structure or the territory (load it with `select_related`)."""
        return self.structure if self.structure_id else self.territory


class Representative(models.Model):
    """An account that acts for a structure or a territory."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compte"),
        on_delete=models.CASCADE,
        related_name="representations",
    )
    structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="representatives",
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="representatives",
    )
    role = models.CharField(
        _("rôle"),
        max_length=15,
        choices=RepresentativeRole.choices,
        default=RepresentativeRole.CORRESPONDENT,
    )

    is_personal = True

    class Meta:
        verbose_name = _("représentante ou représentant")
        verbose_name_plural = _("représentantes et représentants")
        ordering = ["user", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("structure", "territory"),
                name="representative_one_body",
                violation_error_message=_("Un compte représente une structure ou un territoire."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=RepresentativeRole.values),
                name="representative_role_known",
                violation_error_message=_("Rôle inconnu."),
            ),
            models.UniqueConstraint(
                fields=["user", "structure"],
                name="representative_structure_unique",
                violation_error_message=_("Ce compte représente déjà cette structure."),
            ),
            models.UniqueConstraint(
                fields=["user", "territory"],
                name="representative_territory_unique",
                violation_error_message=_("Ce compte représente déjà ce territoire."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.structure or self.territory}"


class MemberContact(models.Model):
    """Who is written to for a member of a network: never shown on a public page."""

    is_personal = True

    membership = models.ForeignKey(
        "networks.Membership", verbose_name=_("membre"), on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField(_("nom"), max_length=160, blank=True)
    email = models.EmailField(_("courriel"), max_length=254)
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", _("français")), ("en", _("anglais"))], default="fr"
    )

    class Meta:
        verbose_name = _("contact d’un membre")
        verbose_name_plural = _("contacts des membres")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "membership",
                Lower("email"),
                name="member_contact_once",
                violation_error_message=_("Cette adresse est déjà donnée pour ce membre."),
            ),
            models.CheckConstraint(
                condition=~Q(email=""),
                name="member_contact_has_address",
                violation_error_message=_("Un contact a une adresse."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email
