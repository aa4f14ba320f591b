"""`manage.py check_invariants`: nothing to say, or one line for each thing that must not be."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.core import invariants


class Command(BaseCommand):
    help = "Vérifie ce qui doit toujours être vrai de toute la base."

    def handle(self, *args: object, **options: object) -> None:
        found = invariants.violations(at=timezone.now())
        for name, sentence in found:
            self.stdout.write(f"{name} : {sentence}")
        if found:
            raise CommandError(f"{len(found)} entorse(s)")
        self.stdout.write(f"{len(invariants.names())} invariants tenus")
