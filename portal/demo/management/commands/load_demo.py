"""Loads the demonstration: each loader in its order, each in one transaction, safe to run again."""

import importlib
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.core.models import Entry
from portal.demo.accounts import DEMO_ACCOUNTS

DATA = Path(__file__).resolve().parents[2] / "data"
# Each relies on those before it; counts come last.
LOADERS = (
    "accounts",
    "networks",
    "partners",
    "talents",
    "contacts",
    "events",
    "labels",
    "news",
    "pages",
    "registrations",
    "counts",
)


class Command(BaseCommand):
    help = "Charge les données de démonstration ; ce qui est déjà là n’est pas touché."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        author = None
        is_first = not Entry.objects.exists()
        for name in LOADERS:
            module = importlib.import_module(f"portal.demo.loaders.{name}")
            began = time.monotonic()
            with transaction.atomic():
                module.load(data_dir=DATA, at=at, by=author)
            # The accounts come first; from then on, the administrator signs what is written.
            author = author or User.objects.filter(email=DEMO_ACCOUNTS[0].email).first()
            if options["verbosity"] > 0:
                self.stdout.write(f"{name} : {time.monotonic() - began:.2f} s")
        if is_first:
            # Thousands of rows at once: until PostgreSQL has counted them, it plans as if tables were empty, and a
            # list with facets can take longer than the statement's time.
            with connection.cursor() as cursor:
                # Ours alone: a bare ANALYZE takes the catalogues that every database of the server shares as well,
                # and waits for whoever counts them at the same moment.
                quote = connection.ops.quote_name
                names = connection.introspection.django_table_names(only_existing=True)
                cursor.execute("ANALYZE " + ", ".join(quote(name) for name in names))
