"""What the guards walk: our own apps, files and routes."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("core", "accounts", "mail", "networks", "talents", "events", "labels", "news", "pages", "demo")


def committed(*patterns: str) -> list[Path]:
    """Files that git follows, and those that it would follow if they were added."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for line in told.stdout.splitlines() if (path := ROOT / line).is_file()]


def house_models() -> list[type[models.Model]]:
    return [model for label in HOUSE for model in apps.get_app_config(label).get_models()]


def routes() -> list[tuple[str, str, URLPattern]]:
    """(address, name, pattern) of every route but those of the admin, which is guarded as a whole."""
    return [route for route in _walk(get_resolver(), "/", ()) if not route[0].startswith("/admin/")]


def admin_routes() -> list[tuple[str, str, URLPattern]]:
    return [route for route in _walk(get_resolver(), "/", ()) if route[0].startswith("/admin/")]


def _walk(
    resolver: URLResolver, prefix: str, spaces: tuple[str, ...]
) -> Iterator[tuple[str, str, URLPattern]]:
    for pattern in resolver.url_patterns:
        here = (
            str(pattern.pattern)
            if isinstance(pattern.pattern, RoutePattern)
            else _plain(str(pattern.pattern))
        )
        if isinstance(pattern, URLPattern):
            yield prefix + here, ":".join([*spaces, pattern.name or ""]), pattern
        else:
            inside = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern, prefix + here, inside)


def _plain(regex: str) -> str:
    return regex.removeprefix("^").removesuffix("$")
