#!/usr/bin/env python
"""Django's command line for Vivier."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(f"Django est introuvable ({error}) : lancez « make demo », qui installe tout dans .venv.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
