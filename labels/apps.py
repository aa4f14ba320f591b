from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabelsConfig(AppConfig):
    name = "labels"
    label = "labels"
    verbose_name = _("Labels")

    def ready(self) -> None:
        from labels import exports, facets, panels
        from labels.enums import HOLDER_KINDS
        from portal.core.enums import EntryKind
        from portal.core.linked_data import register_data, register_more
        from portal.core.panels import register_panel
        from talents.facets import register_facet

        register_facet(facets.TALENT_FACET)
        for kind in HOLDER_KINDS:
            register_panel(kind, panels.labels_of, order=40)
        register_data(EntryKind.LABEL, exports.label_data)
        register_more(EntryKind.TALENT, exports.labels_held)
