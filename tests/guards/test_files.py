"""No file of the project names a machine, and none has grown past what one reads in one go."""

import re

from tests.guards.houses import ROOT, committed

# Written in pieces, so that this file does not name them either.
MACHINE_PATHS = [f"/{name}/" for name in ("work", "root", "Users")] + ["/home/" + "[a-z]"]
LONGEST, LONGEST_TEST = 420, 500


def _texts():
    for path in committed():
        if path.suffix in (".woff2", ".png", ".ico", ".webp", ".mo", ".jpg", ".avif") or path.name.startswith(
            "LICENSE"
        ):
            continue
        yield path, path.read_text(encoding="utf-8", errors="ignore")


def test_no_file_names_a_path_of_a_machine():
    pattern = re.compile(r"(?<![\w.:/-])(?:" + "|".join(MACHINE_PATHS) + ")")
    found = [path.relative_to(ROOT).as_posix() for path, text in _texts() if pattern.search(text)]
    assert found == []


def test_no_python_file_is_longer_than_can_be_read():
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in committed("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > (LONGEST_TEST if "tests" in path.parts else LONGEST)
    }
    assert found == {}
