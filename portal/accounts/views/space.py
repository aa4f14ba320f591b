from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.accounts.space import panels_for


@never_cache
@login_required
def space(request: HttpRequest) -> HttpResponse:
    """What waits for the person signed in."""
    panels = panels_for(request, at=timezone.now())
    return render(request, "accounts/space.html", {"panels": panels})
