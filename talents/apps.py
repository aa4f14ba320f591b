from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentsConfig(AppConfig):
    name = "talents"
    label = "talents"
    verbose_name = _("Talents")

    def ready(self) -> None:
        from portal.core import invariants
        from talents import checks

        invariants.register("talents-consent", checks.shown_without_consent)
        invariants.register("talents-minors", checks.minors_named)
