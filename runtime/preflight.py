"""What is looked at before anything is started, so that a refusal comes first and is clear."""

import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from runtime.errors import Refusal

MEGABYTE = 1_000_000
USUAL_PORTS = {"postgres": 5432, "postgresql": 5432, "redis": 6379, "rediss": 6379, "smtp": 25}
USUAL_PORTS |= {"smtps": 465, "smtp+ssl": 465, "smtp+tls": 587, "submission": 587}


def python_version(found: tuple[int, ...] = sys.version_info[:2]) -> None:
    if found < (3, 11):
        raise Refusal(
            f"Python {found[0]}.{found[1]} est trop ancien : installez Python 3.11 ou plus (apt install python3.11)."
        )


def disk_space(
    folder: Path, megabytes: int, usage: Callable[[Path], "shutil._ntuple_diskusage"] = shutil.disk_usage
) -> None:
    free = usage(folder).free // MEGABYTE
    if free < megabytes:
        raise Refusal(
            f"Disque presque plein : il reste {free} Mo pour {folder}, il en faut {megabytes} ; "
            "libérez de la place, puis recommencez."
        )


def port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Refusal(
            f"PORT={text} n’est pas un port : donnez un nombre de 1 à 65535, par exemple PORT=8080."
        )
    return int(text)


def listen(number: int) -> socket.socket:
    """Take the port now and hand it to the web server: none can take it in between."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", number))
        listening.listen(128)
    except PermissionError as error:
        raise Refusal(
            f"Le port {number} est réservé à root : choisissez-en un autre, par exemple make demo PORT=8080"
        ) from error
    except OSError as error:
        raise Refusal(
            f"Le port {number} est déjà pris par un autre programme : choisissez-en un autre, "
            f"par exemple make demo PORT={number + 1 if number < 65535 else 8080}"
        ) from error
    return listening


def services_given(environ: Mapping[str, str] = os.environ) -> None:
    """The services that the environment names must answer."""
    mend = {
        "DATABASE_URL": "la démonstration démarre son propre PostgreSQL",
        "REDIS_URL": "elle démarre son propre Valkey",
        "EMAIL_URL": "le courrier se lise sur une page",
    }
    for name, alternative in mend.items():
        url = environ.get(name)
        if url:
            reachable(name, url, alternative)


def reachable(name: str, url: str, alternative: str, patience: float = 3.0) -> None:
    parts = urlsplit(url)
    scheme = parts.scheme
    if scheme not in USUAL_PORTS and scheme != "unix":
        if name == "EMAIL_URL":
            return  # console:, file:… talk to nobody
        raise Refusal(f"{name} ne se lit pas ({scheme or 'sans protocole'}) : {_example(name)}")
    where = parse_qs(parts.query).get("host", [""])[0] or unquote(parts.hostname or "")
    try:
        number = parts.port or USUAL_PORTS.get(scheme, 0)
    except ValueError as error:
        raise Refusal(f"{name} ne se lit pas (port) : {_example(name)}") from error
    try:
        if scheme == "unix" or where.startswith("/"):
            path = unquote(parts.path) if scheme == "unix" else f"{where}/.s.PGSQL.{number}"
            where = path
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(patience)
                line.connect(path)
        elif where or name != "DATABASE_URL":
            where = f"{where or '127.0.0.1'}:{number}"
            socket.create_connection((parts.hostname or "127.0.0.1", number), timeout=patience).close()
    except OSError as error:
        raise Refusal(
            f"{name} : {where} ne répond pas ({error.strerror or error}). Démarrez ce service, corrigez "
            f"l’adresse, ou retirez {name} pour que {alternative}."
        ) from error


def _example(name: str) -> str:
    examples = {
        "DATABASE_URL": "postgres://nom:motdepasse@serveur/base",
        "REDIS_URL": "redis://serveur:6379/0",
    }
    return f"écrivez par exemple {name}={examples.get(name, 'smtp://serveur:25')}"


# What a failed step said, and what to tell the person at the terminal.
CAUSES = (
    (r"No space left on device", "Disque plein : libérez de la place, puis recommencez."),
    (
        r"password authentication failed|no password supplied",
        "DATABASE_URL : mot de passe refusé par PostgreSQL ; corrigez-le dans l’adresse.",
    ),
    (
        r'database "([^"]+)" does not exist',
        "DATABASE_URL : la base « {0} » n’existe pas ; créez-la (createdb {0}).",
    ),
    (
        r'role "([^"]+)" does not exist',
        "DATABASE_URL : le compte « {0} » n’existe pas ; créez-le (createuser {0}).",
    ),
    (
        r"permission denied to create extension \"([^\"]+)\"",
        "DATABASE_URL : ce compte ne peut pas créer l’extension « {0} » ; faites-la créer par un administrateur.",
    ),
    (
        r"extension \"([^\"]+)\" is not available",
        "Ce PostgreSQL n’a pas l’extension « {0} » : installez ses compléments (apt install postgresql-contrib).",
    ),
    (
        r"[Cc]onnection refused|could not translate host name|[Cc]onnection timed out|failed to connect|"
        r"server closed the connection",
        "La base de données ne répond pas : démarrez-la, ou corrigez DATABASE_URL.",
    ),
    (
        r"No module named '([^']+)'",
        "Il manque « {0} » à l’installation : supprimez .venv, puis relancez make demo.",
    ),
)


def explain(output: str) -> str | None:
    """The sentence for a failure we know."""
    for pattern, sentence in CAUSES:
        found = re.search(pattern, output)
        if found:
            return sentence.format(*found.groups())
    return None
