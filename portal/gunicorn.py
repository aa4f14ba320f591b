"""gunicorn's settings wherever the portal runs: `-c python:portal.gunicorn`."""

logger_class = "portal.core.logs.AccessLogger"
accesslog = "-"
# A long address reaches the portal, which answers in its own words; longer than this is no address.
limit_request_line = 8190
