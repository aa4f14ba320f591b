from portal.pages.models.audit import AccessibilityAudit
from portal.pages.models.page import Page

__all__ = ["AccessibilityAudit", "Page"]
