"""Labels and who may hold them, published unless said otherwise."""

import datetime as dt
from collections.abc import Callable

import pytest

from labels.enums import Direction
from labels.models import ActionPlan, Axis, Label
from networks.models import Network, Structure, Territory
from portal.core import services as entries
from portal.core.models import Entry


@pytest.fixture
def published(at: dt.datetime) -> Callable[[Entry], Entry]:
    def publish(entry: Entry) -> Entry:
        entries.publish(entry, by=None, at=at - dt.timedelta(days=1))
        return entry

    return publish


@pytest.fixture
def label(published) -> Label:
    return published(Label.objects.create(title="Ville en mouvement", issuer_name="Un ministère"))


@pytest.fixture
def aimed(published) -> Label:
    return published(Label.objects.create(title="Label rêvé", direction=Direction.AIMED))


@pytest.fixture
def territory(published) -> Territory:
    return published(Territory.objects.create(title="Pont-Essai"))


@pytest.fixture
def structure(published) -> Structure:
    return published(Structure.objects.create(title="La Fabrique"))


@pytest.fixture
def network(published) -> Network:
    return published(Network.objects.create(title="Le Collectif"))


@pytest.fixture
def axis(territory) -> Axis:
    plan = ActionPlan.objects.create(title="Plan d’essai", holder=territory)
    return Axis.objects.create(plan=plan, number=1, title="Bouger")
