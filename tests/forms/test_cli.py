"""`lontar forms …` as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]


def _lontar(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", "forms", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_list_names_the_four_forms() -> None:
    done = _lontar("list")
    assert done.returncode == 0, done.stderr
    names = ("kh_ncct_short", "th_mdt_screening", "id_uptd_ppa", "ph_dswd_intake_referral")
    assert all(name in done.stdout for name in names)


def test_check_finds_the_shipped_forms_sound_and_a_broken_one_not(tmp_path: Path) -> None:
    sound = _lontar("check")
    assert (sound.returncode, sound.stdout.count("sound")) == (0, 4), sound.stderr
    source = ROOT / "extract/forms/definitions/kh_ncct_short/1/form.yaml"
    broken = tmp_path / "form.yaml"
    broken.write_text(source.read_text("utf-8").replace("kind: date", "kind: day", 1), "utf-8")
    found = _lontar("check", str(broken))
    assert found.returncode == 2
    assert "form_date.kind" in found.stderr
    assert "sound" not in found.stdout


def test_an_unknown_form_ends_with_the_names_there_are() -> None:
    done = _lontar("print", "nothing", "-o", "/dev/null")
    assert done.returncode == 2
    assert "kh_ncct_short" in done.stderr


def test_print_writes_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    done = _lontar("print", "id_uptd_ppa", "-o", str(file))
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"%PDF")


def test_fill_names_its_files_on_stdout_and_writes_the_truth(tmp_path: Path) -> None:
    words = ("--n", "2", "--seed", "3", "--level", "clean", "--format", "jpeg")
    done = _lontar("fill", "id_uptd_ppa", *words, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    files = [Path(line) for line in done.stdout.splitlines()]
    assert [f.name for f in files] == [
        f"id_uptd_ppa-clean-3-{form:04}-p{page}.jpg" for form in (1, 2) for page in (1, 2)
    ]
    for file in files:
        truth = json.loads(file.with_suffix(".json").read_text("utf-8"))
        assert truth["file"] == file.name
        assert truth["fields"]


def test_layout_makes_a_definition_that_check_finds_sound(tmp_path: Path) -> None:
    spec = ROOT / "extract/forms/definitions/id_uptd_ppa/1/spec.yaml"
    form = tmp_path / "form.yaml"
    made = _lontar("layout", str(spec), "-o", str(form))
    assert made.returncode == 0, made.stderr
    assert _lontar("check", str(form)).returncode == 0
    assert form.read_text("utf-8") == spec.with_name("form.yaml").read_text("utf-8")


@pytest.mark.parametrize("words", [("fill", "id_uptd_ppa"), ("fill", "id_uptd_ppa", "--n", "0")])
def test_wrong_usage_is_exit_code_two(words: tuple[str, ...]) -> None:
    assert _lontar(*words).returncode == 2


def test_a_set_without_its_packages_is_filled_in_debians_faces_and_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.cli import forms  # noqa: PLC0415 - only here inside the process

    monkeypatch.setattr(forms, "packages_lie_ready", lambda: False)
    words = ["fill", "id_uptd_ppa", "--n", "1", "--set", "judge", "--level", "clean"]
    done = CliRunner().invoke(forms.app, [*words, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "npm ci --ignore-scripts" in done.stderr
    assert (tmp_path / "id_uptd_ppa-judge-clean-1-0001.pdf").is_file()
