"""What the partner's account acts for, once structures and territories are there."""

import datetime as dt
from pathlib import Path

from networks.enums import RepresentativeRole
from networks.models import Representative, Structure, Territory
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.demo.accounts import DEMO_ACCOUNTS

REPRESENTED: tuple[tuple[type[Structure] | type[Territory], str, str], ...] = (
    (Structure, "structure", "regie-de-territoire-des-deux-rives"),
    (Territory, "territory", "val-de-drome-en-biovallee"),
)


# Whose networks the facilitator's account is for: those that this structure facilitates.
FACILITATES = "tzcld"


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    (email,) = (account.email for account in DEMO_ACCOUNTS if account.role is Role.PARTNER)
    partner = User.objects.get(email=email)
    for model, body, slug in REPRESENTED:
        Representative.objects.get_or_create(
            user=partner,
            **{body: model.objects.get(slug=slug)},
            defaults={"role": RepresentativeRole.MANAGER},
        )
    (email,) = (account.email for account in DEMO_ACCOUNTS if account.role is Role.FACILITATOR)
    Representative.objects.get_or_create(
        user=User.objects.get(email=email), structure=Structure.objects.get(slug=FACILITATES)
    )
