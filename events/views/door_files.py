"""Files of the door: the sheet to sign, and the service worker that opens the page without a network."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Registration
from events.papers import MOST_PEOPLE, sign_in_pdf
from events.views.door import at_the_door, event_of
from portal.accounts.models import User
from portal.core.audit import record
from portal.core.papers import pdf_response

# What the page needs without a network. The page names the first ones by their address with a digest; a module names
# another by its plain address.
NAMED = (
    "css/site.css",
    "js/site.js",
    "js/door/app.js",
    "vendor/jsqr/jsQR.js",
    "fonts/bricolage.woff2",
    "fonts/atkinson.woff2",
    "img/icons.svg",
    "img/logo.svg",
    "img/favicon.svg",
)
MODULES = ("js/door/fold.js", "js/door/people.js", "js/door/scan.js", "js/door/store.js")
WORKER = "js/door/worker.js"


def _content(name: str) -> bytes:
    found = finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) else b""


def _version() -> str:
    """Changes with any of the files, or with the page itself: the device then keeps the new ones."""
    digest = hashlib.sha256()
    for name in (*NAMED, *MODULES, WORKER):
        digest.update(static(name).encode() + _content(name))
    for name in ("events/door/page.html", "base.html"):
        digest.update(Path(get_template(name).origin.name).read_bytes())  # type: ignore[attr-defined]
    return digest.hexdigest()[:16]


_kept_version = cache(_version)


@at_the_door
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script, preceded by what it keeps. Its own address limits it to the door."""
    kept = [static(name) for name in NAMED]
    kept += [settings.STATIC_URL + name for name in (*MODULES, "js/door/app.js")]
    told = {
        "version": _version() if settings.DEBUG else _kept_version(),
        "shell": reverse("door:shell"),
        "scope": reverse("door:doors"),
        "files": sorted(set(kept)),
    }
    text = f"const KEPT = {json.dumps(told)};\n" + _content(WORKER).decode()
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@at_the_door
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet that people sign, where paper is wanted or where telephones fail."""
    event = event_of(request, slug)
    rows = Registration.objects.filter(event=event, erased_at=None).coming()
    people = list(
        rows.select_related("structure", "territory").order_by("last_name", "first_name", "pk")[:MOST_PEOPLE]
    )
    if not people:
        messages.warning(request, _("Personne n’est inscrit : il n’y a pas de feuille à imprimer."))
        return redirect("door:page", slug)
    by = cast(User, request.user)
    record(verb="print_sign_in_sheet", target=event, by=by, at=timezone.now(), number=len(people))
    return pdf_response(sign_in_pdf(event, people), stem=f"emargement-{event.slug}")
