"""Reading for drafts in a process of its own: a blank into a draft, filled scans against one.

    python -m ingest.draft_jobs blank FOLDER FILE LANGUAGES
    python -m ingest.draft_jobs trial FOLDER TRIAL

The service starts these and looks at the files that they leave; a page in the browser asks it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from ingest import drafts
from ingest.processes import die_with_parent
from models.errors import LontarError

_ENVIRONMENT: Final = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
_AT_ONCE: Final = 2  # such processes; more wait for a place

_running: list[subprocess.Popen[bytes]] = []


def start(*words: str) -> None:
    """Begin a job. Raises Busy when too many are under way."""
    _running[:] = [process for process in _running if process.poll() is None]
    if len(_running) >= _AT_ONCE:
        raise Busy
    root = str(Path(__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH")
    path = f"{root}{os.pathsep}{known}" if known else root
    _running.append(
        subprocess.Popen(
            [sys.executable, "-m", "ingest.draft_jobs", *words],
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509
        )
    )


class Busy(LontarError):
    """Reading costs a processor: a few blanks and trials at a time."""

    code = "drafts_busy"
    status = 503
    retry = True
    title = "Other blanks are being read at this moment."
    default_remedy = "Try again in a minute."


def read_blank(folder: Path, file: Path, languages: tuple[str, ...]) -> None:
    """Survey a blank and leave its proposal in the draft; what goes wrong is left there too."""
    from extract.forms.dump import dump_form  # noqa: PLC0415 - the child alone loads what reads
    from extract.library import library  # noqa: PLC0415
    from ingest import drafting  # noqa: PLC0415
    from ingest.settings import load  # noqa: PLC0415
    from ocr.panel import open_panel  # noqa: PLC0415

    draft = drafts.read(folder)

    def tell(number: int) -> None:
        drafts.keep(folder, replace(draft, pages=number))

    try:
        settings = load()
        panel = open_panel(settings.engines_off)
        seen = drafting.blanks(file, settings.limit, panel, languages, tell)
        made = drafting.draft(seen, library(), form_id=draft.name, languages=languages)
        for page, blank in zip(made.form.pages, seen, strict=True):
            drafting.write_picture(blank.picture, folder / page.blank)
        ready = replace(
            draft,
            state="ready",
            version=1,
            pages=len(seen),
            form=drafts.as_data(dump_form(made.form)),
            sure=made.sure,
            notes=made.notes,
        )
        drafts.keep(folder, ready)
    except LontarError as error:
        failed = replace(draft, state="failed", problem=error.detail, remedy=error.remedy)
        drafts.keep(folder, failed)
    finally:
        file.unlink(missing_ok=True)


def main(words: list[str]) -> None:
    job, folder, *rest = words
    if job == "blank":
        file, languages = rest
        read_blank(Path(folder), Path(file), tuple(filter(None, languages.split("+"))))
    else:
        from ingest.trials import run  # noqa: PLC0415

        run(Path(folder), rest[0])


if __name__ == "__main__":
    main(sys.argv[1:])
