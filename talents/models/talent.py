import datetime as dt
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models import Membership, Network
from portal.core.enums import EntryKind
from portal.core.models import Entry, EntryQuerySet
from portal.core.models.entry import entry_link
from portal.core.models.search import closeness_to, plain, words_query
from talents.enums import PORTRAIT_SCOPES, PUBLISHING_SCOPES, Agreement, ConsentScope
from talents.models.edition import Edition
from talents.models.laureate import Laureate

# Names of people are short: one wrong letter in five must still find them, where titles ask for more likeness.
NAME_LIKENESS = 0.45


class TalentQuerySet(EntryQuerySet):
    def published(self, *, at: dt.datetime) -> Self:
        """A page whose consent has ended is hidden the next day, before the clock archives it."""
        today = timezone.localdate(at)
        return super().published(at=at).filter(Q(consent_until__isnull=True) | Q(consent_until__gte=today))

    def without_consent(self, *, at: dt.datetime) -> Self:
        """Whose consent to a page is missing, ended or withdrawn."""
        return self.filter(
            ~Q(consent_scope__in=PUBLISHING_SCOPES)
            | Q(consent_until__lt=timezone.localdate(at))
            | Q(consent_withdrawn_at__isnull=False)
        )

    def for_posters(self) -> Self:
        """With what a poster shows: field, commune and face."""
        return self.select_related("field", "territory", "portrait")

    def in_fields(self, slugs: list[str]) -> Self:
        return self.filter(field__slug__in=slugs)

    def in_territories(self, slugs: list[str]) -> Self:
        return self.filter(territory__slug__in=slugs)

    def in_networks(self, slugs: list[str], *, at: dt.datetime) -> Self:
        """Members, on this day, of one of these networks, if the network is public."""
        networks = Network.objects.published(at=at).filter(slug__in=slugs)
        members = Membership.objects.current(on=timezone.localdate(at)).filter(network__in=networks)
        return self.filter(pk__in=members.filter(talent__isnull=False).values("talent"))

    def of_editions(self, slugs: list[str], *, at: dt.datetime) -> Self:
        """Distinguished in one of these editions, if it is public."""
        editions = Edition.objects.published(at=at).filter(slug__in=slugs)
        return self._distinguished(edition__in=editions)

    def of_schemes(self, slugs: list[str]) -> Self:
        return self._distinguished(scheme__slug__in=slugs)

    def _distinguished(self, **lookups: object) -> Self:
        return self.filter(pk__in=Laureate.objects.filter(**lookups).values("talent"))

    def by_name(self) -> Self:
        """By last name, accents aside; a minor by the first name, the only one known to readers."""
        name = Case(
            When(is_minor=True, then=F("first_name")),
            default=Concat("last_name", Value(" "), "first_name"),
            output_field=models.CharField(),
        )
        return self.order_by(plain(name), "pk")

    def recently_distinguished(self) -> Self:
        """Those of the latest edition first, then by name."""
        return self.annotate(last_year=models.Max("laureates__edition__year")).order_by(
            F("last_year").desc(nulls_last=True), *self.by_name().query.order_by
        )

    def matching(self, words: str) -> Self:
        """Found by any word of the page, or by a name that is close enough. Annotates `closeness`, to sort by."""
        found = self.annotate(closeness=closeness_to(words))
        query = words_query(words)
        likeness = Q(closeness__gte=NAME_LIKENESS)
        return found.filter(likeness | Q(search=query)) if query is not None else found.filter(likeness)


