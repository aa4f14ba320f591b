from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "portal.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from events.scopes import register_scope
        from portal.accounts import space
        from portal.core import desk
        from portal.core.enums import EntryKind
        from portal.core.panels import register_panel
        from portal.pages import meetings, waiting

        space.register("desk", waiting.staff_panel, position=10)
        space.register("bodies", waiting.bodies_panel, position=20)
        space.register("invitations", waiting.invitations_panel, position=30)
        space.register("delegations", waiting.delegations_panel, position=35)
        space.register("people", waiting.people_panel, position=40)
        register_scope("label", meetings.LABELS)
        register_panel(EntryKind.LABEL, meetings.meetings_of_label, order=30)
        desk.register("letters", waiting.refused_letters)
