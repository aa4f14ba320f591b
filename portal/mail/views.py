"""« Ne plus recevoir »: GET shows, POST acts, for a person and for the button of their mail program alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.mail import services
from portal.mail.unsubscribing import digest_of


@csrf_exempt  # The mail program posts by itself, with no cookie (RFC 8058, 3.2): the sealed address is the proof.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    digest = digest_of(token)
    if digest is None:
        return render(request, "mail/unsubscribe.html", {"state": "unknown"}, status=404)
    if request.method != "POST":
        opposed = services.is_opposed(digest)
        return render(request, "mail/unsubscribe.html", {"state": "opposed" if opposed else "asked"})
    if request.POST.get("again"):
        services.solicit_again(digest)
        return render(request, "mail/unsubscribe.html", {"state": "again"})
    services.oppose(digest, at=timezone.now())
    return render(request, "mail/unsubscribe.html", {"state": "done"})
