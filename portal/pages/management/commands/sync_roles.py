from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.pages.roles import roles_table, sync_roles

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


class Command(BaseCommand):
    help = "Give each role its permissions, as portal/pages/roles.py says. Run it after migrate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--write-table", action="store_true", help="rewrite the table of docs/roles.md, nothing else"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write_table"]:
            page = Path(settings.BASE_DIR) / "docs" / "roles.md"
            before, _, rest = page.read_text().partition(BEGIN)
            after = rest.partition(END)[2]
            page.write_text(f"{before}{BEGIN}\n{roles_table()}\n{END}{after}")
            self.stdout.write(f"{page.name} written")
            return
        sync_roles()
        self.stdout.write("roles are up to date")
