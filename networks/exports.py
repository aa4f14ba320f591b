"""Networks, territories, structures and initiatives for machines: schema.org, and the card of a structure."""

from typing import Any

from networks.enums import StructureKind, TerritoryKind
from networks.models import Initiative, Network, Structure, Territory
from portal.core.addresses import public_url
from portal.core.linked_data import thing

ORGANISATIONS = {
    StructureKind.COMPANY: "Corporation",
    StructureKind.AUTHORITY: "GovernmentOrganization",
    StructureKind.EDUCATION: "EducationalOrganization",
}
# A line of a card is at most 75 octets long (RFC 6350, 3.2); the rest follows on lines that begin with a space.
LINE = 75


def structure_data(structure: Structure) -> dict[str, Any]:
    """How to reach it is public: the page shows it."""
    data = thing(structure, ORGANISATIONS.get(StructureKind(structure.structure_kind), "Organization"))
    if structure.email:
        data["email"] = structure.email
    if structure.phone:
        data["telephone"] = structure.phone
    if structure.address:
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(structure.address.splitlines()),
        }
    if structure.territory is not None and structure.territory.is_published:
        data["areaServed"] = {"@type": "AdministrativeArea", "name": structure.territory.title}
    if structure.is_placed:
        data["location"] = {"@type": "Place", "geo": _point(structure)}
    return data


def network_data(network: Network) -> dict[str, Any]:
    return thing(network, "Organization")


def territory_data(territory: Territory) -> dict[str, Any]:
    towns = (TerritoryKind.COMMUNE, TerritoryKind.FOREIGN_CITY)
    data = thing(territory, "City" if territory.territory_kind in towns else "AdministrativeArea")
    if territory.is_placed:
        data["geo"] = _point(territory)
    return data


def initiative_data(initiative: Initiative) -> dict[str, Any]:
    return thing(initiative, "Project")


def _point(placed: Structure | Territory) -> dict[str, Any]:
    return {
        "@type": "GeoCoordinates",
        "latitude": float(placed.latitude or 0),
        "longitude": float(placed.longitude or 0),
    }


def structure_card(structure: Structure) -> bytes:
    """A vCard (RFC 6350, version 4.0) with what the page shows, and nothing else."""
    where = public_url(structure.get_absolute_url())
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"UID:{where}",
        f"FN:{_typed(structure.title)}",
        f"ORG:{_typed(structure.title)}",
    ]
    if structure.summary:
        lines.append(f"NOTE:{_typed(structure.summary)}")
    if structure.email:
        lines.append(f"EMAIL;TYPE=work:{_typed(structure.email)}")
    if structure.phone:
        number = "".join(sign for sign in structure.phone if sign.isdigit() or sign == "+")
        lines.append(f"TEL;TYPE=work;VALUE=uri:tel:{number}")
    if structure.address:
        # Written as one street line: the site does not know the town from the street in what was typed.
        street = ", ".join(part.strip() for part in structure.address.splitlines() if part.strip())
        lines.append(f"ADR;TYPE=work:;;{_typed(street)};;;;")
    if structure.is_placed:
        lines.append(f"GEO:geo:{structure.latitude},{structure.longitude}")
    lines += [f"URL:{where}", f"SOURCE:{where}carte.vcf", f"REV:{structure.updated_at:%Y%m%dT%H%M%SZ}"]
    lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines).encode()


def _typed(text: str) -> str:
    """A value as RFC 6350 (3.4) writes it: nothing that was typed can start another property."""
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    text = "\\n".join(text.splitlines())
    return "".join(sign for sign in text if sign.isprintable() or sign in "\u00a0\u202f")


def _folded(line: str) -> str:
    """Cut between characters, never inside one."""
    parts, part, size = [], "", 0
    for sign in line:
        weight = len(sign.encode())
        if size + weight > LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + weight
    return "\r\n".join([*parts, part]) + "\r\n"
