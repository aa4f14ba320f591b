"""One account a role, ready to sign in."""

import datetime as dt
import functools
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from portal.accounts.models import User
from portal.accounts.services import set_roles
from portal.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from portal.pages.roles import sync_roles


def load(*, data_dir: Path, at: dt.datetime, by: User | None) -> None:
    """Safe to run again: an account that is there keeps its password."""
    sync_roles()
    for account in DEMO_ACCOUNTS:
        _open(account, by=by, at=at)


@functools.cache
def _sealed(password: str) -> str:
    """Hashed once for all: a good hash is slow, and these accounts share a password that is printed anyway."""
    return make_password(password)


def _open(account: DemoAccount, *, by: User | None, at: dt.datetime) -> None:
    user = User.objects.filter(email__iexact=account.email).first()
    if user is None:
        user = User.objects.create(
            email=account.email, full_name=account.full_name, password=_sealed(account.password)
        )
    # As if each had opened the letter of its invitation.
    EmailAddress.objects.get_or_create(
        user=user, email=account.email, defaults={"primary": True, "verified": True}
    )
    set_roles(user, roles=[account.role], by=by, at=at)
