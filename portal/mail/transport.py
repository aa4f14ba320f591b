"""What a server's answer means for a message."""

import random
import smtplib
from dataclasses import dataclass

from portal.mail.enums import MessageState

# Seconds before the next attempt, the last for ever; ± 20 %, so that a thousand refused together do not come back
# together.
BACK_OFF = (60, 300, 900, 3600)
# A server out of reach is asked again sooner: nothing is wrong with the message.
BACK_OFF_UNREACHABLE = (30, 60, 120, 300)


@dataclass(frozen=True)
class Answer:
    """The state that follows, and why."""

    state: str
    code: int | None = None
    text: str = ""
    # The address itself is said not to exist.
    no_such_address: bool = False
    # The line is cut: what was given may or may not have arrived.
    disconnected: bool = False

    @property
    def is_retried(self) -> bool:
        return self.state == MessageState.QUEUED


ACCEPTED = Answer(MessageState.SENT, 250)


def classify(error: Exception) -> Answer | None:
    """4xx is tried again, 5xx is not, a cut line is tried again. None: not something that a server answered."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, raw = next(iter(error.recipients.values()))
        return _by_code(code, raw, about_recipient=True)
    if isinstance(error, smtplib.SMTPSenderRefused):
        # Our own address is refused: our settings are at fault, and no message is given up for that.
        return Answer(MessageState.QUEUED, error.smtp_code, _text(error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Answer(MessageState.REFUSED, None, _text(str(error)))
    if isinstance(error, smtplib.SMTPException | OSError):
        return Answer(
            MessageState.QUEUED, None, f"{type(error).__name__}: {_text(str(error))}", disconnected=True
        )
    return None


def _by_code(code: int, raw: bytes | str, *, about_recipient: bool = False) -> Answer:
    text = _text(raw)
    if 500 <= code < 600:
        gone = about_recipient and text.startswith("5.1.")
        return Answer(MessageState.REFUSED, code, text, no_such_address=gone)
    # 421: the server answers and hangs up.
    return Answer(MessageState.QUEUED, max(code, 0), text, disconnected=code == 421)


def _text(raw: bytes | str) -> str:
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return "".join(c if c.isprintable() else " " for c in text)[:280]


def seconds_before_retry(answer: Answer, *, attempts: int) -> float:
    steps = BACK_OFF_UNREACHABLE if answer.disconnected else BACK_OFF
    return steps[min(max(attempts, 1), len(steps)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreading, no secret
