"""Each component draws its props, escapes hostile text, and has its place in the gallery."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template

from portal.core import components as c
from portal.core.months import build_month
from portal.core.templatetags import components as tags

HOSTILE = '"><script>alert(1)</script>'
ESCAPED = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "components"


def draw(source: str, **context) -> str:
    return Template(source).render(Context(context))


# What every text prop of each tag becomes when it is hostile. `x` is the hostile text.
SOURCES = {
    "icon": "{% icon x label=x %}",
    "breadcrumb": "{% breadcrumb crumbs %}",
    "portrait": "{% portrait image x %}",
    "poster": "{% poster x '/u' hue='eco' slug='s' sentence=x image=image notes=notes %}",
    "posters": "{% posters posters %}",
    "field_tag": "{% field_tag x x icon=x %}",
    "tag": "{% tag x icon=x %}",
    "button": "{% button x x icon=x %}{% button x name=x value=x %}",
    "display_title": "{% display_title x id=x %}",
    "opening": "{% opening x hue='eco' slug='s' crumbs=crumbs image=image %}{{ x }}{% endopening %}",
    "figures": "{% figures figures label=x %}",
    "timeline": "{% timeline steps hue=x %}",
    "medal": "{% medal x x mark=x hue=x url=x note=x %}",
    "quote": "{% quote x by=x about=x %}{% quote x by=x hue='eco' slug='s' image=image kicker=x url=x action=x %}",
    "notice": "{% notice kind=x title=x %}{{ x }}{% endnotice %}",
    "empty_state": "{% empty_state x x url=x action=x ways=ways %}",
    "share": "{% share x x %}",
    "wall": "{% wall wall label=x %}",
    "crowd": "{% crowd images %}",
    "facts": "{% facts notes %}",
    "ticket": "{% ticket x hue='eco' slug='s' state=x facts=pairs code=x note=x qr=x %}",
    "giant": "{% giant x %}",
    "rows": "{% rows rows %}{% rows rows look='dated' %}{% rows rows look='big' %}{% rows rows look='pictured' %}",
    "search_form": "{% search_form x label=x placeholder=x value=x name=x id=x %}",
    "facet_panel": "{% facet_panel facets x label=x chosen=2 keep=pairs reset_url=x target=x %}",
    "results_bar": "{% results_bar x detail=x sorts=sorts sort=x keep=pairs action=x %}",
    "pagination": "{% pagination page label=x target=x %}",
    "programme": "{% programme grid hue=x legend=pairs %}",
    "floors": "{% floors floors %}",
    "month_calendar": "{% month_calendar month previous_url=x previous_label=x next_url=x next_label=x %}",
    "map_figure": "{% map_figure x width=8 height=8 panels=panels points=points credit=x %}{% endmap_figure %}",
    "view_switch": "{% view_switch views x target=x %}",
    "places": "{% places groups %}",
    "subscribe": "{% subscribe x title=x about=x %}",
    "stepper": "{% stepper words 2 label=x %}",
    "gauge": "{% gauge 3 10 %}",
}


def hostile_context(rf) -> dict:
    import datetime as dt

    from portal.core.months import DayItem
    from portal.core.programme import ProgrammeSession, Room, arrange

    x = HOSTILE
    day = dt.date(2026, 3, 17)
    image = c.Portrait(x, x, x, srcset=x, avif=x)
    at = dt.datetime(2026, 3, 17, 9, tzinfo=dt.UTC)
    session = ProgrammeSession(x, at, at + dt.timedelta(hours=1), x, x, x, x, x)
    other = ProgrammeSession(x, at, at + dt.timedelta(hours=1), x, x, "B", x)
    return {
        "x": x,
        "request": rf.get("/", {"q": x}),
        "crumbs": [c.Crumb(x, x), c.Crumb(x)],
        "image": image,
        "images": [image],
        "notes": [c.Note(x, x, x, x)],
        "posters": [c.Poster(x, x, "eco", "s", x, image, [c.Note(x)]), c.Say(x, x, x, x)],
        "figures": [c.Figure(x, x, x)],
        "steps": [c.Step(x, x, x, x, x)],
        "wall": [c.WallField("eco", x, x, x, image, x)],
        "pairs": [(x, x)],
        "rows": [
            c.Row(x, x, x, x, x, x, x, "eco", "s", image, [c.Note(x, x, hue=x), c.Note(x)], x),
            c.Row(x),
        ],
        "facets": [c.Facet(x, x, [c.FacetOption(x, x, 1, True, x, x)] * 2, shown=1)],
        "sorts": [c.SortOption(x, x)],
        "ways": [c.WayOut(x, x, x)],
        "page": Paginator(range(100), 10).page(2),
        "grid": arrange([session, other], [Room(x, x)]),
        "floors": [c.Floor(x, [c.Stand(x, x, x, x)])],
        "month": build_month(2026, 3, items={day: [DayItem(x, x, x, x)]}, today=day),
        "points": [c.MapPoint(1, 2, 3, x, x, x, name=x)],
        "views": [(x, x, "list", x)],
        "panels": [c.MapPanel(1, 2, x, x, x, x)],
        "groups": [c.PlaceGroup(x, [c.Place(x, 1, x)], x, x)],
        "words": [x, x, x],
    }


@pytest.mark.parametrize("name", SOURCES)
def test_hostile_text_stays_text(name, rf):
    html = draw(SOURCES[name], **hostile_context(rf))
    assert "<script" not in html


@pytest.mark.parametrize("name", sorted({*SOURCES} - {"gauge", "share", "giant", "crowd"}))
def test_the_text_given_is_shown(name, rf):
    assert ESCAPED[:20] in draw(SOURCES[name], **hostile_context(rf))


def test_every_tag_is_tried():
    from portal.core.templatetags import components, components_forms, components_lists

    known = {
        name for module in (components, components_lists, components_forms) for name in module.register.tags
    }
    # The summary has its own tests; a cover has no text.
    assert known - set(SOURCES) == {"error_summary", "cover"}


@pytest.mark.django_db
def test_every_component_is_in_the_gallery(client, settings):
    settings.DEBUG = True
    response = client.get("/composants/")
    shown = {template.name.split("/")[-1] for template in response.templates if template.name}
    assert {path.name for path in TEMPLATES.glob("*.html")} - shown == set()


@pytest.mark.django_db
def test_the_gallery_is_for_developers_only(client):
    assert client.get("/composants/").status_code == 404


def test_a_poster_shows_its_face_its_name_and_its_link():
    image = c.Portrait("/p.svg", "Portrait gravé d’Aïssatou Baldé")
    html = draw("{% poster 'Aïssatou Baldé' '/t/' hue='eco' slug='a' image=image level=2 %}", image=image)
    assert 'class="poster flat hue-eco"' in html
    assert "<span>Aïssatou </span><span>Baldé </span>" in html
    assert '<h2 class="poster-name"><a href="/t/">' in html
    assert 'alt="Portrait gravé d’Aïssatou Baldé"' in html
    assert "/motif/eco/a.svg" in html


def test_a_photograph_fills_the_frame_and_hides_the_contours():
    html = draw("{% poster 'A B' '/' hue='eco' slug='a' image=i %}", i=c.Portrait("/p.webp", "x", "photo"))
    assert "face-full" in html
    assert "/motif/" not in html


def test_a_thing_without_a_picture_has_its_contours_alone():
    html = draw('{% poster "Ferme urbaine" "/x/" hue="eco" slug="ferme" thing=True %}')
    assert "initials" not in html
    assert "/motif/eco/ferme.svg" in html


def test_without_a_picture_initials_stand_on_the_contours():
    html = draw("{% poster 'Théo Lachaud' '/' hue='cul' slug='theo' %}")
    assert '<span class="initials" aria-hidden="true">TL</span>' in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Théo Lachaud", "TL"),
        ("Cher", "C"),
        ("d’Artagnan", "DA"),
        ("", "·"),
        ("« »", "·"),
        ("Marie Le Moigne", "MM"),
    ],
)
def test_initials(name, letters):
    assert c.initials(name) == letters


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Aïssatou Baldé", ["Aïssatou", "Baldé"]),
        ("Thi Mai Nguyen", ["Thi Mai", "Nguyen"]),
        ("Marie Le Moigne", ["Marie", "Le Moigne"]),
        ("Épicentre", ["Épicentre"]),
        ("Les Amis du Rugby Fauteuil", ["Les Amis du Rugby Fauteuil"]),
    ],
)
def test_names_break_where_a_reader_would(name, lines):
    assert c.name_lines(name) == lines


@pytest.mark.parametrize(
    ("name", "size"),
    [("Ugo Ferrand", ""), ("Inès Haddad-Roche", "name-long"), ("Intergénérationnel", "name-longer")],
)
def test_long_names_step_down(name, size):
    assert c.name_size(name) == size


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Aïssatou Baldé", "fit-8"),
        # Eight letters, one of them an m: nine places.
        ("Yanis Belkacem", "fit-10"),
        ("Innov’insertion", "fit-10"),
        ("Rencontre régionale de la grappe", "fit-17"),
        ("x" * 200, "fit-30"),
        ("", "fit-6"),
    ],
)
def test_an_enormous_title_takes_the_size_that_holds(title, size):
    assert c.fit(c.display_lines(title)) == size


def test_guillemets_are_put_once():
    assert c.guillemets("« Bonjour. »") == c.guillemets("Bonjour.") == "«\u00a0Bonjour.\u00a0»"


def test_a_figure_says_what_it_leaves_out():
    html = draw("{% figures f %}", f=[c.Figure(10, "projets émergents", "9 nommés sur 10 annoncés")])
    assert "9 nommés sur 10 annoncés" in html


def test_pages_keep_the_rest_of_the_address(rf):
    html = draw(
        "{% pagination page %}",
        page=Paginator(range(100), 10).page(3),
        request=rf.get("/", {"q": "a b", "page": "3"}),
    )
    assert 'href="?q=a+b&amp;page=4"' in html
    assert html.count('aria-current="page"') == 1


def test_a_single_page_has_no_pagination(rf):
    assert draw("{% pagination page %}", page=Paginator([1], 10).page(1), request=rf.get("/")).strip() == ""


def test_sharing_calls_nobody_before_a_link_is_followed():
    html = draw("{% share 'https://v.example/t/' 'Rosa & Cie' %}")
    assert "mailto:?subject=Rosa%20%26%20Cie&amp;body=https%3A//v.example/t/" in html
    assert "u=https%3A%2F%2Fv.example%2Ft%2F" in html
    # Links alone: nothing is fetched from elsewhere, and those who are left do not know from where.
    assert not re.search(r"<(script|iframe|img|link)\b|src=", html)
    elsewhere = re.findall(r'<a href="https://[^"]+" rel="([^"]+)"', html)
    assert elsewhere == ["noopener noreferrer nofollow"] * 4


def test_a_chosen_box_is_never_folded_away():
    options = [c.FacetOption(str(n), str(n), checked=n == 9) for n in range(10)]
    html = draw("{% facet_panel f '/t/' label='Filtrer' %}", f=[c.Facet("n", "N", options)])
    assert '<details class="facet-more" open>' in html


@pytest.mark.parametrize(
    ("taken", "capacity", "share"), [(0, 10, 0), (5, 10, 200), (12, 10, 400), (0, 0, 400)]
)
def test_the_gauge_stays_in_its_frame(taken, capacity, share):
    assert f"M0 0h{share}v18" in draw("{% gauge taken capacity %}", taken=taken, capacity=capacity)


def test_icons_answer_to_their_usual_names():
    assert tags.icon("alert-triangle") == tags.icon("triangle-alert")
