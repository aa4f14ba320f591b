# One image for web, worker, beat and migrations. Debian: several wheels do not exist for Alpine.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN ["python", "-m", "venv", "/opt/venv"]
COPY requirements.txt requirements-uv.txt /build/
RUN /opt/venv/bin/pip install --require-hashes -r /build/requirements-uv.txt \
 && /opt/venv/bin/python -m uv pip install --python /opt/venv/bin/python --no-cache \
      --require-hashes --compile-bytecode -r /build/requirements.txt \
 && /opt/venv/bin/pip uninstall -y uv
COPY . /srv/vivier
WORKDIR /srv/vivier
# Names for the settings to be read; nothing of them stays in the image.
RUN DJANGO_SETTINGS_MODULE=portal.settings.production SECRET_KEY=build ALLOWED_HOSTS=build \
    PUBLIC_BASE_URL=https://build STATIC_ROOT=/srv/static \
    /opt/venv/bin/python manage.py collectstatic --no-input

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/vivier --shell /usr/sbin/nologin vivier \
 && install -d -o vivier -g vivier /srv/media /srv/private
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/vivier /srv/vivier
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media PRIVATE_ROOT=/srv/private
WORKDIR /srv/vivier
USER 10001
VOLUME ["/srv/media", "/srv/private"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=20s --retries=3 \
  CMD ["python", "-m", "runtime.health", "web"]
# Exec form: the signal to end reaches gunicorn itself. WEB_CONCURRENCY sets the number of processes.
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--graceful-timeout", "25", "--config", "python:portal.gunicorn"]
