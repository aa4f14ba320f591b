"""The pieces of a page: one tag each, whose signature is the list of its props. Loaded in every template (settings).

All are shown at /composants/ in development. Props are plain values or the small classes of portal.core.components.
"""

from collections.abc import Sequence
from urllib.parse import quote as percent

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core import components as c

register = template.Library()

# Names that people expect, and what the icon set calls them.
_ICON_ALIASES = {"alert-triangle": "triangle-alert", "phone-call": "phone", "structure": "building"}


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """A drawing from the sprite. Beside a word it is silent; alone it needs a `label`."""
    href = f"{static('img/icons.svg')}#i-{_ICON_ALIASES.get(name, name)}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context, crumbs: Sequence[c.Crumb]) -> dict:
    """Where the page stands, below the home page. The last crumb has no address."""
    return {"crumbs": crumbs, "nav": context.get("nav")}


@register.inclusion_tag("components/cover.html")
def cover(slug: str, hue: str = "ink", *, wide: bool = False, lazy: bool = True) -> dict:
    """The contour lines of a slug, behind what follows. Decorative; its parent is positioned."""
    return {"slug": slug[:120] or "vivier", "hue": hue, "wide": wide, "lazy": lazy}


@register.inclusion_tag("components/portrait.html")
def portrait(
    image: c.Portrait | None, name: str, *, css: str = "face", lazy: bool = True, sizes: str = "50vw"
) -> dict:
    """A face in one of its three states: photograph, drawing, or the initials of the name."""
    letters = c.initials(name)
    return {
        "image": image,
        "initials": letters,
        "initials_size": c.initials_size(letters),
        "css": css,
        "lazy": lazy,
        "sizes": sizes,
    }


@register.inclusion_tag("components/poster.html")
def poster(
    name: str,
    url: str,
    *,
    hue: str,
    slug: str,
    sentence: str = "",
    image: c.Portrait | None = None,
    notes: Sequence[c.Note] = (),
    level: int = 3,
    lazy: bool = True,
    thing: bool = False,
    sizes: str = "(min-width: 80rem) 20vw, (min-width: 48rem) 30vw, 46vw",
) -> dict:
    """The brick of the site: one colour, one face, one name, one sentence. Inside `<li class="large">` it is large.
    A `thing` without a picture has no initials."""
    return {
        "faceless": thing and image is None,
        "lines": c.name_lines(name),
        "size": c.name_size(name),
        "name": name,
        "url": url,
        "hue": hue,
        "slug": slug,
        "sentence": sentence,
        "image": image,
        "notes": notes,
        "heading": f"h{level}",
        "lazy": lazy,
        "sizes": sizes,
    }


@register.inclusion_tag("components/posters.html")
def posters(
    items: Sequence[c.Poster | c.Say], *, level: int = 3, row: bool = False, eager: int = 4, id: str = ""
) -> dict:
    """A wall of posters, with sentences (`Say`) hung among them; `row` for a single line of four."""
    return {"items": items, "level": level, "row": row, "eager": eager, "id": id}


@register.inclusion_tag("components/field_tag.html")
def field_tag(label: str, hue: str, *, icon: str = "") -> dict:
    """A field (domaine): its colour, its icon and its word, always the three."""
    return {"label": label, "hue": hue, "icon": icon or c.FIELD_ICONS.get(hue, "flag")}


@register.inclusion_tag("components/tag.html")
def tag(label: str, *, icon: str = "") -> dict:
    """An outlined mention: edition, commune, state."""
    return {"label": label, "icon": icon}


@register.inclusion_tag("components/button.html")
def button(
    label: str,
    url: str = "",
    *,
    icon: str = "arrow-right",
    icon_first: bool = False,
    outline: bool = False,
    danger: bool = False,
    name: str = "",
    value: str = "",
) -> dict:
    """A link that looks like a button, or the button of a form when it has no address."""
    return {
        "label": label,
        "url": url,
        "icon": icon,
        "icon_first": icon_first,
        "outline": outline,
        "danger": danger,
        "name": name,
        "value": value,
    }


@register.inclusion_tag("components/display_title.html")
def display_title(
    text: str,
    *,
    level: int = 1,
    step: bool = False,
    medium: bool = False,
    front: bool = False,
    typed: bool = False,
    id: str = "",
) -> dict:
    """An enormous name that takes the width it is given.

    `step` shifts its second line, `medium` leaves air at its right, `front` is the home page's (inside `.front`).
    `typed`: staff wrote it, in French.
    """
    lines = [text] if front else c.display_lines(text)
    return {
        "lines": lines,
        "fit": c.fit(lines),
        "heading": f"h{level}",
        "step": step,
        "medium": medium,
        "typed": typed,
        "id": id,
        "line": c.line_fit(text) if front else "",
    }


@register.simple_block_tag(takes_context=True, end_name="endopening")
def opening(
    context,
    content: str,
    title: str,
    *,
    hue: str,
    slug: str,
    crumbs: Sequence[c.Crumb] = (),
    image: c.Portrait | None = None,
    step: bool = False,
) -> SafeString:
    """How a page about one thing opens. Between the tags: lead, tags, buttons. A face, if any, stands at the right."""
    return render_to_string(
        "components/opening.html",
        {
            "content": content,
            "title": title,
            "hue": hue,
            "slug": slug,
            "crumbs": crumbs,
            "image": image,
            "step": step,
            "nav": context.get("nav"),
        },
    )


