from typing import Any

from django.core.management.base import BaseCommand

from portal.demo.accounts import DEMO_ACCOUNTS


class Command(BaseCommand):
    help = "Print the demonstration's accounts, a line a role."

    def handle(self, *args: Any, **options: Any) -> None:
        for account in DEMO_ACCOUNTS:
            self.stdout.write(account.line)
