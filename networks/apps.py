from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "networks"
    label = "networks"
    verbose_name = _("Réseaux et territoires")

    def ready(self) -> None:
        from networks import exports
        from portal.core.enums import EntryKind
        from portal.core.linked_data import register_data

        register_data(EntryKind.STRUCTURE, exports.structure_data)
        register_data(EntryKind.NETWORK, exports.network_data)
        register_data(EntryKind.TERRITORY, exports.territory_data)
        register_data(EntryKind.INITIATIVE, exports.initiative_data)
