"""A label for machines: schema.org."""

from typing import Any

from labels.models import Label
from portal.core.linked_data import thing


def label_data(label: Label) -> dict[str, Any]:
    data = thing(label, "Certification")
    issuer = label.issuer_name
    if label.issuer is not None and label.issuer.is_published:
        issuer = label.issuer.title
    if issuer:
        data["issuedBy"] = {"@type": "Organization", "name": issuer}
    return data
