"""`manage.py write_first_pages`: on the first day of a site, its legal pages exist."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.pages import services


class Command(BaseCommand):
    help = "Écrit les pages légales et pratiques qui manquent, sans toucher à celles qui existent."

    def handle(self, *args: object, **options: object) -> None:
        written = services.write_first_pages(by=None, at=timezone.now())
        for page in written:
            self.stdout.write(f"{page.title} : /{page.slug}/")
        if not written:
            self.stdout.write("Toutes les pages existent déjà.")
