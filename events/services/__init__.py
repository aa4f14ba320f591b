"""The verbs of the agenda: the only places where the state of a meeting changes."""
