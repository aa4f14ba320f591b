"""The life of messages, to read; and two things to do to them."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.mail import services
from portal.mail.models import Message, Suppression


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = (
        "queued_at",
        "kind",
        "recipient",
        "subject",
        "state",
        "attempts",
        "next_attempt_at",
        "sent_at",
    )
    list_filter = ("state", "kind", "language", "queued_at")
    search_fields = ("recipient_key", "subject", "slot", "message_id")
    search_help_text = _("Adresse, objet, case ou Message-ID")
    date_hierarchy = "queued_at"
    show_full_result_count = False
    actions = ("resend", "hold")
    # The text of a reset mail opens an account: nobody reads it here.
    exclude = ("body",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.change_message")

    @admin.action(description=_("Renvoyer"), permissions=["operate"])
    def resend(self, request: HttpRequest, queryset) -> None:
        self._each(request, queryset, services.resend)

    @admin.action(description=_("Retenir"), permissions=["operate"])
    def hold(self, request: HttpRequest, queryset) -> None:
        self._each(request, queryset, services.hold)

    def _each(self, request: HttpRequest, queryset, verb) -> None:
        done = 0
        for message in queryset:
            try:
                verb(message, by=request.user, at=timezone.now())
            except services.CannotResendError as refusal:
                self.message_user(request, f"{message} : {refusal}", messages.WARNING)
            else:
                done += 1
        if done:
            said = ngettext("%d message traité.", "%d messages traités.", done) % done
            self.message_user(request, said, messages.SUCCESS)


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    """Addresses written to no more. Deleting one allows it again."""

    list_display = ("digest", "reason", "created_at")
    list_filter = ("reason",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False
