"""A label for machines: schema.org."""

from typing import Any

from django.utils import timezone

from labels.models import Label, LabelAward
from portal.core.linked_data import thing
from portal.core.models import Entry


def label_data(label: Label) -> dict[str, Any]:
    data = thing(label, "Certification")
    issuer = label.issuer_name
    if label.issuer is not None and label.issuer.is_published:
        issuer = label.issuer.title
    if issuer:
        data["issuedBy"] = {"@type": "Organization", "name": issuer}
    return data


def labels_held(entry: Entry) -> dict[str, list[object]]:
    """Labels of somebody, as the page shows them. One query."""
    held = (
        LabelAward.objects.shown(at=timezone.now()).current().filter(holder=entry.pk).select_related("label")
    )
    return {"award": list(dict.fromkeys(award.label.title for award in held.latest_first()))}
