"""The whole road: filled pages through `lontar submit`, beside plain Tesseract on the same pages.

    .venv/bin/python -m benchmarks.road --pages 50 --seed 7 --level office --workers 2

Fills PAGES pages a language, reads each with plain Tesseract (`--psm 3`, one thread, as many at
once as there are workers), then sends the same files through a stack started for the purpose.
Prints a table in Markdown. Both halves run one after the other, on a machine doing nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from benchmarks import machine, truth
from extract.forms.load import load_forms
from models.database import Database
from models.languages import ENGINE_LANGUAGE
from models.limits import Limits
from models.repositories import offices
from models.values import PageImage
from ocr.split import pages


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one half: wall and CPU seconds."""

    wall: float
    cpu: float


def lontar(*words: str) -> list[str]:
    return [sys.executable, "-m", "api.cli", *words]


def fill(folder: Path, per_language: int, seed: int, level: str) -> dict[str, str]:
    """Filled forms as PDF in a folder each; form -> language."""
    forms: dict[str, str] = {}
    for form in load_forms():
        count = per_language // len(form.pages)
        words = ("forms", "fill", form.id, "--n", str(count), "--seed", str(seed))
        out = folder / form.id
        subprocess.run(
            lontar(*words, "--level", level, "--format", "pdf", "--out", str(out)),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        forms[form.id] = ENGINE_LANGUAGE[form.languages[0]]
    return forms


def pictures(folder: Path, forms: dict[str, str]) -> list[tuple[Path, str]]:
    """The same pages as PNG for plain Tesseract."""
    found = []
    for form, language in forms.items():
        for pdf in sorted((folder / form).glob("*.pdf")):
            for page in pages(pdf, "application/pdf", Limits()):
                if isinstance(page, PageImage):
                    path = pdf.with_suffix(f".p{page.number}.png")
                    Image.fromarray(page.image).save(path, dpi=(page.dpi, page.dpi))
                    found.append((path, language))
    return found


def plain_tesseract(images: list[tuple[Path, str]], at_once: int) -> tuple[Cost, dict[str, str]]:
    """Read every page with Tesseract alone; the cost, and the text by page."""

    def read(item: tuple[Path, str]) -> tuple[str, str]:
        path, language = item
        done = subprocess.run(
            ["tesseract", str(path), "-", "-l", language, "--psm", "3"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        return path.name, done.stdout

    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        texts = dict(pool.map(read, images))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - start, cpu), texts


def through(folder: Path, data: Path, workers: int) -> tuple[Cost, int, list[dict[str, Any]]]:
    """Send everything through a stack; cost, peak bytes of a process, what the API then holds."""
    words = ("up", "--data", str(data), "--port", "0", "--workers", str(workers), "--detach")
    subprocess.run(lontar(*words), check=True)
    try:
        state = json.loads((data / "run" / "up.json").read_text())
        token = _token(data)
        processes = machine.tree(state["pid"])
        before = machine.cpu_seconds(processes)
        peak = machine.Peak(state["pid"])
        peak.start()
        start = time.monotonic()
        send = ("submit", str(folder), "--url", state["url"], "--token", token, "--wait")
        subprocess.run(lontar(*send), check=True, stdout=sys.stderr)
        wall = time.monotonic() - start
        cost = Cost(wall, machine.cpu_seconds(machine.tree(state["pid"])) - before)
        return cost, peak.stop(), _all_records(state["url"], token)
    finally:
        subprocess.run(lontar("down", "--data", str(data)), check=True)


def _token(data: Path) -> str:
    database = Database(f"sqlite:///{data / 'lontar.sqlite3'}")
    with database.write() as session:
        office = offices.office_named(session, "Benchmark", create=True)
        token = offices.add_token(session, office.id, "benchmark", offices.SCOPES, days=1)
    database.close()
    return token.secret


def _all_records(url: str, token: str) -> list[dict[str, Any]]:
    """Every record of the office in full, by way of the two lists of the API."""
    found = []
    with httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30
    ) as client:
        for state in ("finished", "needs_review"):
            cursor, more = "", True
            while more:
                query = {"state": state, "limit": "100", **({"cursor": cursor} if cursor else {})}
                page = client.get("/api/v1/records", params=query).raise_for_status().json()
                for record in page["records"]:
                    whole = client.get(f"/api/v1/records/{record['id']}").json()
                    document = client.get(f"/api/v1/documents/{whole['document_id']}").json()
                    found.append({**whole, "name": document["name"]})
                cursor, more = page["cursor"], page["has_more"]
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=50, help="pages a language")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--level", default="office", choices=("clean", "office", "rough"))
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="lontar-road-") as name:
        root = Path(name)
        source = root / "pages"
        forms = fill(source, chosen.pages, chosen.seed, chosen.level)
        images = pictures(source, forms)
        plain, texts = plain_tesseract(images, chosen.workers)
        for path, _ in images:
            path.unlink()
        cost, peak, records = through(source, root / "data", chosen.workers)
        report(Run(chosen, source, forms, len(images), plain, cost, peak, records, texts))


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one run came to."""

    chosen: argparse.Namespace
    source: Path
    forms: dict[str, str]  # form -> language
    count: int  # pages
    plain: Cost
    cost: Cost
    peak: int  # bytes
    records: list[dict[str, Any]]
    texts: dict[str, str]  # page picture -> what plain Tesseract read


def report(run: Run) -> None:
    """Print the tables."""
    chosen, count, plain, cost = run.chosen, run.count, run.plain, run.cost
    documents = Counter(record["document_id"] for record in run.records)
    files = sum(1 for form in run.forms for _ in (run.source / form).glob("*.pdf"))
    print(f"Machine: {machine.described()}.")
    print(
        f"Command: `python -m benchmarks.road --pages {chosen.pages} --seed {chosen.seed} "
        f"--level {chosen.level} --workers {chosen.workers}`; {count} pages in {files} files.\n"
    )
    print("| | wall s | pages a minute | CPU-seconds a page |\n| --- | --- | --- | --- |")
    for name, c in (("plain Tesseract, psm 3", plain), ("Lontar, upload to record", cost)):
        print(f"| {name} | {c.wall:.0f} | {count / c.wall * 60:.0f} | {c.cpu / count:.2f} |")
    print(f"| ratio | {cost.wall / plain.wall:.2f} | | {cost.cpu / plain.cpu:.2f} |\n")
    twice = sum(1 for n in documents.values() if n > 1)
    print(
        f"Files sent {files}; documents with a record {len(documents)}; lost "
        f"{files - len(documents)}; twice {twice}. Largest process {run.peak / 1024**2:.0f} MB.\n"
    )
    print(
        "| form | fields | accepted | of these wrong | in review | of these right "
        "| values found by plain Tesseract |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for form, language in run.forms.items():
        score, found, values = truth.Score(), 0, 0
        for record in run.records:
            if record["form"] == form:
                stem = record["name"].removesuffix(".pdf")
                truth.count(score, record["fields"], truth.truths(run.source / form, stem))
        for path in sorted((run.source / form).glob("*-p*.json")):
            page = run.texts[path.name.replace("-p", ".p").replace(".json", ".png")]
            for item in json.loads(path.read_text())["fields"]:
                if item["text"] and not item["empty"] and "\n" not in item["text"]:
                    values += 1
                    found += truth.squeezed(item["text"]) in truth.squeezed(page)
        print(
            f"| {form} ({language}) | {score.total} | {_share(score.accepted, score.total)} "
            f"| {score.wrong} ({_share(score.wrong, score.accepted)}) "
            f"| {score.review} | {_share(score.right_in_review, score.review)} "
            f"| {_share(found, values)} of {values} |"
        )
        if score.wrong:
            print(f"  wrong by kind: {dict(score.wrong_by_kind)}", file=sys.stderr)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


if __name__ == "__main__":
    main()
