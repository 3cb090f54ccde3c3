"""The command line: `samenspel <command>` does what `manage.py <command>` does elsewhere."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenspel.web.settings")
    execute_from_command_line(["samenspel", *sys.argv[1:]])


if __name__ == "__main__":
    main()