@register.inclusion_tag("components/figures.html")
def figures(items: Sequence[c.Figure], *, label: str = "") -> dict:
    """Four figures at most, each with its word and, where counted and declared differ, its note."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(steps: Sequence[c.Step], *, hue: str = "", level: int = 3) -> dict:
    """Moments along a line, with dates as imprecise as they are known."""
    return {"steps": steps, "hue": hue, "heading": f"h{level}"}


@register.inclusion_tag("components/medal.html")
def medal(
    title: str,
    state: str,
    *,
    look: str = "held",
    mark: str = "",
    hue: str = "eco",
    url: str = "",
    note: str = "",
) -> dict:
    """A label or a distinction. `state` is written (« Reçu en 2019 », « Annoncé »); `look`: held, pending or ended."""
    return {
        "title": title,
        "state": state,
        "look": look,
        "mark": mark[:3] or ("…" if look == "pending" else "★"),
        "small": len(mark) > 1,
        "hue": hue,
        "url": url,
        "note": note,
    }


@register.inclusion_tag("components/quote.html")
def quote(
    text: str,
    *,
    by: str = "",
    about: str = "",
    hue: str = "",
    image: c.Portrait | None = None,
    slug: str = "",
    url: str = "",
    action: str = "",
    kicker: str = "",
    field: str = "",
) -> dict:
    """Someone's words. With a hue, their face (or initials) stands beside; without, the words alone on black."""
    return {
        "text": c.guillemets(text),
        "long": len(text) > 160,
        "by": by,
        "about": about,
        "hue": hue,
        "image": image,
        "slug": slug,
        "url": url,
        "action": action,
        "kicker": kicker,
        "field": field,
    }


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, *, kind: str = "info", title: str = "") -> SafeString:
    """Something to know: info, success, warning or error."""
    icons = {
        "info": "info",
        "success": "circle-check",
        "warning": "triangle-alert",
        "error": "triangle-alert",
    }
    return render_to_string(
        "components/notice.html",
        {"content": content, "kind": kind, "icon": icons.get(kind, "info"), "title": title},
    )


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str,
    text: str = "",
    *,
    url: str = "",
    action: str = "",
    level: int = 2,
    ways: Sequence[c.WayOut] = (),
) -> dict:
    """Nothing to show: says so, what to loosen if filters empty the list, and what to do next."""
    heading = f"h{level}"
    return {"title": title, "text": text, "url": url, "action": action, "heading": heading, "ways": ways}


@register.inclusion_tag("components/share.html")
def share(url: str, title: str, *, print: bool = True) -> dict:
    """Send, copy, print; elsewhere, plain links: nobody is called before one is followed. `url` is absolute."""
    mailto = f"mailto:?subject={percent(title)}&body={percent(url)}"
    address, words = percent(url, safe=""), percent(f"{title} {url}", safe="")
    elsewhere = [
        ("WhatsApp", f"https://wa.me/?text={words}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={address}"),
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={address}"),
        ("Mastodon", f"https://share.joinmastodon.org/#text={words}"),
    ]
    return {"url": url, "mailto": mailto, "print": print, "elsewhere": elsewhere}


@register.inclusion_tag("components/wall.html")
def wall(fields: Sequence[c.WallField], *, label: str = "") -> dict:
    """The wall of the five fields: cover and navigation of the home page."""
    return {
        "fields": [(item, item.icon or c.FIELD_ICONS.get(item.hue, "flag")) for item in fields],
        "label": label,
    }


@register.inclusion_tag("components/crowd.html")
def crowd(images: Sequence[c.Portrait]) -> dict:
    """A crowd of faces at the foot of a flat. Once in the site; decorative."""
    return {"images": images}


@register.inclusion_tag("components/facts.html")
def facts(items: Sequence[c.Note]) -> dict:
    """When, where, for whom: short lines with their icon."""
    return {"items": items}


@register.inclusion_tag("components/ticket.html")
def ticket(
    title: str,
    *,
    hue: str,
    slug: str,
    state: str,
    facts: Sequence[tuple[str, str]],
    code: str,
    qr: str = "",
    note: str = "",
    state_icon: str = "check",
    level: int = 2,
) -> dict:
    """An entrance ticket. `qr` is a drawing made by our own code (SVG marked safe); the code is always written too."""
    lines = c.display_lines(title)
    return {
        "lines": lines,
        "fit": c.fit(lines),
        "hue": hue,
        "slug": slug,
        "state": state,
        "facts": facts,
        "code": code,
        "qr": qr,
        "note": note,
        "state_icon": state_icon,
        "heading": f"h{level}",
    }


@register.inclusion_tag("components/gauge.html")
def gauge(taken: int, capacity: int) -> dict:
    """Places taken, drawn and said."""
    share = 400 if capacity <= 0 else min(max(round(400 * taken / capacity), 0), 400)
    return {"taken": taken, "capacity": capacity, "share": share, "free": max(capacity - taken, 0)}


@register.inclusion_tag("components/giant.html")
def giant(word: str) -> dict:
    """The name of the site across the foot of the page, cut by its edge. Decorative."""
    letters = str(word)[:40]
    size = next((width for width in (6, 7, 8, 9, 10, 12, 16, 24, 40) if len(letters) <= width), 40)
    return {"letters": letters, "size": f"giant-{size}" if size > 6 else ""}
