"""Roles: what somebody does for the territory. What each may do is written in `portal.pages.roles`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """One auth group each, named by the value. Somebody may hold several."""

    EDITOR = "editor", _("rédaction")
    PUBLISHER = "publisher", _("publication")
    FACILITATOR = "facilitator", _("animation d’un réseau")
    RECEPTION = "reception", _("accueil des événements")
    JURY = "jury", _("jury")
    DPO = "dpo", _("protection des données")
    ADMINISTRATOR = "administrator", _("administration")
    PARTNER = "partner", _("partenaire")

    @property
    def opens_admin(self) -> bool:
        """Partners work in their own space; all others work in the admin."""
        return self is not Role.PARTNER

    @property
    def duty(self) -> str:
        """What the role is for, in one sentence, for who hands it out."""
        return str(_DUTIES[self])


_DUTIES = {
    Role.EDITOR: _("Écrit et corrige les fiches, puis les donne à relire."),
    Role.PUBLISHER: _("Relit, publie, archive et retire les fiches."),
    Role.FACILITATOR: _("Tient un réseau : ses membres, ses rencontres, ses invitations."),
    Role.RECEPTION: _("Suit les inscriptions et accueille les personnes."),
    Role.JURY: _("Lit les talents et les labels."),
    Role.DPO: _("Consulte les données personnelles et le journal, efface sur demande."),
    Role.ADMINISTRATOR: _("Règle le site, ouvre les comptes et donne les rôles."),
    Role.PARTNER: _("Agit pour une structure ou un territoire, dans son espace."),
}
