from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = _("Événements")

    def ready(self) -> None:
        from django.db.models import Q

        from events import exports, invitation_letters, notifications, panels
        from events import invariants as ours
        from events.enums import Visibility
        from events.requests import waiting_requests
        from portal.core import desk, invariants
        from portal.core.enums import EntryKind
        from portal.core.linked_data import register_data
        from portal.core.listing import hide_when
        from portal.core.panels import register_panel

        register_panel(EntryKind.NETWORK, panels.meetings_of_network, order=30)
        register_panel(EntryKind.TERRITORY, panels.meetings_of_territory, order=30)
        register_panel(EntryKind.STRUCTURE, panels.meetings_of_structure, order=30)
        register_panel(EntryKind.STRUCTURE, panels.stands_of_structure, order=31)
        register_panel(EntryKind.STRUCTURE, panels.speeches_of_structure, order=32)
        register_panel(EntryKind.EDITION, panels.ceremony_of_edition, order=30)
        register_panel(EntryKind.TALENT, panels.speeches_of_talent, order=30)

        desk.register("requests", waiting_requests)
        notifications.register_kinds()
        invitation_letters.register_kinds()
        invariants.register("inscriptions-jauge", ours.no_oversell)
        invariants.register("inscriptions-quotas", ours.no_quota_oversell)
        invariants.register("inscriptions-seances", ours.no_session_oversell)
        invariants.register("inscriptions-courriels", ours.each_state_told_once)
        invariants.register("inscriptions-delais", ours.no_deadline_forgotten)
        invariants.register("inscriptions-attente", ours.nobody_waits_beside_a_free_place)
        hide_when("events.unlisted", lambda at: Q(as_event__visibility=Visibility.UNLISTED))
        register_data(EntryKind.SERIES, exports.series_data)
