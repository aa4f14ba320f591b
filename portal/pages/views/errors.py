"""What is answered when a form is refused before its view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's one-time key is missing or too old: said in words, in the site's own look."""
    return render(request, "403_csrf.html", status=403)
