"""The news, and each article beside those it speaks of."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.core.addresses import public_url
from portal.core.components import Crumb, Row
from portal.core.listing import listed_entries
from portal.core.models import Entry
from portal.core.pages import get_entry_or_response
from portal.core.pictures import photograph
from portal.core.richtext import french
from portal.news.asked import asked
from portal.news.models import Article, ArticlePicture, Quotation, Tag
from portal.news.pieces import article_row, day_and_month

PER_PAGE = 12
BESIDE = 3


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    wanted = asked(request.GET, at=at)
    published = Article.objects.published(at=at)
    # The headings with what each would leave of the entry that is asked for.
    about = published.about(wanted.entry.pk) if wanted.entry else published
    counted = Tag.objects.annotate(n=Count("articles", filter=Q(articles__in=about))).filter(n__gt=0)
    paginator = Paginator(
        wanted.articles(published).latest_first().select_related("cover").prefetch_related("tags"), PER_PAGE
    )
    page = paginator.get_page(request.GET.get("page"))
    rows = [article_row(article) for article in page.object_list]
    context = {
        "crumbs": [Crumb(_("Actualités"))],
        "tags": [(tag, wanted.address(mot=tag.slug), tag == wanted.tag) for tag in counted],
        "all_url": wanted.address(without="mot"),
        "chosen": wanted.tag,
        "about": wanted.entry,
        "without_entry_url": wanted.address(without="fiche"),
        "is_unknown": wanted.is_unknown,
        "page": page,
        # The latest one opens the first page, as a poster.
        "front": rows[0] if rows and page.number == 1 else None,
        "front_picture": photograph(page.object_list[0].cover) if rows and page.number == 1 else None,
        "rows": rows[1:] if page.number == 1 else rows,
        "count": ngettext("%(n)d article", "%(n)d articles", paginator.count) % {"n": paginator.count},
        "feed_url": wanted.address("news:feed"),
    }
    return render(request, "news/list.html", context)


@require_safe
def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    found = get_entry_or_response(
        Article.objects.select_related("cover").prefetch_related(
            "tags",
            "links",
            Prefetch("quotations", Quotation.objects.select_related("person")),
        ),
        slug=slug,
        request=request,
    )
    if isinstance(found, HttpResponse):
        return found
    article: Article = found
    pictures = ArticlePicture.objects.filter(article=article).select_related("picture")
    subjects = listed_entries(at=at).filter(told_in__article=article)
    tag_ids = [tag.pk for tag in article.tags.all()]
    beside = (
        Article.objects.published(at=at)
        .filter(tags__in=tag_ids)
        .exclude(pk=article.pk)
        .distinct()
        .latest_first()[:BESIDE]
    )
    day, month = day_and_month(article)
    context = {
        "article": article,
        "when": f"{day} {month}".strip(),
        "crumbs": [Crumb(_("Actualités"), reverse("news:list")), Crumb(article.title, typed=True)],
        "cover": photograph(article.cover),
        "pictures": [(photograph(one.picture), french(one.caption)) for one in pictures],
        "subjects": [_subject_row(entry) for entry in subjects.order_by("told_in__position", "pk")],
        "beside": [article_row(other, tags=False) for other in beside],
        "share_url": public_url(article.get_absolute_url()),
    }
    return render(request, "news/detail.html", context)


def _subject_row(entry: Entry) -> Row:
    return Row(
        title=entry.title,
        url=entry.get_absolute_url(),
        text=french(entry.summary),
        hue=entry.hue,
        slug=entry.slug,
        aside=entry.get_kind_display(),
    )
