"""A real SMTP server for the tests: keeps what it receives, answers what a test asks it to."""

import asyncio
import email
import email.policy
import threading
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP


class Sink:
    """`refuse_rcpt` and `refuse_data` hold answers to give, by address, one for each time it comes."""

    def __init__(self) -> None:
        self.forget()
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def forget(self) -> None:
        """As new."""
        self.received: list[tuple[str, EmailMessage]] = []
        self.senders: list[str] = []
        self.refuse_rcpt: dict[str, list[str]] = {}
        self.refuse_data: dict[str, list[str]] = {}
        self.refuse_senders = False
        self.connections = 0
        self.on_data: Callable[[str, EmailMessage], None] | None = None

    async def handle_EHLO(self, server: SMTP, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session, envelope, address, options) -> str:
        if self.refuse_senders:
            return "550 5.7.1 sender not allowed"
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session, envelope, address, options) -> str:
        answers = self.refuse_rcpt.get(address)
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope) -> str:
        address = envelope.rcpt_tos[0]
        answers = self.refuse_data.get(address)
        if answers:
            answer = answers.pop(0)
            if answer == "CUT":
                server.transport.abort()
                return "250 OK"
            return answer
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._lock:
            self.received.append((address, message))
        if self.on_data:
            self.on_data(address, message)
        return "250 OK"

    def start(self, port: int = 0) -> "Sink":
        self._thread.start()
        self._server = self._run(
            self._loop.create_server(
                lambda: SMTP(self, enable_SMTPUTF8=True, loop=self._loop), "127.0.0.1", port
            )
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def stop(self) -> None:
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._server.close)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(5)

    @property
    def addresses(self) -> list[str]:
        with self._lock:
            return sorted(address for address, _message in self.received)

    def by_message_id(self) -> Counter:
        with self._lock:
            return Counter(message["Message-ID"] for _address, message in self.received)
