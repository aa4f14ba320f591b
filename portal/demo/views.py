"""The mailbox's pages. They exist in a demonstration alone."""

from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from portal.core.components import Crumb
from portal.demo import mailbox


def _letter_or_404(name: str) -> mailbox.Letter:
    letter = mailbox.read(name)
    if letter is None:
        raise Http404
    return letter


@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    recipient = request.GET.get("a", "")[:254]
    context = {
        "letters": mailbox.letters(recipient=recipient),
        "recipient": recipient,
        "crumbs": [Crumb(_("Courrier de la démonstration"))],
    }
    return render(request, "demo/inbox.html", context)


@require_safe
@never_cache
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know views without arguments only
def letter(request: HttpRequest, name: str) -> HttpResponse:
    found = _letter_or_404(name)
    return render(request, "demo/letter.html", {"letter": found})


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]  # its types know views without arguments only
    {
        # Letters carry their style in the text, as mail readers want; here it can touch nothing else.
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "connect-src": ["'none'"],
        "form-action": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": [
            "allow-popups",
            "allow-popups-to-escape-sandbox",
            "allow-top-navigation-by-user-activation",
        ],
    }
)
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, shut in a frame."""
    found = _letter_or_404(name)
    if found.html is None:
        raise Http404
    # A link in a letter leaves the frame.
    html = found.html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html)


@require_safe
@never_cache
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    found = mailbox.attached(_letter_or_404(name), number)
    if found is None:
        raise Http404
    described, content = found
    response = HttpResponse(content, content_type="application/octet-stream")
    filename = "".join(sign for sign in described.filename if sign.isalnum() or sign in "._-")[:80]
    response["Content-Disposition"] = f'attachment; filename="{filename or "piece"}"'
    return response
