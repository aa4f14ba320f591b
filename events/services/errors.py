"""Why a service of the agenda refuses; the message is for the person who asked."""


class EventRefusedError(Exception):
    """What was asked of a meeting cannot be done."""


class SchedulingRefusedError(EventRefusedError):
    """The meeting cannot take this date or this state."""


class ProgrammeError(EventRefusedError):
    """This session does not fit its meeting."""


class RoomTakenError(ProgrammeError):
    """Another session holds the room at that time; the message names it."""


class RegistrationRefusedError(EventRefusedError):
    """Nobody can register so, or now."""


class RegistrationClosedError(RegistrationRefusedError):
    """Registration is not open; `window` says why."""

    def __init__(self, message: str, window: str) -> None:
        super().__init__(message)
        self.window = window


class SessionFullError(RegistrationRefusedError):
    """A chosen session has no place left; `session` is its identifier."""

    def __init__(self, message: str, session: int) -> None:
        super().__init__(message)
        self.session = session


class SessionsClashError(RegistrationRefusedError):
    """Two chosen sessions are held at the same time."""


class TransitionRefusedError(RegistrationRefusedError):
    """The registration or invitation is in no state for this."""


class ChangedMeanwhileError(TransitionRefusedError):
    """Somebody else changed it since it was read."""


class TooLateError(RegistrationRefusedError):
    """The time to confirm or to accept has passed."""


class LinesRefusedError(RegistrationRefusedError):
    """Some lines of a list can't be registered; `faults` says why, by position from 0. Nothing was written."""

    def __init__(self, faults: dict[int, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(faults.values())))
        self.faults = faults


class ForecastChangedError(RegistrationRefusedError):
    """Places went between what was announced and what was asked: it is to be announced again."""
