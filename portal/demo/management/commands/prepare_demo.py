"""What `make demo` asks before opening: tables, demonstration data, accounts to show.

One command and not three: each would pay Django's own start again, most of a second start's time.
"""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Base de données", "migrate", {"interactive": False}),
    ("Données de démonstration", "load_demo", {}),
)


class Command(BaseCommand):
    help = "Prépare la démonstration : tables, données, comptes à montrer."
    # The tables that checks could ask are not there yet.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for title, name, settings in STEPS:
            began = time.monotonic()
            call_command(name, stdout=self.stdout, **settings)
            # Read by runtime/demo.py.
            self.stdout.write(f"== {title} = {time.monotonic() - began:.2f}")
        self.stdout.write("== Comptes")
        call_command("demo_accounts", stdout=self.stdout)
