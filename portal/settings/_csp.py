"""Content-Security-Policy: nothing but our own files, nothing inline, admin included."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from portal.settings._env import env

# Maps are drawn by ourselves. A territory may prefer the tiles of a server: its host alone is then allowed.
TILE_SERVER_URL = env.str("TILE_SERVER_URL", default="")
# What the tiles ask to be told beside them.
TILE_SERVER_CREDIT = env.str("TILE_SERVER_CREDIT", default="")


def tile_hosts(template: str) -> list[str]:
    """The host of the tiles, if there is one. A server that cannot be called safely stops us at once."""
    if not template:
        return []
    parts = urlsplit(template)
    if parts.scheme != "https" or not parts.hostname or not all(f"{{{name}}}" in template for name in "zxy"):
        raise ValueError("TILE_SERVER_URL: an https address that holds {z}, {x} and {y}")
    return [f"https://{parts.netloc}"]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *tile_hosts(TILE_SERVER_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
