"""From a template in plain paragraphs to both parts of a mail.

The author writes text: the first line is the subject, an empty line ends a paragraph, lines of a paragraph are
joined. The tags of `templatetags/letter.py` add buttons and facts. The text part is read from it as it is, and
the HTML part is built from the same blocks: they cannot say different things.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import css_inline
from django.template import Context, Engine, engines
from django.template.loader import render_to_string

from portal.core.richtext import french
from portal.mail.kinds import Letter
from portal.mail.text import plain

MARK, PART = "\x01", "\x02"
_MARKED = re.compile(f"{MARK}(button|link|fact){PART}([^{MARK}{PART}]*){PART}([^{MARK}{PART}]*){MARK}")
_NOTE = f"{MARK}note{MARK}"


@dataclass(frozen=True)
class Block:
    """A piece of a letter: paragraph, note, button, link, facts or list."""

    shape: str
    text: str = ""
    url: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()

    @property
    def as_text(self) -> str:
        if self.shape in ("button", "link"):
            return f"{self.text}\n{self.url}"
        if self.shape == "facts":
            return "\n".join(f"{label} : {value}" for label, value in self.rows)
        if self.shape == "list":
            return "\n".join(f"– {item}" for item in self.items)
        return self.text


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


@lru_cache(maxsize=1)
def _engine() -> Engine:
    """The house's templates without HTML escaping: a letter is text."""
    django = engines["django"].engine  # type: ignore[attr-defined]
    return Engine(
        dirs=django.dirs,
        app_dirs=django.app_dirs,
        autoescape=False,
        libraries={**django.libraries},
        builtins=[*django.builtins, "portal.mail.templatetags.letter"],
        string_if_invalid="",
    )


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True, keep_at_rules=True)


def render(letter: Letter, *, language: str, site: object, home: str) -> Rendered:
    """Write the letter in this language. Raises what the template raises."""
    words = {name: _clean(value) for name, value in letter.values.items()}
    template = _engine().get_template(f"emails/{letter.template}.{language}.txt")
    source = template.render(Context(words, autoescape=False))
    subject, _, rest = source.strip().partition("\n")
    subject = plain(_french(subject, language))[:200]
    blocks = read_blocks(rest, language)
    page = render_to_string(
        "emails/base.html",
        {"subject": subject, "blocks": blocks, "language": language, "site": site, "home": home},
    )
    signature = f"-- \n{plain(site.site_name)}, {plain(site.territory_name)}\n{home}"  # type: ignore[attr-defined]
    text = "\n\n".join(block.as_text for block in blocks) + f"\n\n{signature}\n"
    return Rendered(subject=subject, text=text, html=_inliner().inline(page))


def read_blocks(source: str, language: str) -> list[Block]:
    blocks = []
    for paragraph in re.split(r"\n[ \t]*\n", source):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        if lines:
            blocks += _blocks_of(lines, language)
    return blocks


def _blocks_of(lines: list[str], language: str) -> list[Block]:
    marked = [_MARKED.fullmatch(line) for line in lines]
    if all(marked):
        found = [match.groups() for match in marked if match]
        facts = tuple((label, _french(value, language)) for shape, label, value in found if shape == "fact")
        rest = [Block(shape, text=label, url=url) for shape, label, url in found if shape != "fact"]
        return ([Block("facts", rows=facts)] if facts else []) + rest
    if all(line.startswith("- ") for line in lines):
        return [Block("list", items=tuple(_french(line[2:], language) for line in lines))]
    text = " ".join(lines)
    if text.startswith(_NOTE):
        return [Block("note", text=_french(_bare(text), language))]
    return [Block("paragraph", text=_french(_bare(text), language))]


def _bare(text: str) -> str:
    return text.replace(MARK, "").replace(PART, "").removeprefix("note").strip()


def _french(text: str, language: str) -> str:
    return french(text) if language == "fr" else text


def _clean(value: object) -> object:
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return plain(value)
