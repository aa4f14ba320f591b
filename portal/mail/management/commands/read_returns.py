"""Reads returned mail: one on the standard input (a pipe of the mail server), or those of a Maildir folder."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.mail.returns import MOST_BYTES
from portal.mail.services import Outcome, empty_maildir, take_back


class Command(BaseCommand):
    help = (
        "Lit un courriel revenu sur l’entrée standard (tuyau du serveur de courrier), ou ceux d’un dossier Maildir, "
        "qui en sont retirés une fois lus."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pour", default="", help="adresse d’enveloppe à laquelle il est revenu")
        parser.add_argument("--maildir", type=Path, help="dossier Maildir à vider")

    def handle(self, *args: Any, maildir: Path | None, pour: str, **options: Any) -> None:
        at = timezone.now()
        if maildir is None:
            raw = sys.stdin.buffer.read(MOST_BYTES)
            outcomes: Counter[Outcome] = Counter([take_back(raw, at=at, sent_to=pour)])
        else:
            try:
                outcomes = empty_maildir(maildir, at=at)
            except FileNotFoundError as error:
                raise CommandError(
                    f"« {maildir} » n’est pas un dossier Maildir : il y manque le dossier « new »."
                ) from error
        self.stdout.write(", ".join(f"{outcome} : {n}" for outcome, n in sorted(outcomes.items())) or "rien")
