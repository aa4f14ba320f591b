"""/espace/delegations/: whom a structure, a territory or a network sends to a meeting. Each sees their own people."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.delegations import Delegation, delegates_of
from events.delegations import delegations as delegations_of
from events.enums import RegistrationState as S
from events.forms.delegation import SwapForm
from events.forms.registering import new_form_key
from events.models import Event, Registration
from events.notifications import registration_url
from events.permissions import bodies_of, body_for
from events.pieces import drawing_of, facts_of
from events.services import delegating, registering
from events.services.delegations import window_for
from events.services.errors import LinesRefusedError, RegistrationRefusedError
from events.services.places import places_of
from events.tickets import drawing_of_link
from events.windows import Window, until_text, window_of, window_text
from events.wording import place_text, when_text
from portal.accounts.models import User
from portal.core import components as c
from portal.core.audit import record
from portal.core.limits import hit
from portal.core.spreadsheets import csv_response, xlsx_response

# Each list and each swap may write to a hundred people: nobody does it fifty times an hour.
BY_ACCOUNT, BY_ACCOUNT_TIME = 50, dt.timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """Who asks, for whom, of which meeting, when."""

    user: User
    delegation: Delegation
    at: dt.datetime

    @property
    def event(self) -> Event:
        return self.delegation.event


View = Callable[..., HttpResponse]


def for_own_body(view: Callable[..., HttpResponse]) -> View:
    """Of another body, or of a meeting where this one has nothing: not found, without saying which."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, kind: str, owner: str, slug: str, **kwargs: object) -> HttpResponse:
        at, user = timezone.now(), cast(User, request.user)
        body = body_for(user, kind, owner)
        events = Event.objects.published(at=at).select_related("venue__territory", "territory", "cover")
        event = events.filter(slug=slug).first() if body is not None else None
        found = delegations_of([body], at=at, event=event) if body is not None and event is not None else []
        if not found:
            raise Http404
        response = view(request, Asked(user, found[0], at), **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def may_write(asked: Asked) -> bool:
    return hit(f"delegation:{asked.user.pk}", BY_ACCOUNT, BY_ACCOUNT_TIME, asked.at)


def too_many_text() -> str:
    return _("Vous avez envoyé beaucoup de listes en peu de temps : reprenez dans une heure.")


def context_of(asked: Asked, here: str) -> dict[str, object]:
    """What every page of a delegation shows."""
    delegation, event = asked.delegation, asked.event
    crumbs = [
        c.Crumb(_("Votre espace"), reverse("accounts:space")),
        c.Crumb(_("Délégations"), reverse("events:delegations")),
    ]
    crumbs += [c.Crumb(event.title, delegation.url), c.Crumb(here)] if here else [c.Crumb(event.title)]
    return {
        "delegation": delegation,
        "event": event,
        "crumbs": crumbs,
        "facts": facts_of(event),
        "drawing": drawing_of(event),
    }


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The meetings to come where something is kept, body by body."""
    at, bodies = timezone.now(), bodies_of(cast(User, request.user))
    if not bodies:
        raise Http404
    found = delegations_of(bodies, at=at)
    groups = [(body, [one for one in found if one.body == body]) for body in bodies]
    crumbs = [c.Crumb(_("Votre espace"), reverse("accounts:space")), c.Crumb(_("Délégations"))]
    return render(request, "events/delegations/list.html", {"groups": groups, "crumbs": crumbs})


@for_own_body
@require_safe
def detail(request: HttpRequest, asked: Asked) -> HttpResponse:
    event, at = asked.event, asked.at
    named, gone = delegates_of(asked.delegation.body, event)
    window = window_for(event, asked.delegation.body, at=at)
    context = context_of(asked, "") | {
        "named": [(row, until_text(row.offer_until, event) if row.offer_until else "") for row in named],
        "gone": gone,
        "is_open": window == Window.OPEN,
        "closed_text": window_text(window, event),
        # A place is given back or handed over until the meeting begins.
        "can_change": window_of(event, at=at, invited=True) == Window.OPEN,
        "places": places_of(event, at=at),
    }
    return render(request, "events/delegations/detail.html", context)


def _delegate(asked: Asked, pk: int) -> Registration:
    """One of hers, who may still be named."""
    rows = Registration.objects.of_delegation(asked.delegation.body).named()
    row = rows.filter(event=asked.event, pk=pk).first()
    if row is None:
        raise Http404
    row.event = asked.event
    return row


@for_own_body
@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, asked: Asked, pk: int) -> HttpResponse:
    rows = Registration.objects.of_delegation(asked.delegation.body).filter(event=asked.event, pk=pk)
    former = rows.first()
    if former is None:
        raise Http404
    form = SwapForm(request.POST or None, initial={"key": new_form_key()})
    if request.method == "POST" and form.is_valid():
        if _swapped(request, asked, former, form):
            return redirect(asked.delegation.url)
    elif former.state == S.CANCELLED and not former.registered_elsewhere:
        raise Http404
    form.renew_key() if form.is_bound else None
    context = context_of(asked, _("Remplacer")) | {"former": former, "form": form}
    return render(request, "events/delegations/swap.html", context, status=422 if form.errors else 200)


def _swapped(request: HttpRequest, asked: Asked, former: Registration, form: SwapForm) -> bool:
    if not may_write(asked):
        form.add_error(None, too_many_text())
        return False
    try:
        new = delegating.swap(
            former,
            body=asked.delegation.body,
            person=form.applicant(),
            key=form.cleaned_data["key"],
            by=asked.user,
            at=asked.at,
        )
    except LinesRefusedError as refusal:
        form.add_error("email" if form.cleaned_data["email"] else "last_name", str(refusal))
    except RegistrationRefusedError as refusal:
        form.add_error(None, str(refusal))
    else:
        text = (
            _("%(new)s vient à la place de %(former)s.")
            if not former.erased_at
            else _("C’est fait : %(new)s vient.")
        )
        messages.success(request, text % {"new": new.full_name, "former": former.full_name})
        return True
    return False


@for_own_body
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, asked: Asked, pk: int) -> HttpResponse:
    """The question, then the act."""
    row = _delegate(asked, pk)
    if request.method == "POST":
        try:
            delegating.withdraw(row, by=asked.user, at=asked.at)
        except RegistrationRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            text = _("%(name)s ne fait plus partie de votre délégation.") % {"name": row.full_name}
            messages.success(request, text)
        return redirect(asked.delegation.url)
    context = context_of(asked, _("Retirer")) | {"row": row}
    return render(request, "events/delegations/withdraw.html", context)


@for_own_body
@require_POST
def accept(request: HttpRequest, asked: Asked, pk: int) -> HttpResponse:
    """For somebody without address, whom no letter reaches."""
    row = _delegate(asked, pk)
    if row.email:
        raise Http404
    try:
        registering.confirm(row, by=asked.user, at=asked.at)
    except RegistrationRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La place de %(name)s est confirmée.") % {"name": row.full_name})
    return redirect(asked.delegation.url)


@for_own_body
@require_safe
def link(request: HttpRequest, asked: Asked, pk: int) -> HttpResponse:
    """On paper, for who has no address. Whoever has one gets it by mail, and by nobody's hands."""
    row = _delegate(asked, pk)
    if row.email:
        raise Http404
    record(verb="print_link", target=row, by=asked.user, at=asked.at, event=asked.event.pk)
    address = registration_url(row)
    context = context_of(asked, _("Lien à imprimer")) | {
        "row": row,
        "address": address,
        "qr": drawing_of_link(address),
        "when": when_text(asked.event),
        "place": place_text(asked.event),
    }
    response = render(request, "events/delegations/link.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


@login_required
@require_safe
def model_list(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """A list to fill in, with one example."""
    if suffix not in ("csv", "xlsx") or not bodies_of(cast(User, request.user)):
        raise Http404
    head = [_("Prénom"), _("Nom"), _("Courriel"), _("Téléphone")]
    example = [["Camille", "Exemple", "camille.exemple@exemple.fr", "04 73 00 00 00"]]
    answer = csv_response if suffix == "csv" else xlsx_response
    return answer(head, example, stem=_("delegation"))
