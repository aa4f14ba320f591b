"""What a meeting asks, and what was answered."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.models import AccessNeed, Answer, FormQuestion
from networks.permissions import within
from portal.accounts.models import User


class LinesField(forms.CharField):
    """A list, one line each; empty lines do not count."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 30})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = (" ".join(line.split()) for line in (value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def run_validators(self, value: Any) -> None:
        if any(len(line) > 120 for line in value):
            raise forms.ValidationError(_("Un choix fait 120 caractères au plus."))
        super().run_validators("\n".join(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class QuestionForm(forms.ModelForm):
    options = LinesField(label=_("choix"), required=False, help_text=_("Un par ligne."))

    class Meta:
        model = FormQuestion
        fields = (
            "position",
            "label",
            "help_text",
            "kind",
            "options",
            "is_required",
            "depends_on",
            "depends_value",
        )


class FormQuestionInline(admin.StackedInline):
    model = FormQuestion
    form = QuestionForm
    extra = 0
    classes = ("collapse",)
    fields = (
        ("position", "label"),
        "help_text",
        ("kind", "is_required"),
        "options",
        ("depends_on", "depends_value"),
    )

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """A question waits for one of the same meeting."""
        if db_field.name == "depends_on":
            match = request.resolver_match
            event = match.kwargs.get("object_id") if match else None
            asked = FormQuestion.objects.filter(event=event) if event and str(event).isdecimal() else None
            kwargs["queryset"] = asked if asked is not None else FormQuestion.objects.none()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReadOnlyInline(admin.TabularInline):
    """To read: the person answers on their own page."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AnswerInline(ReadOnlyInline):
    model = Answer
    fields = readonly_fields = ("question", "told")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("question")

    @admin.display(description=_("réponse"))
    def told(self, answer: Answer) -> str:
        if not answer.file:
            return answer.text
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:events_answer_file", args=[answer.pk]), answer.file_name
        )


class AccessNeedInline(ReadOnlyInline):
    """Seen by whoever holds the permission, which only the reception is given."""

    model = AccessNeed
    fields = readonly_fields = ("text", "written_at")


def answer_file(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> FileResponse:
    """A file sent with a registration: always downloaded, never shown by the browser as a page of ours."""
    if not request.user.has_perm("events.view_answer"):
        raise Http404
    readable = within(
        cast(User, request.user), Answer.objects.exclude(file=""), "registration__event__network"
    )
    answer = readable.filter(pk=pk).first()
    if answer is None or not answer.file.storage.exists(answer.file.name or ""):
        raise Http404
    response = FileResponse(
        answer.file.open("rb"),
        as_attachment=True,
        filename=answer.file_name,
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
