"""The news as an Atom feed, whole or filtered as the list is.

Addresses are those of the public site, whatever Host the request named.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.addresses import public_url
from portal.core.models import SiteSettings
from portal.core.richtext import french, render_markdown
from portal.news.asked import asked
from portal.news.models import Article

SHOWN = 30


@require_safe
@cache_control(public=True, max_age=900)
def feed(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    wanted = asked(request.GET, at=at)
    if wanted.is_unknown:
        raise Http404
    site = SiteSettings.load()
    title = _("%(site)s, les actualités") % {"site": site.site_name}
    subjects = [str(subject) for subject in (wanted.tag, wanted.entry) if subject]
    feed_url = public_url(wanted.address("news:feed"))
    atom = Atom1Feed(
        title=french(" : ".join([title, ", ".join(subjects)])) if subjects else title,
        link=public_url(wanted.address()),
        feed_url=feed_url,
        description=site.presentation,
        subtitle=site.presentation,
        language=get_language(),
        author_name=site.territory_name,
        feed_guid=feed_url,
    )
    articles = wanted.articles(Article.objects.published(at=at)).latest_first().prefetch_related("tags")
    for article in articles[:SHOWN]:
        address = public_url(article.get_absolute_url())
        atom.add_item(
            title=article.title,
            link=address,
            unique_id=address,
            description=french(article.summary),
            content=render_markdown(article.body),
            pubdate=article.published_at,
            updateddate=article.updated_at,
            categories=[tag.name for tag in article.tags.all()],
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
