from portal.accounts.models.invitation import AccountInvitation, AccountInvitationQuerySet
from portal.accounts.models.user import User, UserQuerySet

__all__ = ["AccountInvitation", "AccountInvitationQuerySet", "User", "UserQuerySet"]
