"""What the wall of talents can be narrowed by, and how many each choice would leave."""

import datetime as dt

import django_filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models import Membership, Network, Territory
from portal.core.components import Facet, FacetOption
from portal.core.facets import AnyValuesFilter
from portal.core.richtext import ordinals
from talents.facets import extra_facets
from talents.models import Edition, Field, Laureate, Scheme, Talent, TalentQuerySet

MAX_WORDS = 100

# The facets of this app, in the order of the page; those of the apps above come before the last.
_OWN = ("domaine", "edition", "commune", "reseau", "dispositif")


class TalentFilter(django_filters.FilterSet):
    """The address's filters. Each facet's counts are made with all the others applied."""

    q = django_filters.CharFilter(
        method="filter_words",
        max_length=MAX_WORDS,
        error_messages={
            "max_length": _(
                "La recherche est trop longue : %(limit_value)d signes au plus, quelques mots suffisent."
            )
        },
    )
    domaine = AnyValuesFilter(method="filter_fields", label=_("Domaine"))
    edition = AnyValuesFilter(method="filter_editions", label=_("Édition"))
    commune = AnyValuesFilter(method="filter_territories", label=_("Commune"))
    reseau = AnyValuesFilter(method="filter_networks", label=_("Réseau"))
    dispositif = AnyValuesFilter(method="filter_schemes", label=_("Dispositif"))

    class Meta:
        model = Talent
        fields: list[str] = []

    def __init__(self, data, *, queryset: TalentQuerySet, at: dt.datetime) -> None:
        self.at = at
        self.today = timezone.localdate(at)
        super().__init__(data, queryset=queryset)
        # Filters are copied for each request: what the apps above add is this one's own.
        self.extra = {facet.name: facet for facet in extra_facets()}
        for facet in self.extra.values():
            self.filters[facet.name] = AnyValuesFilter(method=self._filter_extra, label=facet.label)
            self.filters[facet.name].parent, self.filters[facet.name].model = self, Talent
            self.filters[facet.name].field_name = facet.name

    @property
    def facet_names(self) -> tuple[str, ...]:
        return (*_OWN[:-1], *self.extra, _OWN[-1])

    @property
    def words(self) -> str:
        return self.form.cleaned_data.get("q", "")

    def chosen(self, name: str) -> list[str]:
        return self.form.cleaned_data.get(name) or []

    @property
    def active(self) -> list[str]:
        """The filters that narrow the list now, search included."""
        names = ["q"] if self.words else []
        return names + [name for name in self.facet_names if self.chosen(name)]

    def narrowed(self, *, without: str = "") -> TalentQuerySet:
        """The talents that pass every filter, or every filter but one."""
        # Fills cleaned_data; a refused field is left out of it.
        self.form.is_valid()
        found = self.queryset
        for name, one in self.filters.items():
            value = self.form.cleaned_data.get(name)
            if name != without and value:
                found = one.filter(found, value)
        return found

    def filter_words(self, queryset: TalentQuerySet, name: str, words: str) -> TalentQuerySet:
        return queryset.matching(words)

    def filter_fields(self, queryset: TalentQuerySet, name: str, slugs: list[str]) -> TalentQuerySet:
        return queryset.in_fields(slugs)

    def filter_editions(self, queryset: TalentQuerySet, name: str, slugs: list[str]) -> TalentQuerySet:
        return queryset.of_editions(slugs, at=self.at)

    def filter_territories(self, queryset: TalentQuerySet, name: str, slugs: list[str]) -> TalentQuerySet:
        return queryset.in_territories(slugs)

    def filter_networks(self, queryset: TalentQuerySet, name: str, slugs: list[str]) -> TalentQuerySet:
        return queryset.in_networks(slugs, at=self.at)

    def filter_schemes(self, queryset: TalentQuerySet, name: str, slugs: list[str]) -> TalentQuerySet:
        return queryset.of_schemes(slugs)

    def _filter_extra(self, queryset: TalentQuerySet, name: str, slugs: list[str]) -> TalentQuerySet:
        return self.extra[name].narrow(queryset, slugs, self.at)

    def facets(self) -> list[Facet]:
        """One query each. A choice that would leave nothing is shown for fields and editions, or when it is chosen."""
        offered = [
            self._facet("domaine", self._fields()),
            self._facet("edition", self._editions()),
            self._facet("commune", self._territories(), shown=6),
            self._facet("reseau", self._networks()),
            *(self._facet(name, self._extra(name)) for name in self.extra),
            self._facet("dispositif", self._schemes()),
        ]
        return [facet for facet in offered if facet.options]

    def _facet(self, name: str, options: list[FacetOption], *, shown: int = 8) -> Facet:
        return Facet(name, str(self.filters[name].label), options, shown=shown)

    def _counted(self, name: str, options: QuerySet, talents: str, when: Q | None = None) -> QuerySet:
        """Options with `left`: how many talents each would leave. `talents` leads from an option to them."""
        left = Q(**{f"{talents}__in": self.narrowed(without=name).values("pk")})
        return options.annotate(left=Count(talents, filter=left & when if when else left, distinct=True))

    def _offered(self, name: str, rows: QuerySet) -> list:
        chosen = self.chosen(name)
        return [row for row in rows if row.left or row.slug in chosen]

    def _fields(self) -> list[FacetOption]:
        chosen = self.chosen("domaine")
        return [
            FacetOption(row.slug, row.name, row.left, row.slug in chosen, row.hue, row.icon)
            for row in self._counted("domaine", Field.objects.all(), "talents")
        ]

    def _editions(self) -> list[FacetOption]:
        chosen = self.chosen("edition")
        editions = Edition.objects.published(at=self.at).select_related("scheme").recent_first()
        rows = list(self._counted("edition", editions, "laureates__talent"))
        several = len({row.scheme_id for row in rows}) > 1
        return [
            FacetOption(
                row.slug,
                ordinals(f"{row.scheme}, {row.ordinal}" if several else f"{row.ordinal}, {row.year}"),
                row.left,
                row.slug in chosen,
            )
            for row in rows
        ]

    def _territories(self) -> list[FacetOption]:
        rows = self._counted("commune", Territory.objects.filter(talents__isnull=False).distinct(), "talents")
        return self._options("commune", rows.order_by("-left", "title"))

    def _networks(self) -> list[FacetOption]:
        today = self.today
        current = Q(members__since__isnull=True) | Q(members__since__lte=today)
        current &= Q(members__until__isnull=True) | Q(members__until__gt=today)
        joined = Membership.objects.filter(network=OuterRef("pk"), talent__isnull=False)
        networks = Network.objects.published(at=self.at).filter(Exists(joined))
        return self._options(
            "reseau", self._counted("reseau", networks, "members__talent", current).order_by("title")
        )

    def _schemes(self) -> list[FacetOption]:
        origins = Scheme.objects.filter(Exists(Laureate.objects.filter(scheme=OuterRef("pk"))))
        return self._options(
            "dispositif", self._counted("dispositif", origins, "laureates__talent").order_by("name")
        )

    def _extra(self, name: str) -> list[FacetOption]:
        return self._options(name, self.extra[name].options(self.narrowed(without=name), self.at))

    def _options(self, name: str, rows: QuerySet) -> list[FacetOption]:
        chosen = self.chosen(name)
        return [
            FacetOption(row.slug, str(row), row.left, row.slug in chosen) for row in self._offered(name, rows)
        ]

    def left_without(self) -> dict[str, int]:
        """For each active filter, how many talents would be found without it. One query."""
        counts = {
            name: Count("pk", filter=Q(pk__in=self.narrowed(without=name).values("pk")), distinct=True)
            for name in self.active
        }
        return self.queryset.aggregate(**counts) if counts else {}
