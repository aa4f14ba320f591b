from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "portal.news"
    label = "news"
    verbose_name = _("Actualités")

    def ready(self) -> None:
        from portal.core.enums import EntryKind
        from portal.core.linked_data import register_data
        from portal.core.panels import ANY_KIND, register_panel
        from portal.news import exports, panels

        register_panel(ANY_KIND, panels.told_of, order=90)
        register_data(EntryKind.ARTICLE, exports.article_data)
