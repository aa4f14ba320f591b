"""The one way of giving up: a sentence in French that says what is wrong and how to mend it."""


class Refusal(Exception):  # noqa: N818 — it is an answer, shown to people, not a fault in the code
    """What the person at the terminal reads, in one line."""
