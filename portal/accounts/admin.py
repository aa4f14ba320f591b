"""Accounts in the admin: opened by invitation, given roles, closed. Nobody types somebody else's password."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts import services
from portal.accounts.enums import Role
from portal.accounts.models import AccountInvitation, User


class RolesField(forms.MultipleChoiceField):
    """Roles as boxes to tick, each with its duty."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [(role.value, f"{role.label.capitalize()} : {role.duty}") for role in Role]
        super().__init__(choices=choices, required=False, label=_("rôles"), **kwargs)

    def clean(self, value: Any) -> list[Role]:
        return [Role(name) for name in super().clean(value)]


class AccountForm(forms.ModelForm):
    roles = RolesField()

    class Meta:
        model = User
        fields = ["email", "full_name", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))


class RoleFilter(admin.SimpleListFilter):
    title = _("rôle")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Role.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(groups__name=self.value()) if self.value() in Role.values else queryset


class InvitationInline(admin.TabularInline):
    model = AccountInvitation
    fields = ["sent_at", "link_expires_at", "accepted_at"]
    readonly_fields = ["sent_at", "link_expires_at", "accepted_at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = AccountForm
    list_display = ["email", "full_name", "roles_held", "second_factor", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active", "is_staff"]
    search_fields = ["email", "full_name"]
    search_help_text = _("Adresse ou nom")
    ordering = ["email"]
    list_per_page = 50
    readonly_fields = ["is_active", "last_login", "date_joined"]
    actions = ["action_invite_again", "action_remove_factor", "action_close", "action_reopen"]
    inlines = [InvitationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        apps = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).prefetch_related("groups").annotate(has_app=Exists(apps))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        who = (None, {"fields": ["email", "full_name", "language"]})
        what = (_("Ce que cette personne fait ici"), {"fields": ["roles"]})
        if obj is None:
            return [who, what]
        return [who, what, (_("Vie du compte"), {"fields": ["is_active", "last_login", "date_joined"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An address is changed by its owner, who confirms the new one."""
        return [*self.readonly_fields, "email"] if obj else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    # Rights

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser is out of reach of who is not one."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is closed, so that what it signed keeps its author."""
        return False

    # Columns

    @admin.display(description=_("rôles"))
    def roles_held(self, user: User) -> str:
        names = {group.name for group in user.groups.all()}
        return format_html_join(", ", "{}", ((role.label,) for role in Role if role.value in names))

    @admin.display(description=_("double vérification"), boolean=True)
    def second_factor(self, user: User) -> bool:
        return user.has_app  # type: ignore[attr-defined]

    # Saving

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        at, roles = timezone.now(), form.cleaned_data["roles"]
        if change:
            super().save_model(request, obj, form, change)
            services.set_roles(obj, roles=roles, by=request.user, at=at)
            return
        obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        services.open_invited_account(obj, roles=roles, by=request.user, at=at)
        self.message_user(request, _("Une invitation est partie vers %(email)s.") % {"email": obj.email})

    # Actions

    def _changeable(self, request: HttpRequest, queryset: QuerySet) -> list[User]:
        return [
            user for user in queryset if self.has_change_permission(request, user) and user != request.user
        ]

    @admin.action(description=_("Renvoyer l’invitation"), permissions=["change"])
    def action_invite_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        sent = 0
        for user in self._changeable(request, queryset):
            try:
                services.renew_invitation(user, by=request.user, at=timezone.now())
            except services.InvitationClosedError as refusal:
                self.message_user(request, f"{user} : {refusal}", messages.WARNING)
            else:
                sent += 1
        self._say(request, ngettext("%d invitation est partie.", "%d invitations sont parties.", sent), sent)

    @admin.action(description=_("Retirer la double vérification (téléphone perdu)"), permissions=["change"])
    def action_remove_factor(self, request: HttpRequest, queryset: QuerySet) -> None:
        at = timezone.now()
        users = self._changeable(request, queryset)
        done = sum(services.remove_second_factor(user, by=request.user, at=at) for user in users)
        said = ngettext(
            "La double vérification de %d compte est retirée.",
            "La double vérification de %d comptes est retirée.",
            done,
        )
        self._say(request, said, done)

    @admin.action(description=_("Fermer les comptes choisis"), permissions=["change"])
    def action_close(self, request: HttpRequest, queryset: QuerySet) -> None:
        users = self._changeable(request, queryset)
        for user in users:
            services.deactivate(user, by=request.user, at=timezone.now())
        self._say(
            request, ngettext("%d compte est fermé.", "%d comptes sont fermés.", len(users)), len(users)
        )

    @admin.action(description=_("Rouvrir les comptes choisis"), permissions=["change"])
    def action_reopen(self, request: HttpRequest, queryset: QuerySet) -> None:
        users = self._changeable(request, queryset)
        for user in users:
            services.reactivate(user, by=request.user, at=timezone.now())
        self._say(
            request, ngettext("%d compte est rouvert.", "%d comptes sont rouverts.", len(users)), len(users)
        )

    def _say(self, request: HttpRequest, text: str, count: int) -> None:
        self.message_user(request, text % count, messages.SUCCESS if count else messages.WARNING)
