"""Text written by staff, made into safe HTML; and French typography.

Markdown is parsed without raw HTML and without automatic links, then sanitised: two locks, so that one failing
leaves the other. Headings start below the page's own.
"""

import re

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br", "code"}
_ATTRIBUTES = {"a": {"href", "title"}}
# No bare address becomes a link: a name may not smuggle one in.
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": False}).disable(["image"])


def render_markdown(text: str, *, first_heading: int = 2) -> str:
    """Safe HTML of a Markdown text; `#` becomes a heading of level `first_heading` (2 or 3)."""
    tokens = _parser.parse(french(text.replace("\x00", "")))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + first_heading - 1, 4)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )


def french(text: str) -> str:
    """Put the non-breaking spaces that French wants: before ; : ! ? », after «, in thousands and hours.

    A colon inside an address or an hour (`https:`, `18:30`) is left alone.
    """
    text = re.sub(r" ([;!?])", rf"{NARROW}\1", text)
    text = re.sub(r" ([:»])", rf"{NO_BREAK}\1", text)
    text = text.replace("« ", f"«{NO_BREAK}")
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NARROW, text)
    return re.sub(r"(?<=\d) (?=(?:h|km|ha|%|€|ans?|places?|personnes?)\b)", NO_BREAK, text)


def ordinals(text: str) -> SafeString:
    """The text, escaped, with its French ordinals as they are printed: 2<sup>e</sup>, 1<sup>re</sup>."""
    raised = re.sub(r"\b(\d+)(e|re|er)\b", r"\1<sup>\2</sup>", escape(text))
    return mark_safe(raised)  # noqa: S308 - escaped just above
