"""The demonstration's rows serve the guards too: every kind of row is there."""

from tests.demo.conftest import demo, demo_rows

__all__ = ["demo", "demo_rows"]
