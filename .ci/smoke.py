"""The demonstration as a newcomer meets it: `make demo` twice, its pages, a refusal, a kill, its end."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FIXED_PAGES = ("/", "/talents/", "/agenda/", "/reseaux/", "/territoires/", "/structures/", "/initiatives/")
FIXED_PAGES += (
    "/labels/",
    "/actualites/",
    "/recherche/?q=emploi",
    "/demo/courrier/",
    "/admin/",
    "/agenda.ics",
)
FIXED_PAGES += ("/sante/vivant", "/sante/pret", "/robots.txt", "/sitemap.xml", "/en/")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def processes_of(state: Path) -> list[str]:
    """Whatever still runs for this demonstration: it carries the folder in its environment or command."""
    marks = [os.fsencode(state)]
    if (state / "id").exists():  # root's database, outside the folder
        marks.append(f"vivier-{(state / 'id').read_text()}".encode())
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = (path / "environ").read_bytes() + (path / "cmdline").read_bytes()
            zombie = (path / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            if path.name != str(os.getpid()) and not zombie and any(mark in told for mark in marks):
                found.append((path / "cmdline").read_text().replace("\0", " "))
    return found


def fetch(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Run:
    """One `make demo`, its output kept."""

    def __init__(self, state: Path, port: int) -> None:
        self.state, self.address = state, f"http://127.0.0.1:{port}"
        # PYTHON* of this process would not be there for a newcomer.
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        self.env = {**kept, "VIVIER_STATE": str(state), "PORT": str(port)}
        self.log = state.with_suffix(f".{time.time_ns()}.log")
        self.began = time.monotonic()
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "-s", "demo"],
                cwd=PROJECT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a terminal of its own: Ctrl-C goes to make and to what it runs
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_until_open(self, seconds: float) -> float:
        while "Ctrl-C" not in self.output:
            if self.process.poll() is not None or time.monotonic() - self.began > seconds:
                raise SystemExit(f"make demo did not open:\n{self.output}")
            time.sleep(0.05)
        return time.monotonic() - self.began

    def ctrl_c(self) -> float:
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)
        return time.monotonic() - began


def locations(address: str, path: str) -> list[str]:
    """The paths that a sitemap, or its index, names."""
    status, text = fetch(f"{address}{path}")
    assert status == 200, f"{path}: {status}"
    return re.findall(r"<loc>[a-z]+://[^/]+(/[^<]*)</loc>", text)


def pages_of_each_kind(address: str) -> list[str]:
    """The first page under each first folder that the slices of the sitemap name, and the last."""
    by_kind: dict[str, list[str]] = {}
    for part in locations(address, "/sitemap.xml"):
        for location in locations(address, part):
            by_kind.setdefault(location.split("/")[1], []).append(location)
    return sorted({page for pages in by_kind.values() for page in (pages[0], pages[-1])})


def visit(address: str) -> int:
    pages = [*FIXED_PAGES, *pages_of_each_kind(address)]
    for page in pages:
        status, text = fetch(f"{address}{page}")
        assert status == 200, f"{page}: {status}\n{text[:2000]}"
        assert "Traceback" not in text, page
    return len(pages)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="vivier essai ") as parent:
        Path(parent).chmod(0o711)
        yield Path(parent) / "state"


def main() -> None:
    with folder() as state:
        state.mkdir()
        port = free_port()
        runs = []
        try:
            first = Run(state, port)
            runs.append(first)
            seconds = first.wait_until_open(150)
            say(f"{first.output}first start: {seconds:.1f} s")
            say(f"{visit(first.address)} pages answer")

            second = subprocess.run(
                ["make", "-s", "demo"],
                cwd=PROJECT,
                env=first.env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert second.returncode != 0
            assert f"tourne déjà : {first.address}" in second.stderr, second.stderr
            say(f"a second one is refused: {second.stderr.splitlines()[0]}")

            say(f"Ctrl-C: {first.ctrl_c():.1f} s")
            assert "Traceback" not in first.output, first.output
            assert not (left := processes_of(state)), left

            again = Run(state, port)
            runs.append(again)
            seconds = again.wait_until_open(60)
            say(f"second start: {seconds:.1f} s")
            visit(again.address)

            # The worst end: the supervisor is killed and can stop nothing itself.
            os.killpg(again.process.pid, signal.SIGKILL)
            again.process.wait()
            third = Run(state, port)
            runs.append(third)
            say(f"start after kill -9: {third.wait_until_open(60):.1f} s")
            visit(third.address)
            say(f"Ctrl-C: {third.ctrl_c():.1f} s")
            assert not (left := processes_of(state)), left
        finally:
            for run in runs:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(run.process.pid, signal.SIGTERM)
            reset = subprocess.run(
                ["make", "-s", "demo-reset"], cwd=PROJECT, env=runs[0].env if runs else None, check=False
            )
        assert reset.returncode == 0
        with contextlib.suppress(http.client.HTTPException, OSError):
            fetch(f"http://127.0.0.1:{port}/")
            raise SystemExit(f"something still answers on port {port}")
        say("nothing is left")


if __name__ == "__main__":
    main()
