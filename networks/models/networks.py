import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import GeneratedField, Q, Value
from django.utils.translation import gettext_lazy as _

from networks.enums import NetworkKind
from networks.models.bases import Period, PeriodQuerySet, exactly_one, no_overlap, period_constraints
from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision, EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link

MEMBER_FIELDS = ("talent", "structure", "territory", "person")


class NetworkQuerySet(EntryQuerySet):
    def with_member(self, member: models.Model, *, on: dt.date) -> Self:
        """Networks that this talent, structure, territory or person belonged to on this day."""
        rows = Membership.objects.of(member).current(on=on)
        return self.filter(pk__in=rows.values("network"))


class Network(Entry):
    """A club, a cluster, a network of cities, a collective."""

    entry_kind = EntryKind.NETWORK
    url_name = "networks:network"

    entry_ptr = entry_link()
    network_kind = models.CharField(
        _("sorte de réseau"), max_length=12, choices=NetworkKind.choices, default=NetworkKind.CLUB
    )
    founded = models.DateField(_("créé le"), null=True, blank=True)
    founded_precision = precision_field(
        verbose_name=_("précision de la création"), default=DatePrecision.UNKNOWN
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire d’ancrage"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="anchored_networks",
    )
    facilitators = models.ManyToManyField(
        "networks.Structure",
        verbose_name=_("animé par"),
        blank=True,
        related_name="facilitated_networks",
        db_table="networks_network_facilitator",
    )

    objects: ClassVar = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("réseau")
        verbose_name_plural = _("réseaux")
        constraints = [
            models.CheckConstraint(
                condition=Q(network_kind__in=NetworkKind.values),
                name="network_kind_known",
                violation_error_message=_("Sorte de réseau inconnue."),
            ),
            models.CheckConstraint(
                condition=date_matches_precision("founded"),
                name="network_founded_precision",
                violation_error_message=_(
                    "La date de création et sa précision ne vont pas ensemble\u00a0: un mois commence le 1er, "
                    "une année le 1er janvier, une date inconnue reste vide."
                ),
            ),
        ]

    @property
    def founded_on(self) -> ImpreciseDate:
        return ImpreciseDate(self.founded, self.founded_precision)


class MembershipQuerySet(PeriodQuerySet):
    def of(self, member: models.Model) -> Self:
        """Rows of one member, whatever it is."""
        return self.filter(**{member_field(member): member.pk})

    def members_on(self, day: dt.date) -> Self:
        """Members on this day, with what is needed to name them."""
        return self.current(on=day).select_related(*MEMBER_FIELDS)


def member_field(member: models.Model) -> str:
    """Which of the four columns names this member. Talents lie above: they are known by their kind."""
    known = member.kind or member.entry_kind if isinstance(member, Entry) else member._meta.model_name
    field = str(known)
    if field not in MEMBER_FIELDS:
        raise TypeError(f"{field} cannot join a network")
    return field


class Membership(Period):
    """A talent, a structure, a territory or a person in a network, from a day. History is kept."""

    network = models.ForeignKey(
        Network, verbose_name=_("réseau"), on_delete=models.CASCADE, related_name="members"
    )
    # Talents lie above this app: the entry is named, and a composite foreign key (see the migration) makes
    # the database refuse any other kind of entry.
    talent = models.ForeignKey(
        Entry,
        verbose_name=_("talent"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        limit_choices_to=Q(kind=EntryKind.TALENT),
    )
    talent_kind: GeneratedField = GeneratedField(
        expression=Value(EntryKind.TALENT.value),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    structure = models.ForeignKey(
        "networks.Structure",
        verbose_name=_("structure"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="structure_memberships",
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="territory_memberships",
    )
    person = models.ForeignKey(
        "networks.Person",
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
    )
    role = models.CharField(_("rôle"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("adhésion")
        verbose_name_plural = _("adhésions")
        ordering = ["network", "since", "pk"]
        constraints = [
            *period_constraints("membership"),
            models.CheckConstraint(
                condition=exactly_one(*MEMBER_FIELDS),
                name="membership_one_member",
                violation_error_message=_(
                    "Une adhésion concerne un talent, une structure, un territoire ou une personne\u00a0: un seul."
                ),
            ),
            *(
                no_overlap(
                    f"membership_no_overlap_{field}",
                    "network",
                    field,
                    message=_("Cette adhésion recouvre une autre adhésion du même membre à ce réseau."),
                )
                for field in MEMBER_FIELDS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.network}"

    @property
    def member(self):
        """The talent's entry, structure, territory or person (load it with `members_on`)."""
        for field in MEMBER_FIELDS:
            if getattr(self, f"{field}_id") is not None:
                return getattr(self, field)
        return None
