"""gunicorn's settings wherever the portal runs: `-c python:portal.gunicorn`."""

logger_class = "portal.core.logs.AccessLogger"
accesslog = "-"
