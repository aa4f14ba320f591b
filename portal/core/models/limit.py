from django.db import models
from django.utils.translation import gettext_lazy as _


class LimitWindow(models.Model):
    """How often something was tried since the window opened. See `portal.core.limits`.

    The key is a keyed digest: neither an address nor an IP is kept. The table is unlogged in PostgreSQL:
    counters are cheap to write and may be lost in a crash.
    """

    key = models.CharField(_("clé"), max_length=64, primary_key=True)
    count = models.PositiveIntegerField(_("essais"))
    ends_at = models.DateTimeField(_("fin"), db_index=True)

    class Meta:
        verbose_name = _("compteur d’essais")
        verbose_name_plural = _("compteurs d’essais")

    def __str__(self) -> str:
        return f"{self.count} · {self.ends_at:%H:%M}"
