"""The accounts of the demonstration: one a role, the same password for all, shown on the sign-in page."""

from dataclasses import dataclass

from portal.accounts.enums import Role

# Not a secret: it opens invented accounts on a machine that shows the demonstration, and is printed there.
DEMO_PASSWORD = "printemps-des-talents"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    role: Role
    email: str
    full_name: str
    password: str = DEMO_PASSWORD

    @property
    def line(self) -> str:
        """« rédaction : redaction@exemple.fr / … », as the demonstration prints it."""
        return f"{self.role.label} : {self.email} / {self.password}"


DEMO_ACCOUNTS = (
    DemoAccount(Role.ADMINISTRATOR, "administration@exemple.fr", "Agathe Réglage"),
    DemoAccount(Role.PUBLISHER, "publication@exemple.fr", "Paul Bontirage"),
    DemoAccount(Role.EDITOR, "redaction@exemple.fr", "Rosalie Plume"),
    DemoAccount(Role.FACILITATOR, "animation@exemple.fr", "Anselme Grappe"),
    DemoAccount(Role.RECEPTION, "accueil@exemple.fr", "Alix Bienvenue"),
    DemoAccount(Role.JURY, "jury@exemple.fr", "Justine Voix"),
    DemoAccount(Role.DPO, "donnees@exemple.fr", "Denis Discret"),
    DemoAccount(Role.PARTNER, "partenaire@exemple.fr", "Pauline Alliance"),
)
