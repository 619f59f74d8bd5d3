"""`lontar doctor`: what is here, what is missing, and the line that gets it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from api.web.libraries import FILES, missing
from ingest.doctor import Check, examine_machine
from ingest.doctor_running import examine_running
from ingest.doctor_services import examine_services
from ingest.settings import load

AsJson = Annotated[bool, typer.Option("--json", help="Print the checks as JSON.")]
Dev = Annotated[bool, typer.Option("--dev", help="Also look for what only the tests need.")]
Services = Annotated[
    bool, typer.Option("--services", help="Only database, file store and queue (health checks).")
]


def doctor(as_json: AsJson = False, dev: Dev = False, services: Services = False) -> None:
    """Say what is here, what is missing and how to get it; exit code 3 when something needed is."""
    settings = load()
    machine = () if services else (*examine_machine(settings, dev=dev), _scripts())
    running = () if services else examine_running(settings)
    checks = (*machine, *examine_services(settings), *running)
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        _show(checks)
    if any(check.required and not check.ok for check in checks):
        raise typer.Exit(3)


def _scripts() -> Check:
    """Whether the scripts of others that pages serve are here."""
    lacking = missing()
    detail = f"missing: {', '.join(lacking)}" if lacking else f"{len(FILES)} of {len(FILES)}"
    return Check("Page scripts", not lacking, True, detail, "script/setup" if lacking else "")


def _show(checks: Sequence[Check]) -> None:
    console = Console(soft_wrap=True, highlight=False)
    width = max(len(check.name) for check in checks)
    for check in checks:
        console.print(f"{_word(check)}  {check.name:<{width}}  {escape(check.detail)}")
    remedies = list(dict.fromkeys(check.remedy for check in checks if not check.ok))
    if not remedies:
        console.print("Everything is here.")
        return
    console.print("\nTo do:")
    for remedy in remedies:
        console.print(f"  {escape(remedy)}")


def _word(check: Check) -> str:
    """A word of seven letters at most, so that columns stand without colour too."""
    if check.ok:
        return "[green]ok     [/]"
    return "[red]MISSING[/]" if check.required else "[yellow]note   [/]"
