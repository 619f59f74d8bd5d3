"""`lontar ocr` as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pikepdf
from PIL import Image
from reportlab.pdfgen import canvas

from tests.ocr import drawing

ROOT = Path(__file__).resolve().parents[2]


def lontar(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", "ocr", *(str(word) for word in words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_one_bad_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    good, bad, locked = (tmp_path / name for name in ("good.png", "bad.pdf", "locked.pdf"))
    Image.fromarray(drawing.prose(2, text="Selamat datang di Jakarta")).save(good, dpi=(200, 200))
    bad.write_text("no PDF")
    canvas.Canvas(str(locked)).save()
    with pikepdf.open(locked, allow_overwriting_input=True) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="a", owner="b"))
    done = lontar("--lang", "ind", "--format", "json", bad, good, locked, tmp_path / "none.pdf")
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["file"] == "good.png"
    assert json.loads(line)["pages"][0]["lines"][0]["text"] == "Selamat datang di Jakarta"
    for name in ("bad.pdf", "locked.pdf", "none.pdf", "3 of 4 files"):
        assert name in done.stderr


def test_results_go_to_files_where_asked(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        Image.fromarray(drawing.prose(1, text="Selamat pagi semua")).save(tmp_path / name)
    out = tmp_path / "out"
    done = lontar(
        "--lang", "ind", "--format", "pdf", "-o", out, tmp_path / "a.png", tmp_path / "b.png"
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(file.name for file in out.iterdir()) == ["a.png.pdf", "b.png.pdf"]


def test_usage_and_environment_have_their_own_exit_codes(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("L", (50, 50), 255).save(file)
    assert lontar("--format", "docx", file).returncode == 2
    assert lontar("--format", "alto", file, tmp_path / "b.png").returncode == 2
    missing = lontar("--lang", "lao", file)
    assert missing.returncode == 3
    assert "tesseract-ocr-lao" in missing.stderr
