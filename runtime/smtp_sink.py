"""An SMTP server that delivers nothing: each message becomes a file, shown on a page of the demonstration.

Its listening socket is inherited from the supervisor, so that a restart keeps the address.
"""

import argparse
import asyncio
import secrets
import signal
import socket
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope


class Folder:
    """Writes what arrives. The name sorts by arrival, the file appears whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        recipients = ", ".join(envelope.rcpt_tos)
        content = envelope.original_content or b""
        name = f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
        draft = self.path / f".{name}"
        try:
            draft.write_bytes(f"X-Envelope-To: {recipients}\r\n".encode() + content)
            draft.rename(self.path / name)
        except OSError as error:
            print(f"message refused: {error}", flush=True)
            return "452 4.3.1 insufficient storage"
        print(f"{len(content)} bytes in {name}", flush=True)
        return "250 2.0.0 received"


async def serve(listening: socket.socket, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(Folder(folder), hostname="vivier.localhost", enable_SMTPUTF8=True), sock=listening
    )
    await stopped.wait()
    server.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fd", type=int, required=True, help="an inherited listening socket")
    options.add_argument("--folder", type=Path, required=True)
    given = options.parse_args()
    asyncio.run(serve(socket.socket(fileno=given.fd), given.folder))


if __name__ == "__main__":
    main()
