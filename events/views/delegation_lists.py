"""A delegation's list: typed, pasted or brought, read again beside what is wrong, mended in place, then registered.

The page carries the list; nothing of it is kept before it is registered, and what is sent is checked again.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events.delegation_lists import Line
from events.forms.delegation import (
    FIRST_LINES,
    BroughtForm,
    ListForm,
    People,
    more_lines,
    posted_lines,
    together,
)
from events.forms.registering import new_form_key
from events.services.delegating import Listed, register_list
from events.services.delegations import MOST_PEOPLE, Forecast, beyond_text, forecast, window_for
from events.services.errors import ForecastChangedError, LinesRefusedError, RegistrationClosedError
from events.views.delegations import Asked, context_of, for_own_body, may_write, too_many_text
from events.windows import Window, window_text
from portal.core.templatetags.components_forms import Fault

# Kept word for word with each registration.
AGREEMENT = "Inscription faite par une délégation, qui déclare que la personne le sait."


@for_own_body
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, asked: Asked) -> HttpResponse:
    window = window_for(asked.event, asked.delegation.body, at=asked.at)
    if window != Window.OPEN:
        return _closed(request, asked, window_text(window, asked.event))
    if request.method != "POST":
        lines = People(more_lines([], FIRST_LINES), checked=False)
        return _show(request, asked, lines, ListForm(initial={"key": new_form_key()}), BroughtForm())
    return _walk(request, asked)


def _walk(request: HttpRequest, asked: Asked) -> HttpResponse:
    action, lines = request.POST.get("go", "check"), posted_lines(request.POST)
    brings = bool(request.FILES.get("file") or request.POST.get("pasted", "").strip())
    brought = BroughtForm(request.POST, request.FILES) if brings or action == "bring" else BroughtForm()
    left_aside: list[str] = []
    if brought.is_bound:
        if not brought.is_valid() or brought.table is None:
            return _show(
                request, asked, People(lines, checked=False), _list_form(request), brought, status=422
            )
        lines, left_aside = together(lines, brought.table.lines), brought.table.left_aside
        # Once taken in, what was pasted is in the lines: it would be taken in twice.
        action, brought = "check", BroughtForm()
    if action == "more" or action.startswith("remove-"):
        lines = more_lines(lines) if action == "more" else _without(lines, action.removeprefix("remove-"))
        return _show(request, asked, People(lines, checked=False), _list_form(request), brought)
    people = People(lines[:MOST_PEOPLE], checked=True)
    people.check_doubles()
    if action != "send":
        people.check_against(asked.event, asked.delegation.body)
    if len(lines) > MOST_PEOPLE:
        messages.warning(
            request,
            _("Une liste compte au plus %(count)d personnes : les suivantes ne sont pas reprises.")
            % {"count": MOST_PEOPLE},
        )
    form = _list_form(request, sent=action == "send" and people.is_ready)
    told: list[Fault] = []
    if not people.filled:
        told.append(Fault(_("Écrivez au moins une personne.")))
    elif form.is_bound and form.is_valid():
        answer = _send(request, asked, people, form, told)
        if answer is not None:
            return answer
    if form.is_bound:
        told += form.faults
    status = 422 if told else 200
    return _show(request, asked, people, form, brought, told=told, left_aside=left_aside, status=status)


def _list_form(request: HttpRequest, *, sent: bool = False) -> ListForm:
    """What was ticked stays ticked; the key stays the same from one reading to the next."""
    if sent:
        form = ListForm(request.POST)
        form.renew_key()
        return form
    kept = request.POST.get("key") or new_form_key()
    return ListForm(initial={"key": kept[:200], "aware": "aware" in request.POST})


def _without(lines: list[Line], position: str) -> list[Line]:
    if position.isascii() and position.isdecimal() and len(position) < 4:
        return [line for number, line in enumerate(lines) if number != int(position)]
    return lines


def _send(
    request: HttpRequest, asked: Asked, people: People, form: ListForm, told: list[Fault]
) -> HttpResponse | None:
    """Registered: the way back to the delegation. Refused: None, and why is in `told` or beside the lines."""
    if not may_write(asked):
        told.append(Fault(too_many_text()))
        return None
    announced = request.POST.get("waiting", "")
    try:
        listed = register_list(
            event=asked.event,
            body=asked.delegation.body,
            people=[person for person in people.people() if person is not None],
            key=form.cleaned_data["key"],
            consent_text=AGREEMENT,
            by=asked.user,
            at=asked.at,
            at_most_waiting=int(announced)
            if announced.isascii() and announced.isdecimal() and len(announced) < 4
            else 0,
        )
    except LinesRefusedError as refusal:
        for number, message in refusal.faults.items():
            people.refuse(number, message)
        return None
    except ForecastChangedError as refusal:
        told.append(Fault(str(refusal)))
        return None
    except RegistrationClosedError as refusal:
        return _closed(request, asked, str(refusal))
    messages.success(request, _done_text(listed))
    return redirect(asked.delegation.url)


def _done_text(listed: Listed) -> str:
    if not listed.new:
        return _("Cette liste avait déjà été enregistrée : rien n’a changé.")
    text = ngettext(
        "C’est fait : %(count)d personne est dans votre délégation.",
        "C’est fait : %(count)d personnes de plus sont dans votre délégation.",
        listed.new,
    ) % {"count": listed.new}
    if listed.waiting:
        text += " " + ngettext(
            "%(count)d attend qu’une place se libère.",
            "%(count)d attendent qu’une place se libère.",
            listed.waiting,
        ) % {"count": listed.waiting}
    return text


def _closed(request: HttpRequest, asked: Asked, text: str) -> HttpResponse:
    """A list that was typed is given back with the reason: it may serve elsewhere, or later."""
    if request.method == "POST":
        lines = People(posted_lines(request.POST), checked=False)
        told = [Fault(text)]
        return _show(request, asked, lines, _list_form(request), BroughtForm(), told=told, status=409)
    context = context_of(asked, _("Ajouter")) | {"text": text}
    return render(request, "events/delegations/closed.html", context, status=409)


def _show(
    request: HttpRequest,
    asked: Asked,
    people: People,
    form: ListForm,
    brought: BroughtForm,
    *,
    told: list[Fault] | None = None,
    left_aside: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    foreseen = Forecast()
    if people.is_ready:
        foreseen = forecast(asked.event, asked.delegation.body, len(people.filled), at=asked.at)
        for number in range(len(people.filled) - foreseen.beyond, len(people.filled)):
            people.refuse(number, beyond_text())
    context = context_of(asked, _("Ajouter")) | {
        "people": people,
        "form": form,
        "brought": brought,
        "faults": [*(told or []), *people.faults],
        "left_aside": ", ".join(left_aside or []),
        "is_ready": people.is_ready,
        "foreseen": foreseen,
        "most": MOST_PEOPLE,
    }
    status = 422 if people.faults else status
    return render(request, "events/delegations/add.html", context, status=status)
