from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = _("Événements")

    def ready(self) -> None:
        from django.db.models import Q

        from events import invariants as ours
        from events import notifications
        from events.enums import Visibility
        from portal.core import invariants
        from portal.core.listing import hide_when

        notifications.register_kinds()
        invariants.register("inscriptions-jauge", ours.no_oversell)
        invariants.register("inscriptions-quotas", ours.no_quota_oversell)
        invariants.register("inscriptions-seances", ours.no_session_oversell)
        invariants.register("inscriptions-courriels", ours.each_state_told_once)
        invariants.register("inscriptions-delais", ours.no_deadline_forgotten)
        invariants.register("inscriptions-attente", ours.nobody_waits_beside_a_free_place)
        hide_when("events.unlisted", lambda at: Q(as_event__visibility=Visibility.UNLISTED))
