"""`lontar forms …` as a person types it."""

from __future__ import annotations

import json
import shutil
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


def test_list_names_the_forms() -> None:
    done = _lontar("list")
    assert done.returncode == 0, done.stderr
    names = ("kh_ncct_short", "th_mdt_screening", "id_uptd_ppa", "ph_dswd_intake_referral")
    assert all(name in done.stdout for name in names)


def test_check_finds_the_shipped_forms_sound_and_nothing_odd_on_their_blanks() -> None:
    done = _lontar("check")
    count = len(list((ROOT / "extract/forms/definitions").rglob("form.yaml")))
    assert (done.returncode, done.stdout.count("sound"), done.stderr) == (0, count, "")


def test_check_names_every_fault_and_draws_the_zones(tmp_path: Path) -> None:
    source = ROOT / "extract/forms/definitions/kh_ncct_short/1"
    broken = tmp_path / "office" / "1"
    shutil.copytree(source, broken)
    file = broken / "form.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("kind: date", "kind: day", 1), "utf-8")
    found = _lontar("check", str(tmp_path / "office"))
    assert found.returncode == 2
    assert f"{file}: form_date.kind: 'day' is none of the words there are" in found.stderr
    assert "sound" not in found.stdout

    text = text.replace("required_if: age", "required_if: ago", 1)
    assert "required_if: ago" in text
    file.write_text(text, "utf-8")
    (broken / "page-2.png").unlink()
    found = _lontar("check", str(broken), "--picture", str(tmp_path / "drawn"))
    assert found.returncode == 2
    assert "is age meant" in found.stderr
    assert "pages.2.blank" in found.stderr
    names = {Path(line).name for line in found.stdout.splitlines()}
    stem = "kh_ncct_short-1"
    assert names == {f"{stem}-page-1.png", f"{stem}-page-2.png", f"{stem}.pdf"}
    assert all((tmp_path / "drawn" / name).stat().st_size > 5000 for name in names)


def test_a_folder_without_forms_is_told(tmp_path: Path) -> None:
    done = _lontar("check", str(tmp_path))
    assert done.returncode == 2
    assert "no form.yaml" in done.stderr


def test_schema_prints_what_editors_take() -> None:
    done = _lontar("schema")
    assert done.returncode == 0
    assert json.loads(done.stdout)["properties"]["fields"]["minItems"] == 1


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
        f"id_uptd_ppa-clean-3-{form:04}-p{page}.jpg" for form in (1, 2) for page in (1, 2, 3)
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
