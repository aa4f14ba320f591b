"""Who hosts the next meeting of a network: the call, and the bids."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.dates import ImpreciseDate, date_matches_precision, precision_field
from portal.core.enums import DatePrecision


class HostCall(models.Model):
    """A call for the town that hosts the next meeting; its members then vote."""

    series = models.ForeignKey(
        "events.EventSeries", verbose_name=_("série"), on_delete=models.PROTECT, related_name="host_calls"
    )
    announced_at_event = models.ForeignKey(
        "events.Event",
        verbose_name=_("annoncé lors de"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="host_calls_announced",
    )
    hosted_event = models.ForeignKey(
        "events.Event",
        verbose_name=_("rencontre à accueillir"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="host_calls",
    )
    title = models.CharField(_("titre"), max_length=160)
    text = models.TextField(_("texte"), blank=True, help_text=_("En Markdown."))
    vote_on = models.DateField(_("vote"), null=True, blank=True)
    vote_on_precision = precision_field(
        verbose_name=_("précision de la date du vote"), default=DatePrecision.UNKNOWN
    )
    is_demo = models.BooleanField(_("démonstration"), default=False)

    class Meta:
        verbose_name = _("appel à candidatures (ville hôte)")
        verbose_name_plural = _("appels à candidatures (ville hôte)")
        ordering = ["-vote_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="host_call_has_title",
                violation_error_message=_("Donnez un titre à cet appel."),
            ),
            models.CheckConstraint(
                condition=date_matches_precision("vote_on"),
                name="host_call_vote_matches_precision",
                violation_error_message=_(
                    "La date du vote et sa précision se contredisent : écrivez le premier jour de la période."
                ),
            ),
            models.UniqueConstraint(
                fields=["hosted_event"],
                name="host_call_once_per_event",
                violation_error_message=_("Cette rencontre a déjà son appel."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def vote_date(self) -> ImpreciseDate:
        return ImpreciseDate(self.vote_on, self.vote_on_precision)


class HostBid(models.Model):
    """A town that offers to host. It may not be named: then it has a label only."""

    call = models.ForeignKey(HostCall, verbose_name=_("appel"), on_delete=models.CASCADE, related_name="bids")
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("territoire"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="host_bids",
    )
    label = models.CharField(
        _("désignation"), max_length=80, blank=True, help_text=_("Quand la ville n’est pas nommée.")
    )
    pitch = models.TextField(_("proposition"), blank=True)
    is_demo = models.BooleanField(_("démonstration"), default=False)
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("candidature (ville hôte)")
        verbose_name_plural = _("candidatures (ville hôte)")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(territory__isnull=False, label="") | (Q(territory__isnull=True) & ~Q(label="")),
                name="host_bid_territory_or_label",
                violation_error_message=_("Nommez le territoire, ou désignez la ville sans la nommer."),
            ),
            models.UniqueConstraint(
                fields=["call", "territory"],
                name="host_bid_territory_once",
                violation_error_message=_("Ce territoire a déjà déposé une candidature."),
            ),
            models.UniqueConstraint(
                fields=["call", "label"],
                condition=~Q(label=""),
                name="host_bid_label_once",
                violation_error_message=_("Deux candidatures ne portent pas la même désignation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.territory) if self.territory_id else self.label
