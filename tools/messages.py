"""Gathers the interface's sentences and compiles their English, with no GNU gettext.

French is the source: the sentence itself is the key. `python tools/messages.py` reads Python and templates, updates
locale/en/LC_MESSAGES/django.po (what it has is kept, what is gone is dropped) and compiles the .mo beside it. It also
writes locale/fr, which holds nothing but the sentences that have a plural: without it Django would count by English
rules and say « 0 événements ». `--check` only says whether a file would change.
"""

import ast
import io
import re
import sys
import tokenize
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
FRENCH = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
PACKAGES = ("portal", "networks", "talents", "events", "labels")
# Where each function keeps the sentence, its plural and its context, among its arguments.
CALLS = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
HEADER = {
    "Project-Id-Version": "vivier",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}

Key = tuple[str, str, str]  # context, sentence, plural


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_python(source: str) -> set[Key]:
    """The sentences given to a translation function."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        texts = [
            _literal(node.args[place]) if place is not None and place < len(node.args) else ""
            for place in CALLS[name]
        ]
        sentence, plural, context = texts
        if sentence:
            found.add((context or "", sentence, plural or ""))
    return found


_TEMPLATE_CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")


def in_template(source: str, name: str) -> set[Key]:
    """Django turns a template into a text that looks like Python where it translates, and noise elsewhere."""
    text = templatize(source, origin=name)
    found = set()
    for match in _TEMPLATE_CALL.finditer(text):
        call = _closed(text[match.start() :])
        if call is not None:
            found |= in_python(call)
    return found


def _closed(text: str) -> str | None:
    """The call at the head of `text`, up to its closing parenthesis."""
    depth, lines = 0, text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            depth += {"(": 1, ")": -1}.get(token.string, 0) if token.type == tokenize.OP else 0
            if token.string == ")" and depth == 0:
                return text[: starts[token.end[0] - 1] + token.end[1]]
    except (tokenize.TokenError, IndentationError):
        return None
    return None


def gathered() -> dict[Key, list[str]]:
    """Each sentence of the interface with the files that say it."""
    found: dict[Key, list[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                _note(found, in_python(path.read_text(encoding="utf-8")), path)
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            _note(found, in_template(path.read_text(encoding="utf-8"), path.name), path)
    return found


def _note(found: dict[Key, list[str]], keys: set[Key], path: Path) -> None:
    for key in keys:
        found.setdefault(key, []).append(path.relative_to(ROOT).as_posix())


def known() -> dict[Key, polib.POEntry]:
    if not CATALOGUE.exists():
        return {}
    return {
        (entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""): entry
        for entry in polib.pofile(str(CATALOGUE))
    }


def catalogue() -> polib.POFile:
    """The catalogue as it should be: the sentences of the sources, with the English that is known."""
    old = known()
    # A sentence whose spaces became unbreakable keeps its English.
    by_sentence = {(context, _spaced(sentence)): entry for (context, sentence, _plural), entry in old.items()}
    new = polib.POFile(wrapwidth=110)
    new.metadata = HEADER | {"Language": "en", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    for key, files in sorted(gathered().items(), key=lambda item: (item[1][0], item[0])):
        context, sentence, plural = key
        entry = polib.POEntry(msgid=sentence, occurrences=[(name, "") for name in sorted(set(files))])
        before = old.get(key) or by_sentence.get((context, _spaced(sentence)))
        if context:
            entry.msgctxt = context
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = before.msgstr_plural if before and before.msgid_plural else {0: "", 1: ""}
        elif before is not None:
            entry.msgstr = before.msgstr
        flag = _format_flag(sentence)
        entry.flags = [flag] if flag else []
        new.append(entry)
    return new


def _spaced(sentence: str) -> str:
    return re.sub(r"\s", " ", sentence)


def french(english: polib.POFile) -> polib.POFile:
    """The sentences that count, said as they are written, under the French rule: nought is singular."""
    new = polib.POFile(wrapwidth=110)
    new.metadata = HEADER | {"Language": "fr", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    for entry in english:
        if entry.msgid_plural:
            new.append(
                polib.POEntry(
                    msgid=entry.msgid,
                    msgid_plural=entry.msgid_plural,
                    msgctxt=entry.msgctxt,
                    msgstr_plural={0: entry.msgid, 1: entry.msgid_plural},
                    occurrences=entry.occurrences,
                    flags=entry.flags,
                )
            )
    return new


def _format_flag(sentence: str) -> str:
    return "python-format" if re.search(r"%(\(\w+\))?[sd]", sentence) else ""


def main() -> int:
    if not settings.configured:
        settings.configure(USE_I18N=True)
    new = catalogue()
    files = {CATALOGUE: new, FRENCH: french(new)}
    if "--check" in sys.argv:
        stale = [
            path
            for path, po in files.items()
            if not path.exists() or path.read_text(encoding="utf-8") != _text(po)
        ]
        print("run: python tools/messages.py" if stale else "up to date")
        return 1 if stale else 0
    for path, po in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(po), encoding="utf-8")
        po.save_as_mofile(str(path.with_suffix(".mo")))
    left = new.untranslated_entries()
    print(f"{len(new)} sentences, {len(left)} without English")
    for entry in left:
        print(f"  {entry.msgid!r}")
    return 0


def _text(po: polib.POFile) -> str:
    return f"{po}\n"


if __name__ == "__main__":
    raise SystemExit(main())
