"""A supervisor over small children, run by the tests: `house.py STATE tied|loose NAME:RANK:BEHAVIOUR…`."""

import signal
import sys
from pathlib import Path

from runtime import processes, supervisor
from runtime.errors import Refusal

CHILD = """
import os, signal, sys, time
name, state, behaviour = sys.argv[1:]
def note(file, text):
    with open(os.path.join(state, file), "a") as out:
        out.write(text + "\\n")
def end(*_):
    note("ended", name)
    sys.exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN if behaviour == "deaf" else end)
note(name + ".pids", str(os.getpid()))
pids = open(os.path.join(state, name + ".pids")).read().split()
if behaviour == "dies" or (behaviour == "dies-once" and len(pids) == 1):
    print("the reason is written here", flush=True)
    sys.exit(3)
while True:
    time.sleep(0.05)
"""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    state, tied = Path(sys.argv[1]), sys.argv[2] == "tied"
    supervisor.BACK_OFF = 0.05
    if not tied:
        processes._libc = None  # as on systems whose kernel does not watch parents
    boss = supervisor.Supervisor(state, say=say)
    try:
        with boss.listening(), boss.alone():
            try:
                for description in sys.argv[3:]:
                    name, rank, behaviour = description.split(":")
                    command = [sys.executable, "-c", CHILD, name, str(state), behaviour]
                    boss.start(
                        supervisor.Service(
                            name,
                            lambda output, command=command: processes.spawn(command, output=output),
                            ((signal.SIGTERM, 1.0),) if behaviour != "deaf" else ((signal.SIGTERM, 60.0),),
                            rank=int(rank),
                        )
                    )
                boss.announce("http://127.0.0.1:12345")
                boss.keep()
            except supervisor.Stopped:
                say("stopping")
            finally:
                boss.stop()
    except Refusal as refusal:
        say(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
