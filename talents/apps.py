from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentsConfig(AppConfig):
    name = "talents"
    label = "talents"
    verbose_name = _("Talents")

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils import timezone

        from portal.core import invariants
        from portal.core.listing import hide_when
        from talents import checks

        invariants.register("talents-consent", checks.shown_without_consent)
        invariants.register("talents-minors", checks.minors_named)
        hide_when(
            "talents.consent",
            lambda at: (
                Q(as_talent__consent_until__lt=timezone.localdate(at))
                | Q(as_talent__consent_withdrawn_at__isnull=False)
            ),
        )
