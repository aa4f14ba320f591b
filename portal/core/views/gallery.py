"""The living page of components: what a page can be made of, with real sentences. For developers only."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from portal.core.components import (
    Crumb,
    Facet,
    FacetOption,
    Figure,
    Floor,
    MapPanel,
    MapPoint,
    Note,
    Place,
    PlaceGroup,
    Portrait,
    Poster,
    Row,
    Say,
    SortOption,
    Stand,
    Step,
    WallField,
    WayOut,
)
from portal.core.months import DayItem, build_month
from portal.core.programme import ProgrammeSession, Room, arrange

FIELDS = {"eco": "Économique", "soc": "Social", "cul": "Culturel", "num": "Numérique", "spo": "Sportif"}
KINDS = (("full", "Atelier"), ("framed", "Recrutement"), ("tinted", "Immersion"), ("stage", "Sur scène"))
LEGEND = (*KINDS, ("plain", "Convivialité"))
FIELD_ICONS = {"eco": "coins", "soc": "heart-handshake", "cul": "palette", "num": "monitor", "spo": "medal"}
PEOPLE = (
    (
        "aissatou-balde",
        "Aïssatou Baldé",
        "eco",
        "Elle recoud une filière textile, avec des tissus que l’industrie jetait.",
    ),
    (
        "yanis-belkacem",
        "Yanis Belkacem",
        "soc",
        "Il ouvre chaque soir un local où l’on joue, où l’on parle, où l’on reste.",
    ),
    (
        "rosa-teixeira",
        "Rosa Teixeira",
        "cul",
        "Quatre-vingts voix, aucune audition\u00a0: sa chorale prend tout le monde.",
    ),
    (
        "malik-traore",
        "Malik Traoré",
        "num",
        "Un ordinateur réparé, un foyer équipé\u00a0: 1\u202f200 machines sauvées.",
    ),
    ("kenza-amrani", "Kenza Amrani", "spo", "Championne de boxe, elle entraîne les mères le samedi matin."),
    (
        "ines-haddad-roche",
        "Inès Haddad-Roche",
        "eco",
        "Boulangère, elle embauche d’abord ceux que personne n’appelle.",
    ),
    (
        "thi-mai-nguyen",
        "Thi Mai Nguyen",
        "soc",
        "Son épicerie roule\u00a0: neuf villages, un marché par semaine.",
    ),
    ("theo-lachaud", "Théo Lachaud", "cul", "Son cinéma tient dans une remorque et dans la cour des fermes."),
)


def drawing(slug: str, name: str) -> Portrait:
    return Portrait(static(f"img/portraits/{slug}.svg"), f"Portrait gravé de {name}")


def people() -> list[Poster | Say]:
    found: list[Poster | Say] = [
        Poster(
            name,
            "#affiches",
            hue,
            slug,
            sentence,
            drawing(slug, name),
            (Note(FIELDS[hue], FIELD_ICONS[hue]), Note("Clermont-Ferrand")),
            large=slug == "aissatou-balde",
        )
        for slug, name, hue, sentence in PEOPLE
    ]
    question = "Et vous, qui mettriez-vous en haut de l’affiche\u202f?"
    found.insert(6, Say(question, "#affiches", "Proposer un talent"))
    return found


def three_states() -> list[Poster]:
    cutout = Portrait(
        static("img/portraits/exemple-photo.webp"),
        "Photographie simulée, détourée en deux tons",
        "cutout",
        640,
        876,
    )
    return [
        Poster(
            "Baptiste Chazal",
            "#affiches",
            "eco",
            "baptiste-chazal",
            "Avec une photographie, détourée.",
            cutout,
        ),
        Poster(
            "Mireille Kabongo",
            "#affiches",
            "spo",
            "mireille-kabongo",
            "Sans photographie, avec son accord.",
            drawing("mireille-kabongo", "Mireille Kabongo"),
        ),
        Poster("Théo Lachaud", "#affiches", "cul", "theo-lachaud-bis", "Sans image\u00a0: les initiales."),
        Poster(
            "Collectif Intergénérationnel",
            "#affiches",
            "num",
            "collectif",
            "Un nom très long descend d’une taille.",
        ),
    ]


class SampleForm(forms.Form):
    """One field of each kind."""

    first_name = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    email = forms.EmailField(
        label="Courriel",
        help_text="Votre billet y arrivera. Exemple\u00a0: prenom@exemple.fr",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Il manque la fin de l’adresse, après «\u00a0@\u00a0»."},
    )
    phone = forms.CharField(
        label="Téléphone", required=False, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    situation = forms.ChoiceField(
        label="Votre situation",
        widget=forms.RadioSelect,
        choices=[
            ("job", "En recherche d’emploi"),
            ("rsa", "Bénéficiaire du RSA"),
            ("young", "Jeune travailleur"),
            ("other", "Autre"),
        ],
    )
    needs = forms.MultipleChoiceField(
        label="Pour bien vous recevoir",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("chair", "Accès en fauteuil"), ("sign", "Langue des signes")],
    )
    commune = forms.ChoiceField(
        label="Commune", choices=[("63113", "Clermont-Ferrand"), ("63032", "Beaumont")]
    )
    message = forms.CharField(
        label="Un mot pour l’équipe", required=False, widget=forms.Textarea({"rows": 4})
    )
    consent = forms.BooleanField(
        label="J’accepte de recevoir les messages liés à cet événement, et rien d’autre.",
        error_messages={"required": "Cochez cette case pour recevoir votre billet."},
    )


def sample_programme():
    def at(hour: int, minute: int = 0) -> dt.datetime:
        return dt.datetime(2026, 3, 17, hour, minute, tzinfo=dt.UTC)

    cedar, forge, amphi = "Salle Cèdre", "Salle Forge", "Amphithéâtre"
    return arrange(
        [
            ProgrammeSession("Accueil café", at(9), at(9, 30), "Convivialité", "plain"),
            ProgrammeSession(
                "Mettre son CV au clair",
                at(9, 30),
                at(10, 30),
                "Atelier",
                "full",
                cedar,
                "4 places",
                "#programme",
            ),
            ProgrammeSession(
                "Parler de soi en deux minutes",
                at(9, 30),
                at(10, 15),
                "Atelier",
                "full",
                forge,
                "complet, liste d’attente",
            ),
            ProgrammeSession(
                "Industrie, rencontrer les RH", at(10, 45), at(12), "Recrutement", "framed", forge, "7 places"
            ),
            ProgrammeSession(
                "Casque immersif, essayer un métier", at(11), at(12), "Immersion", "tinted", cedar, "2 places"
            ),
            ProgrammeSession(
                "Entretien filmé", at(11), at(11, 45), "Immersion", "tinted", amphi, cancelled=True
            ),
            ProgrammeSession(
                "Table ronde, six voix",
                at(12, 15),
                at(13, 30),
                "Sur scène",
                "stage",
                amphi,
                "120 places",
                "#programme",
            ),
        ],
        [Room(cedar, "Rez-de-jardin"), Room(forge, "Rez-de-chaussée"), Room(amphi, "120 places")],
    )


QR = mark_safe(
    '<svg role="img" aria-label="Code à présenter à l’entrée" viewBox="0 0 29 29">'
    '<path d="M2 2h7v7h-7zM20 2h7v7h-7zM2 20h7v7h-7zM11 4h3v3h-3zM12 12h6v6h-6zM20 20h4v4h-4z"/></svg>'
)


def context() -> dict:
    today = dt.date(2026, 3, 10)
    wrong = SampleForm(
        {"first_name": "Nadia", "email": "nadia.perrin@", "situation": "job", "commune": "63113"},
        auto_id="w_%s",
    )
    portrait_of = {slug: drawing(slug, name) for slug, name, _, _ in PEOPLE}
    return {
        "talent_crumbs": [Crumb("Talents", "#affiches"), Crumb("Aïssatou Baldé")],
        "people": people(),
        "three_states": three_states(),
        "face": portrait_of["aissatou-balde"],
        "rosa": portrait_of["rosa-teixeira"],
        "crowd_images": [
            drawing(slug, "")
            for slug in (
                "monique-delorme",
                "malik-traore",
                "thi-mai-nguyen",
                "lucas-peyronnet",
                "mireille-kabongo",
                "theo-lachaud",
                "noor-rahmani",
            )
        ],
        "wall_fields": [
            WallField(hue, FIELDS[hue], "5 talents", "#affiches", drawing(slug, ""))
            for hue, slug in (
                ("eco", "ines-haddad-roche"),
                ("soc", "henri-vasseur"),
                ("cul", "amadou-keita"),
                ("num", "clemence-vigier"),
                ("spo", "kenza-amrani"),
            )
        ],
        "figure_list": [
            Figure(80, "personnes à la rencontre du 17 octobre 2019"),
            Figure(10, "projets émergents", "9 nommés sur 10 annoncés"),
            Figure(7, "territoires intéressés"),
            Figure(1, "territoire habilité, Villeurbanne"),
        ],
        "steps": [
            Step(
                "2009",
                "Arriver",
                "Clermont-Ferrand, une valise et un diplôme de gestion qui n’est pas reconnu.",
            ),
            Step(
                "17\u00a0oct. 2019", "Rencontre régionale", "Écosite du Val de Drôme.", "#frise", "2019-10-17"
            ),
            Step(
                "printemps 2018", "Le vote", "Deux villes candidates\u00a0; la date précise n’est pas connue."
            ),
        ],
        "facts": [
            Note("Un mardi, date bientôt annoncée", "calendar"),
            Note("Forum dès 9\u00a0h, conférence à 17\u00a0h", "clock"),
            Note("Hub&Go, Le Creusot", "map-pin"),
        ],
        "plain_rows": [Row("rencontrer des recruteurs", "#lignes"), Row("Louis Raynaud", aside="Bartle")],
        "dated_rows": [
            Row(
                "Innov’insertion",
                "#lignes",
                "Forum de l’emploi. Le Creusot, Hub&Go.",
                "mardi",
                "jour à confirmer",
                tags=(Note("Inscriptions ouvertes", "ticket"),),
            ),
            Row(
                "Rencontre régionale de la grappe", "#lignes", "Le jour sera précisé.", "février 2020", "Lyon"
            ),
        ],
        "big_rows": [
            Row(
                "La grappe Zéro chômeur",
                "#lignes",
                "Auvergne-Rhône-Alpes",
                18,
                aside="Dix-huit territoires, qui s’échangent réussites et ratés.",
            )
        ],
        "pictured_rows": [
            Row(
                "Régie de Territoire",
                "#lignes",
                "Métiers de proximité.",
                hue="spo",
                slug="regie",
                tags=(
                    Note("Structure d’insertion", "building"),
                    Note("Social", "heart-handshake", hue="soc"),
                ),
            ),
        ],
        "facets": [
            Facet(
                "domaine",
                "Domaine",
                [FacetOption(hue, FIELDS[hue], 5, hue == "cul", hue, FIELD_ICONS[hue]) for hue in FIELDS],
            ),
            Facet(
                "commune",
                "Commune",
                [FacetOption(name, name, 3) for name in ("Aubière", "Beaumont", "Ceyrat", "Lempdes")],
                shown=2,
            ),
        ],
        "sorts": [SortOption("mur", "Ordre d’accrochage"), SortOption("nom", "Nom, de A à Z")],
        "ways": [WayOut("Sans « Sportif »", "#facettes", "3 talents")],
        "page": Paginator(range(240), 24).page(4),
        "grid": sample_programme(),
        "legend": LEGEND,
        "floor_list": [
            Floor(
                "Rez-de-jardin",
                [
                    Stand("Agire", "J1", "jeux de rôle"),
                    Stand("ADMR", "J2", "mises en situation"),
                    Stand("Restos du Cœur", "J3", "échanges"),
                ],
            ),
            Floor(
                "Rez-de-chaussée",
                [
                    Stand("Département de Saône-et-Loire", "C1", "aides et RSA"),
                    Stand("Eureka", "C2", "simulation"),
                ],
            ),
        ],
        "month": build_month(
            2026,
            3,
            today=today,
            items={
                dt.date(2026, 3, 17): [
                    DayItem("Innov’insertion", "#mois", "soc", "9\u00a0h"),
                    DayItem("Atelier CV", "#mois", "eco"),
                ],
                dt.date(2026, 3, 26): [DayItem("Rencontre du Club", "#mois", "num")] * 8,
            },
            more_url=lambda _day: "#mois",
        ),
        "views": [("liste", "Liste", "list", "#carte"), ("carte", "Carte", "map", "#carte")],
        "panels": [MapPanel(820, 500, "M60 114L262 43L437 166L716 398L93 369z", "0 0 820 500")],
        "points": [
            MapPoint(455, 254, 1, "accredited", "Villeurbanne"),
            MapPoint(217, 398, 2, "emerging"),
            MapPoint(300, 150, 3, "interested"),
        ],
        "place_groups": [
            PlaceGroup("Habilité, 1", [Place("Villeurbanne", 1)], "accredited"),
            PlaceGroup(
                "Projets émergents, 10", [Place("Val de Drôme", 2)], "emerging", "9 nommés sur 10 annoncés."
            ),
            PlaceGroup("Intéressés, 7", [Place("Privas", 3)], "interested"),
        ],
        "ticket_facts": [
            ("Au nom de", "Nadia Perrin"),
            ("Quand", "Un mardi, dès 9\u00a0h"),
            ("Où", "Hub&Go, Le Creusot"),
        ],
        "qr": QR,
        "journey": ["Votre place", "Votre billet", "Votre venue"],
        "form": SampleForm(),
        "wrong_form": wrong,
        "hues": list(FIELDS),
    }


def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    messages.success(request, "Un message de réussite, tel qu’il paraît en haut d’une page.")
    return render(request, "core/gallery.html", context())
