"""What is said of production is what the code reads."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from runtime import health
from tests.runtime.conftest import PROJECT, clean_environment

READ = re.compile(r"env\.\w+\(\s*['\"]([A-Z_]+)")
WRITTEN = re.compile(r"^(?:# )?([A-Z_]+)=", re.MULTILINE)
# Read in the demonstration only, which is not deployed.
NOT_DEPLOYED = {"VIVIER_MAIL_DIR"}
# Read by docker-compose and by gunicorn, not by the settings.
READ_BY_OTHERS = {"POSTGRES_PASSWORD", "WEB_CONCURRENCY"}


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    read = {
        name
        for path in PROJECT.glob("portal/**/*.py")
        for name in READ.findall(path.read_text())
        if path.name not in {"demo.py", "dev.py", "test.py"}
    }
    written = set(WRITTEN.findall((PROJECT / ".env.example").read_text()))
    assert written == (read - NOT_DEPLOYED) | READ_BY_OTHERS


def test_the_readme_explains_every_setting() -> None:
    written = set(WRITTEN.findall((PROJECT / ".env.example").read_text()))
    readme = (PROJECT / "README.md").read_text()
    assert {name for name in written if f"`{name}`" not in readme} == set()


def test_the_five_services_run_from_one_image_after_the_migrations() -> None:
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    services = compose["services"]
    assert set(services) == {"postgres", "valkey", "migrate", "web", "worker", "beat"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert services[name]["image"] == services["migrate"]["image"]
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8000:8000"]
    assert "--locale-provider=builtin" in services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_the_worker_takes_every_queue_that_work_is_sent_to() -> None:
    """A queue that nobody reads loses nothing and does nothing: the worst kind of fault."""
    code = (
        "import os, django; django.setup()\n"
        "from django.conf import settings\n"
        "from portal.schedules import BEAT_SCHEDULE as beat\n"
        "sent = {settings.CELERY_TASK_DEFAULT_QUEUE}\n"
        "sent |= {route['queue'] for route in settings.CELERY_TASK_ROUTES.values()}\n"
        "sent |= {line['options']['queue'] for line in beat.values() if 'queue' in line.get('options', {})}\n"
        "print(','.join(sorted(sent)))"
    )
    env = clean_environment(
        DJANGO_SETTINGS_MODULE="portal.settings.dev", DATABASE_URL="postgres:///x", REDIS_URL="redis://x"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=PROJECT, capture_output=True, text=True, check=True
    )
    queues = answer.stdout.strip()
    worker = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]["worker"]["command"]
    assert ",".join(sorted(worker[worker.index("-Q") + 1].split(","))) == queues
    assert f'QUEUES = "{queues}"' in (PROJECT / "runtime" / "demo.py").read_text()


def test_the_image_runs_as_an_ordinary_user_and_is_healthy_by_its_own_page() -> None:
    lines = (PROJECT / "Dockerfile").read_text()
    assert re.search(r"^USER 10001$", lines, re.MULTILINE)
    assert lines.count("FROM ") == 2
    assert 'CMD ["python", "-m", "runtime.health", "web"]' in lines
    assert re.search(r'^CMD \["gunicorn", ', lines, re.MULTILINE)


@pytest.mark.parametrize(("age", "healthy"), [(30, True), (3600, False)])
def test_beat_is_healthy_as_long_as_it_writes(tmp_path: Path, age: int, healthy: bool) -> None:
    schedule = tmp_path / "beat"
    assert health.main(["beat", str(schedule)]) == 1
    schedule.touch()
    then = time.time() - age
    os.utime(schedule, (then, then))
    assert (health.main(["beat", str(schedule)]) == 0) is healthy
