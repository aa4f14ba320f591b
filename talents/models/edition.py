from typing import ClassVar, Self

from django.db import models
from django.db.models import GeneratedField, Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.core.enums import EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link


class EditionQuerySet(EntryQuerySet):
    def recent_first(self) -> Self:
        return self.order_by("-year", "-number", "title")


class Edition(Entry):
    """One year's run of a scheme. Its ceremony is an event, named from below (see decision 0002)."""

    entry_kind = EntryKind.EDITION
    url_name = "talents:edition"

    entry_ptr = entry_link()
    scheme = models.ForeignKey(
        "talents.Scheme", verbose_name=_("dispositif"), on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    year = models.PositiveSmallIntegerField(_("année"))
    year_derived = models.BooleanField(
        _("année déduite"),
        default=False,
        help_text=_("L’année n’est pas écrite dans la source ; la page le dit."),
    )
    ceremony = models.ForeignKey(
        "core.Entry",
        verbose_name=_("cérémonie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="editions",
        limit_choices_to=Q(kind=EntryKind.EVENT),
    )
    # With the composite foreign key of the migration, the database itself refuses any other kind of entry.
    ceremony_kind: GeneratedField = GeneratedField(
        expression=Value(EntryKind.EVENT.value),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )

    objects: ClassVar = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("édition")
        verbose_name_plural = _("éditions")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "number"],
                name="edition_number_unique_by_scheme",
                violation_error_message=_("Ce dispositif a déjà une édition de ce numéro."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="edition_number_starts_at_one",
                violation_error_message=_("La première édition porte le numéro 1."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1950, year__lte=2200),
                name="edition_year_plausible",
                violation_error_message=_("Écrivez l’année sur quatre chiffres."),
            ),
        ]

    @property
    def ordinal(self) -> str:
        """« 2e édition », in the language of the page."""
        if self.number == 1:
            return gettext("1re édition")
        return gettext("%(number)de édition") % {"number": self.number}

    @property
    def year_text(self) -> str:
        return (
            gettext("%(year)d (année déduite)") % {"year": self.year} if self.year_derived else str(self.year)
        )
