"""Fail when a translation catalogue was changed without being compiled; `--write` compiles them all."""

import gettext
import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def problems() -> list[str]:
    found: list[str] = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists():
            found.append(f"{source}: never compiled")
            continue
        wanted = polib.pofile(str(source)).to_binary()
        if compiled.read_bytes() != wanted:
            found.append(f"{source}: changed since it was compiled")
        with compiled.open("rb") as stream:
            gettext.GNUTranslations(stream)
    return found


def write() -> None:
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    sys.exit("\n".join(problems()) or 0)
