from portal.pages.models.page import Page

__all__ = ["Page"]
