"""Start, recognise and stop processes; one that we did not start is never touched."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    user: str | None = None,
    output: IO[Any] | int = subprocess.DEVNULL,
    errors: int = subprocess.STDOUT,
    if_parent_dies: signal.Signals = signal.SIGTERM,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own (Ctrl-C reaches us alone; we stop the others in order).

    On Linux the kernel sends it `if_parent_dies` when we are killed, so that nothing is left running.
    """
    extra: dict[str, Any] = {}
    if user:
        extra = {"user": user, "group": main_group(user), "extra_groups": []}
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        cwd=cwd,
        env=dict(env) if env is not None else None,
        process_group=0,
        pass_fds=pass_fds,
        preexec_fn=_tied_to_parent(if_parent_dies),
        **extra,
    )


def main_group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def _tied_to_parent(last_signal: signal.Signals) -> Callable[[], None] | None:
    # The kernel watches the thread that forked, not the process: only the main one lives as long as we do.
    if _libc is None or threading.current_thread() is not threading.main_thread():
        return None
    libc, parent = _libc, os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(last_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel was told
            os._exit(1)

    return tie


# What to send to a process that must end, and how many seconds to wait each time.
Steps = Sequence[tuple[signal.Signals, float]]


def end_with_parent() -> None:
    """Be told to end when the program that started us is killed (on Linux)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def stop(process: subprocess.Popen[bytes], steps: Steps) -> None:
    """Ask a child to end, more and more firmly."""
    stop_together([(process, steps)])


def stop_together(
    children: Sequence[tuple[subprocess.Popen[bytes], Steps]], forced: Callable[[], bool] = lambda: False
) -> None:
    """Ask children to end, all at once, each in its own way; kill those still there when time is up.

    `forced` is asked all along: when it says yes, patience is over.
    """
    start = time.monotonic()
    waiting = {child: list(steps) for child, steps in children if child.poll() is None}
    due = dict.fromkeys(waiting, start)
    while waiting:
        for child in list(waiting):
            if child.poll() is not None:
                del waiting[child]
            elif forced() or (not waiting[child] and time.monotonic() >= due[child]):
                kill_group(child)
                child.wait(5)
                del waiting[child]
            elif time.monotonic() >= due[child]:
                order, seconds = waiting[child].pop(0)
                due[child] += seconds
                child.send_signal(order)
        if waiting:
            time.sleep(0.02)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to a child of ours and to what it started, all in the group made by `spawn`."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def born(pid: int) -> str | None:
    """When a living process began: with its number, this tells it from a later one of the same number."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    found = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or None


def mentions(pid: int, text: str) -> bool:
    """Whether a living process was started with `text` on its command line."""
    if sys.platform == "linux":
        try:
            return text in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            return False
    found = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return text in found.stdout


def end_former(pid: int, birth: str, *, with_signal: signal.Signals, patience: float = 5.0) -> None:
    """End a process of an earlier run of ours, recognised by number and birth."""
    for last_signal, delay in ((with_signal, patience), (signal.SIGKILL, 3.0)):
        if born(pid) != birth:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, last_signal)
        deadline = time.monotonic() + delay
        while born(pid) == birth and time.monotonic() < deadline:
            time.sleep(0.05)
