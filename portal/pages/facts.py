"""What a legal page owes to the settings of the site: written once there, shown here, said when missing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.models import SiteSettings


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str
    url: str = ""
    # Not filled in yet by the team: the page says so rather than hiding it.
    missing: bool = False


def _fact(label: str, text: str, url: str = "") -> Fact:
    return (
        Fact(label, text, url) if text else Fact(label, _("À compléter par l’équipe du site"), missing=True)
    )


def facts_of(slug: str, site: SiteSettings) -> list[Fact]:
    """The facts beside this page, in order; none for a page that asks none."""
    publisher = _fact(_("Territoire"), site.territory_name)
    email = _fact(_("Courriel"), site.contact_email, f"mailto:{site.contact_email}")
    phone = _fact(_("Téléphone"), site.contact_phone, f"tel:{site.contact_phone.replace(' ', '')}")
    address = _fact(_("Adresse postale"), site.postal_address)
    dpo_email = site.dpo_email or site.contact_email
    dpo = _fact(_("Délégué à la protection des données"), dpo_email, f"mailto:{dpo_email}")
    return {
        "mentions-legales": [
            publisher,
            _fact(_("SIRET"), site.siret),
            _fact(_("Directrice ou directeur de la publication"), site.publisher),
            address,
            phone,
            email,
            _fact(_("Hébergeur (nom, adresse, téléphone)"), site.host_name),
        ],
        "contact": [email, phone, address],
        "donnees-personnelles": [_fact(_("Responsable du traitement"), site.territory_name), dpo, address],
        "accessibilite": [
            Fact(_("État de conformité"), site.get_accessibility_display()),
            Fact(_("Référentiel"), _("RGAA 4.1")),
            email,
            phone,
        ],
        "securite": [email],
    }.get(slug, [])
