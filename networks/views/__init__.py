from networks.views.initiatives import initiative_detail
from networks.views.lists import initiative_list, network_list, structure_list, territory_list
from networks.views.networks import network_detail
from networks.views.structures import structure_detail, structure_vcf
from networks.views.territories import territory_detail

__all__ = [
    "initiative_detail",
    "initiative_list",
    "network_detail",
    "network_list",
    "structure_detail",
    "structure_list",
    "structure_vcf",
    "territory_detail",
    "territory_list",
]
