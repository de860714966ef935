#!/usr/bin/env python
"""Crossdesk's command line: `python manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    """Run one command with the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from helpdesk import env

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        # The usual reason is a desk that does not run: that is a sentence, not a traceback.
        sys.exit(f"crossdesk: {env.why_database_is_missing() or env.reason(error)}")


if __name__ == "__main__":
    main()
