"""Measures, beside a reference taken in the same run. Never a test: machines differ."""
