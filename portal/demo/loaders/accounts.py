"""One account a role, ready to sign in."""

import datetime as dt
from pathlib import Path

from allauth.account.models import EmailAddress

from portal.accounts.models import User
from portal.accounts.services import set_roles
from portal.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from portal.pages.roles import sync_roles


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: an account that is there keeps its password."""
    sync_roles()
    for account in DEMO_ACCOUNTS:
        _open(account, by=by, at=at)


def _open(account: DemoAccount, *, by: User | None, at: dt.datetime) -> None:
    user = User.objects.filter(email__iexact=account.email).first()
    if user is None:
        user = User.objects.create_user(account.email, account.password, full_name=account.full_name)
    # As if each had opened the letter of its invitation.
    EmailAddress.objects.get_or_create(
        user=user, email=account.email, defaults={"primary": True, "verified": True}
    )
    set_roles(user, roles=[account.role], by=by, at=at)
