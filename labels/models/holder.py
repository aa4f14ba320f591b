from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labels.enums import HOLDER_KINDS
from portal.core.models import Entry


class HeldByEntry(models.Model):
    """Something held by an entry of certain kinds.

    The kind is repeated beside the key, and the migration adds a composite foreign key (holder, kind) → core_entry
    (id, kind): the database itself refuses a label on an article or an event.
    """

    holder = models.ForeignKey(
        Entry,
        verbose_name=_("titulaire"),
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        limit_choices_to=Q(kind__in=HOLDER_KINDS),
    )
    holder_kind = models.CharField(_("nature du titulaire"), max_length=20, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(holder_kind__in=HOLDER_KINDS),
                name="%(class)s_holder_kind",
                violation_error_message=_(
                    "Le titulaire est un talent, une structure, un territoire, un réseau ou une initiative."
                ),
            )
        ]

    def save(self, *args, **kwargs) -> None:
        self.holder_kind = self.holder.kind
        super().save(*args, **kwargs)
