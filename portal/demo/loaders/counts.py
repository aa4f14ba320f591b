"""Once all is loaded: what each network counts, beside what its source declares."""

import datetime as dt
from pathlib import Path

from django.utils import timezone

from networks.models import Network
from networks.services import recount_network
from portal.accounts.models import User


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """A network is counted on the day that its declared figures speak of, else today."""
    for network in Network.objects.all():
        days = [figure.as_of for figure in network.figures.declared() if figure.as_of is not None]
        recount_network(network=network, on=max(days, default=timezone.localdate(at)), by=by, at=at)