class Talent(Entry):
    """A person or a collective whose path is held up as an example.

    The entry's title is the name as the public reads it: for a minor, the first name alone.
    """

    entry_kind = EntryKind.TALENT
    url_name = "talents:detail"

    entry_ptr = entry_link()
    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(
        _("nom"), max_length=120, blank=True, help_text=_("Le nom de famille, ou celui du collectif.")
    )
    is_collective = models.BooleanField(_("collectif"), default=False)
    agreement = models.CharField(
        _("accord"),
        max_length=1,
        choices=Agreement.choices,
        blank=True,
        help_text=_(
            "Comment s’accordent les mots : lauréate ou lauréat. Vide, la page tourne autrement ses phrases."
        ),
    )
    is_minor = models.BooleanField(
        _("mineure ou mineur"), default=False, help_text=_("Seul le prénom est alors montré.")
    )
    person = models.ForeignKey(
        "networks.Person",
        verbose_name=_("personne"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="talents",
        help_text=_("Si elle tient aussi un mandat ou siège dans un réseau."),
    )
    territory = models.ForeignKey(
        "networks.Territory",
        verbose_name=_("commune"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="talents",
    )
    field = models.ForeignKey(
        "talents.Field", verbose_name=_("domaine"), on_delete=models.PROTECT, related_name="talents"
    )
    lead = models.CharField(
        _("chapeau"),
        max_length=240,
        blank=True,
        help_text=_("En haut de sa page ; vide, la phrase des listes y est reprise."),
    )
    quote = models.CharField(_("citation"), max_length=240, blank=True, help_text=_("Sans guillemets."))
    meeting = models.CharField(
        _("où la personne se rencontre"),
        max_length=240,
        blank=True,
        help_text=_("Un lieu, un jour : ce que l’on peut faire pour se rencontrer."),
    )
    portrait = models.ForeignKey(
        "core.Picture",
        verbose_name=_("portrait"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="talents",
        help_text=_("Une photographie, avec l’autorisation écrite de la personne."),
    )
    drawing = models.CharField(
        _("gravure"),
        max_length=80,
        blank=True,
        validators=[
            RegexValidator(r"^[a-z0-9-]+\Z", _("Le nom du dessin : lettres minuscules, chiffres, tirets."))
        ],
        help_text=_("Le nom d’une linogravure de l’atelier ; la photographie passe avant."),
    )
    drawing_alt = models.CharField(
        _("ce que montre la gravure"), max_length=200, blank=True, help_text=_("Pour qui ne la voit pas.")
    )
    consent_scope = models.CharField(
        _("accord donné pour"), max_length=8, choices=ConsentScope.choices, blank=True
    )
    consent_given_on = models.DateField(_("accord donné le"), null=True, blank=True)
    consent_proof = models.CharField(
        _("preuve de l’accord"), max_length=200, blank=True, help_text=_("Où se trouve l’accord signé.")
    )
    consent_until = models.DateField(
        _("accord valable jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Ce jour compris ; vide, sans terme."),
    )
    consent_by_guardian = models.BooleanField(
        _("accord des responsables légaux"),
        default=False,
        help_text=_("Nécessaire pour une personne mineure."),
    )
    consent_withdrawn_at = models.DateTimeField(_("accord retiré le"), null=True, blank=True, editable=False)

    objects: ClassVar = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("talent")
        verbose_name_plural = _("talents")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_collective=True) | ~Q(first_name=""),
                name="talent_person_has_first_name",
                violation_error_message=_("Donnez le prénom de cette personne."),
            ),
            models.CheckConstraint(
                condition=Q(is_collective=False) | Q(first_name=""),
                name="talent_collective_has_no_first_name",
                violation_error_message=_("Un collectif n’a pas de prénom : écrivez son nom dans « nom »."),
            ),
            models.CheckConstraint(
                condition=Q(is_collective=False) | ~Q(last_name=""),
                name="talent_collective_has_name",
                violation_error_message=_("Donnez le nom de ce collectif."),
            ),
            models.CheckConstraint(
                condition=Q(is_collective=False) | Q(is_minor=False, person__isnull=True),
                name="talent_collective_is_no_person",
                violation_error_message=_("Un collectif n’est ni une personne ni mineur."),
            ),
            models.CheckConstraint(
                condition=Q(consent_scope__in=["", *ConsentScope.values]),
                name="talent_consent_scope_known",
                violation_error_message=_("Étendue de l’accord inconnue."),
            ),
            models.CheckConstraint(
                condition=Q(
                    consent_scope="",
                    consent_given_on__isnull=True,
                    consent_proof="",
                    consent_until__isnull=True,
                    consent_withdrawn_at__isnull=True,
                )
                | (~Q(consent_scope="") & ~Q(consent_proof="") & Q(consent_given_on__isnull=False)),
                name="talent_consent_is_whole",
                violation_error_message=_(
                    "Un accord a son étendue, son jour et sa preuve : remplissez les trois, ou aucun."
                ),
            ),
            models.CheckConstraint(
                condition=Q(consent_until__isnull=True) | Q(consent_until__gt=F("consent_given_on")),
                name="talent_consent_ends_after_start",
                violation_error_message=_("L’accord finit avant d’avoir commencé : vérifiez les deux dates."),
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False) | Q(consent_scope="") | Q(consent_by_guardian=True),
                name="talent_minor_consent_by_guardian",
                violation_error_message=_(
                    "Pour une personne mineure, l’accord vient des responsables légaux."
                ),
            ),
            models.CheckConstraint(
                condition=Q(portrait__isnull=True, drawing="") | Q(consent_scope__in=PORTRAIT_SCOPES),
                name="talent_face_needs_consent",
                violation_error_message=_(
                    "Une photographie ou une gravure demande un accord qui couvre le portrait."
                ),
            ),
            models.CheckConstraint(
                condition=Q(drawing="") | ~Q(drawing_alt=""),
                name="talent_drawing_has_alt",
                violation_error_message=_("Décrivez la gravure en quelques mots."),
            ),
        ]

    def save(self, *args, **kwargs) -> None:
        self.title = self.public_name
        names = [self.field.name, *self.aliases]
        if self.territory is not None:
            names.append(self.territory.title)
        self.search_text = " ".join(names)
        self.hue = self.field.hue
        super().save(*args, **kwargs)

    @property
    def public_name(self) -> str:
        """The name as everybody may read it."""
        return " ".join(self.name_lines)

    @property
    def name_lines(self) -> list[str]:
        """The name as a poster sets it: the first name above the last."""
        if self.is_minor:
            return [self.first_name]
        return [part for part in (self.first_name, self.last_name) if part]

    @property
    def has_face(self) -> bool:
        return self.portrait_id is not None or self.drawing != ""

    def consents_to(self, scopes: tuple[str, ...], *, on: dt.date) -> bool:
        """Whether a consent of one of these scopes holds on this day."""
        return (
            self.consent_scope in scopes
            and self.consent_withdrawn_at is None
            and self.consent_given_on is not None
            and self.consent_given_on <= on
            and (self.consent_until is None or on <= self.consent_until)
        )
