from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = _("Événements")

    def ready(self) -> None:
        from events import invariants as ours
        from events import notifications
        from portal.core import invariants

        notifications.register_kinds()
        invariants.register("inscriptions-jauge", ours.no_oversell)
        invariants.register("inscriptions-quotas", ours.no_quota_oversell)
        invariants.register("inscriptions-seances", ours.no_session_oversell)
        invariants.register("inscriptions-courriels", ours.each_state_told_once)
        invariants.register("inscriptions-delais", ours.no_deadline_forgotten)
        invariants.register("inscriptions-attente", ours.nobody_waits_beside_a_free_place)
