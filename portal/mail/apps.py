from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"
    verbose_name = _("Courrier")

    def ready(self) -> None:
        from portal.core import invariants
        from portal.mail import invariants as ours

        invariants.register("courrier-prises", ours.no_lease_forgotten)
        invariants.register("courrier-sortes", ours.kinds_known)
