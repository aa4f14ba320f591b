"""Health of a container, from inside: `python -m runtime.health web` or `beat FILE`."""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 600  # beat writes its file every three minutes


def web(page: str = "/sante/vivant") -> bool:
    # Under a name that the site answers to: it refuses all others, and rightly.
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://127.0.0.1:8000{page}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 — our own address
            return answer.status == 200
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def beat(schedule: Path) -> bool:
    try:
        return time.time() - schedule.stat().st_mtime < PATIENCE
    except FileNotFoundError:
        return False


def main(arguments: list[str]) -> int:
    match arguments:
        case ["web"]:
            return 0 if web() else 1
        case ["beat", path]:
            return 0 if beat(Path(path)) else 1
    sys.stderr.write("usage: python -m runtime.health web | beat FILE\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
