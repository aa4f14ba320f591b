from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabelsConfig(AppConfig):
    name = "labels"
    label = "labels"
    verbose_name = _("Labels")

    def ready(self) -> None:
        from labels import facets, panels
        from labels.enums import HOLDER_KINDS
        from portal.core.panels import register_panel
        from talents.facets import register_facet

        register_facet(facets.TALENT_FACET)
        for kind in HOLDER_KINDS:
            register_panel(kind, panels.labels_of, order=40)
