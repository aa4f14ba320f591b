"""Files to print. The layout is a Typst file of `templates/papers`; what it shows is given as JSON, never as markup."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.text import slugify

PAPERS = settings.BASE_DIR / "templates" / "papers"


def pdf(name: str, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF, of the standard that screen readers rely on (PDF/UA-1).

    The standard refuses a letter that no face at hand can draw (a name in Chinese). Such a file is still tagged, but
    does not claim the standard: somebody's name must not cost them their ticket.
    """
    # 81 MB of compiled code: loaded by the process that makes its first file, not by all of them.
    import typst

    given: dict[str, Any] = {
        "input": PAPERS / f"{name}.typ",
        "root": PAPERS,
        "font_paths": [PAPERS / "fonts"],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data)},
    }
    try:
        return typst.compile(**given, pdf_standards=["ua-1"])
    except typst.TypstError:
        return typst.compile(**given)


def pdf_response(content: bytes, *, stem: str, inline: bool = False) -> HttpResponse:
    """A download under a plain name; `inline` shows it in the browser first."""
    response = HttpResponse(content, content_type="application/pdf")
    disposition = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{slugify(stem)[:80] or "document"}.pdf"'
    return response
