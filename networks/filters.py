"""What the lists can be narrowed by, and how many entries each choice would leave."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from networks.enums import NetworkKind, Stage, StructureKind, TerritoryKind
from networks.models import Initiative, Membership, Network, Structure, Territory, TerritoryStage
from portal.core.facets import AnyValuesFilter, Count3, FacetedFilter
from portal.core.models import EntryQuerySet


class EntryFilter(FacetedFilter):
    """With the themes of the entry."""

    theme = AnyValuesFilter(field_name="themes__slug", method="filter_any", label=_("Thème"))

    def count_theme(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_values(found, "themes__slug", "themes__name")


class PlacedFilter(EntryFilter):
    """With the territory that the entry lies in, when this is public."""

    territoire = AnyValuesFilter(field_name="territory__slug", method="filter_any", label=_("Territoire"))

    def count_territoire(self, found: EntryQuerySet) -> list[Count3]:
        public = Territory.objects.published(at=self.at).order_by().values("pk")
        return self._by_values(found.filter(territory__in=public), "territory__slug", "territory__title")


class NetworkFilter(PlacedFilter):
    FACETS = ("nature", "theme", "territoire")

    nature = AnyValuesFilter(field_name="network_kind", method="filter_any", label=_("Sorte de réseau"))

    class Meta:
        model = Network
        fields: list[str] = []

    def count_nature(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_choices(found, "network_kind", NetworkKind)


class MemberFilter(EntryFilter):
    """With the networks that the entry belongs to today. `member` is its column in the memberships."""

    member = ""

    reseau = AnyValuesFilter(method="filter_networks", label=_("Réseau"))

    def filter_networks(self, queryset: EntryQuerySet, name: str, slugs: list[str]) -> EntryQuerySet:
        return queryset.filter(pk__in=self._memberships().filter(network__slug__in=slugs).values(self.member))

    def _memberships(self) -> QuerySet:
        public = Network.objects.published(at=self.at).order_by().values("pk")
        return Membership.objects.current(on=self.today).filter(network__in=public).order_by()

    def count_reseau(self, found: EntryQuerySet) -> list[Count3]:
        rows = (
            self._memberships()
            .filter(**{f"{self.member}__in": found.values("pk")})
            .values_list("network__slug", "network__title")
            .annotate(left=Count(self.member, distinct=True))
            .order_by("-left", "network__title")
        )
        return list(rows)


class TerritoryFilter(MemberFilter):
    FACETS = ("etape", "nature", "reseau", "theme")
    member = "territory"

    nature = AnyValuesFilter(field_name="territory_kind", method="filter_any", label=_("Sorte de territoire"))
    etape = AnyValuesFilter(method="filter_stages", label=_("Étape"))

    class Meta:
        model = Territory
        fields: list[str] = []

    def filter_stages(self, queryset: EntryQuerySet, name: str, stages: list[str]) -> EntryQuerySet:
        return queryset.filter(pk__in=self._stages().filter(stage__in=stages).values("territory"))

    def _stages(self) -> QuerySet:
        public = Network.objects.published(at=self.at).order_by().values("pk")
        return TerritoryStage.objects.current(on=self.today).filter(network__in=public).order_by()

    def count_etape(self, found: EntryQuerySet) -> list[Count3]:
        rows = self._stages().filter(territory__in=found.values("pk")).values_list("stage")
        counts = dict(rows.annotate(left=Count("territory", distinct=True)))
        return [
            (stage.value, str(stage.label).capitalize(), counts[stage])
            for stage in reversed(Stage)
            if stage in counts
        ]

    def count_nature(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_choices(found, "territory_kind", TerritoryKind)


class StructureFilter(PlacedFilter, MemberFilter):
    FACETS = ("nature", "territoire", "reseau", "theme")
    member = "structure"

    nature = AnyValuesFilter(field_name="structure_kind", method="filter_any", label=_("Sorte de structure"))

    class Meta:
        model = Structure
        fields: list[str] = []

    def count_nature(self, found: EntryQuerySet) -> list[Count3]:
        return self._by_choices(found, "structure_kind", StructureKind)


class InitiativeFilter(PlacedFilter):
    FACETS = ("theme", "territoire")

    class Meta:
        model = Initiative
        fields: list[str] = []
