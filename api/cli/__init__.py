"""`lontar`: one table of commands, one place where errors become words and exit codes.

Exit codes: 0 all good, 1 some files failed (each named), 2 usage, 3 environment. stdout carries
results alone; messages go to stderr.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from os import environ
from pathlib import Path
from typing import Any, Final

import typer

from models.errors import LontarError

# Before anything imports NumPy or OpenCV: pages are read by processes, not by threads, and a
# process that runs no threads may be forked. Tesseract's threads only spin on small crops.
for _pool in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"):
    environ.setdefault(_pool, "1")

#: Command → module and the function or Typer application in it. Only the module that is asked
#: for is imported: `lontar token` shall not wait for OpenCV.
COMMANDS: Final = {
    "up": ("api.cli.stack", "up"),
    "down": ("api.cli.stack", "down"),
    "api": ("api.cli.stack", "api"),
    "worker": ("api.cli.stack", "worker"),
    "migrate": ("api.cli.migrate", "migrate"),
    "reindex": ("api.cli.reindex", "reindex"),
    "backup": ("api.cli.backup", "backup"),
    "doctor": ("api.cli.doctor", "doctor"),
    "ocr": ("api.cli.ocr", "ocr"),
    "read": ("api.cli.read", "read"),
    "forms": ("api.cli.forms", "app"),
    "submit": ("api.cli.submit", "submit"),
    "watch": ("api.cli.watch", "watch"),
    "export": ("api.cli.export", "export"),
    "routing": ("api.cli.routing", "routing"),
    "calibrate": ("api.cli.calibrate", "calibrate"),
    "queue": ("api.cli.queue", "queue"),
    "webhook": ("api.cli.webhooks", "webhooks"),
    "user": ("api.cli.people", "users"),
    "token": ("api.cli.people", "tokens"),
}


def build(only: str = "") -> typer.Typer:
    """The application with one command, or with all that are there."""
    app = typer.Typer(
        name="lontar",
        help="Paper case forms in, trusted records out.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_whole)
    for name, (module, attribute) in COMMANDS.items():
        if only in ("", name) and find_spec(module) is not None:
            _add(app, name, getattr(import_module(module), attribute, None))
    return app


def _whole() -> None:
    """Paper case forms in, trusted records out."""


def _add(app: typer.Typer, name: str, command: Any) -> None:
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    elif command is not None:
        app.command(name)(command)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; never with a traceback."""
    given = list(sys.argv[1:] if words is None else words)
    first = given[0] if given and given[0] in COMMANDS else ""
    try:
        build(first)(given, prog_name="lontar")
    except LontarError as error:
        typer.echo(f"lontar: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone (lontar export | head): nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        _tell_defect(error)
        sys.exit(LontarError.exit_code)


def _tell_defect(error: Exception) -> None:
    if environ.get("LONTAR_LOG_LEVEL") == "debug":
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    told = LontarError(
        f"Something went wrong inside Lontar ({place}).",
        remedy="Run it again with LONTAR_LOG_LEVEL=debug and report what it prints.",
    )
    typer.echo(f"lontar: {told}", err=True)
