"""Why a service of the agenda refuses; the message is for the person who asked."""


class EventRefusedError(Exception):
    """What was asked of a meeting cannot be done."""


class SchedulingRefusedError(EventRefusedError):
    """The meeting cannot take this date or this state."""


class ProgrammeError(EventRefusedError):
    """This session does not fit its meeting."""


class RoomTakenError(ProgrammeError):
    """Another session holds the room at that time; the message names it."""
