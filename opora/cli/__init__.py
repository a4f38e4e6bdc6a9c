"""The `opora` command: tools that need no database start without Django, everything else is a management command."""

import os
import sys


def main() -> int:
    """Run `opora COMMAND …`; gives the exit status."""
    argv = sys.argv[1:]
    if argv in ([], ["help"], ["--help"], ["-h"]):
        from opora.cli import overview

        sys.stdout.write(overview.text())
        return 0 if argv else 2
    if argv == ["--version"]:
        from importlib.metadata import version

        sys.stdout.write(f"opora {version('opora')}\n")
        return 0
    if argv[:1] == ["worktime"]:
        from opora.cli import worktime

        return worktime.main(argv[1:])
    if argv[:2] == ["mail", "parse"]:
        from opora.cli import mail_parse

        return mail_parse.main(argv[2:])
    if argv[:2] == ["mail", "receive"]:
        from opora.cli import mail_receive

        return mail_receive.main(argv[2:])
    if argv[:1] == ["demo"]:
        from opora.cli import demo_place

        demo_place.claim(argv[1:])
    if argv[:1] == ["restore"]:
        from opora.cli.backups import place

        place.claim(argv[1:])
    return _managed(argv)


def _managed(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line, get_commands

    command = argv[0] if argv[0].startswith("-") else argv[0].replace("-", "_")
    # Letters and the database are for nobody else on this machine.
    os.umask(0o027)
    try:
        # Before that Django knows its own commands alone.
        django.setup()
        if not command.startswith("-") and command not in get_commands():
            sys.stderr.write(f"There is no command {argv[0]}; opora alone lists those that there are.\n")
            return 2
        execute_from_command_line(["opora", command, *argv[1:]])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
