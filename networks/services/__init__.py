"""The verbs of networks: the only places where their state changes."""

from networks.services.figures import (
    FigurePair,
    figures_of,
    pair_figures,
    record_counted_figure,
    record_declared_figure,
)
from networks.services.periods import (
    PeriodRefusedError,
    declare_stage,
    end_mandate,
    give_mandate,
    join_network,
    leave_network,
)
from networks.services.relations import add_partner, add_theme, refresh_search_text
from networks.services.tally import STAGE_ORDER, MemberGroup, NetworkTally, recount_network, tally_network

__all__ = [
    "STAGE_ORDER",
    "FigurePair",
    "MemberGroup",
    "NetworkTally",
    "PeriodRefusedError",
    "add_partner",
    "add_theme",
    "declare_stage",
    "end_mandate",
    "figures_of",
    "give_mandate",
    "join_network",
    "leave_network",
    "pair_figures",
    "record_counted_figure",
    "record_declared_figure",
    "recount_network",
    "refresh_search_text",
    "tally_network",
]
