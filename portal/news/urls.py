from django.urls import path

from portal.news import feeds
from portal.news.views import articles

app_name = "news"

urlpatterns = [
    path("actualites/", articles.article_list, name="list"),
    path("actualites/flux.xml", feeds.feed, name="feed"),
    path("actualites/<slug:slug>/", articles.article_detail, name="detail"),
]
