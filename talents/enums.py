"""The words of the talents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentScope(models.TextChoices):
    """What a person agreed to, from the narrowest to the widest. Each scope includes those above it."""

    CONTACT = "contact", _("être recontactée ou recontacté")
    PAGE = "page", _("sa page, sans image d’elle ou de lui")
    IMAGE = "image", _("sa page et son portrait")
    PRESS = "press", _("sa page, son portrait, la presse et les réseaux sociaux")


# The scopes under which a page may be shown, and those under which a face may.
PUBLISHING_SCOPES = (ConsentScope.PAGE, ConsentScope.IMAGE, ConsentScope.PRESS)
PORTRAIT_SCOPES = (ConsentScope.IMAGE, ConsentScope.PRESS)


class Agreement(models.TextChoices):
    """How French words agree with this talent. Left empty, the page uses words that need no agreement."""

    FEMININE = "f", _("au féminin")
    MASCULINE = "m", _("au masculin")
