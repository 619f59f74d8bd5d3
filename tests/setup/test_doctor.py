"""`lontar doctor` says what is missing and how to get it, on machines that miss something."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from extract.forms.load import shipped_folder
from ingest.doctor import Check, examine_machine
from ingest.doctor_running import examine_running
from ingest.doctor_services import examine_services
from ingest.settings import Settings, load
from models.database import Database, migrate, now
from models.errors import BadSettings
from models.repositories import batches, documents, offices, webhooks
from models.tables import Document, Webhook
from models.values import Source
from tests.servers import free_port, valkey

ROOT = Path(__file__).parents[2]


def _settings(data: Path, **more: object) -> Settings:
    return Settings(data=data, **more)  # type: ignore[arg-type]


def _named(checks: Sequence[Check], name: str) -> Check:
    (found,) = [check for check in checks if check.name == name]
    return found


def _listed_packages() -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("script/apt-*.txt"))
    return set(re.findall(r"^[a-z0-9][a-z0-9.+-]+", text, re.MULTILINE))


def _doctor(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", "doctor", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_that_was_set_up_has_everything(tmp_path: Path) -> None:
    checks = (*examine_machine(_settings(tmp_path)), *examine_services(_settings(tmp_path)))
    assert [check for check in checks if check.required and not check.ok] == []


def test_without_programs_it_gives_the_lines_that_install_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("LONTAR_CHROMIUM", raising=False)
    checks = examine_machine(_settings(tmp_path), dev=True)
    missing = {check.name: check.remedy for check in checks if not check.ok}
    assert {"Tesseract", "Poppler", "Khmer fonts", "Thai fonts", "Chromium (tests)"} <= set(missing)
    for code in ("khm", "tha", "ind", "eng", "osd"):
        assert f"tesseract-ocr-{code}" in missing["Tesseract"].split()
    for remedy in missing.values():
        line = remedy.split("  (")[0]
        assert line.startswith("sudo apt-get install -y --no-install-recommends ")
        assert set(line.split()[5:]) <= _listed_packages()


def test_a_missing_language_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    checks = examine_machine(_settings(tmp_path))
    assert _named(checks, "Tesseract eng").ok
    khmer = _named(checks, "Tesseract khm")
    assert not khmer.ok and khmer.required
    assert khmer.remedy.endswith(" tesseract-ocr-khm")


def test_missing_fonts_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    thai = _named(examine_machine(_settings(tmp_path)), "Thai fonts")
    assert not thai.ok and thai.remedy.endswith(" fonts-thai-tlwg")


def test_a_wrong_form_of_the_office_is_named_with_its_field(tmp_path: Path) -> None:
    sound = _named(examine_machine(_settings(tmp_path)), "Forms")
    assert (sound.ok, "sound" in sound.detail) == (True, True)
    folder = tmp_path / "own" / "1"
    shutil.copytree(shipped_folder() / "kh_ncct_short" / "1", folder)
    file = folder / "form.yaml"
    text = file.read_text("utf-8").replace("id: kh_ncct_short", "id: own", 1)
    file.write_text(text.replace("kind: date", "kind: day", 1), "utf-8")
    wrong = _named(examine_machine(_settings(tmp_path, forms=tmp_path / "own")), "Forms")
    assert (wrong.ok, wrong.required) == (False, True)
    assert f"{file}: form_date.kind" in wrong.detail
    assert wrong.remedy


def test_too_little_memory_is_a_note_with_the_number_that_fits(tmp_path: Path) -> None:
    memory = _named(examine_machine(_settings(tmp_path, workers=64)), "Memory")
    assert memory.ok or re.fullmatch(r"Set LONTAR_WORKERS=\d+ or add memory.", memory.remedy)
    assert not memory.required


def test_looking_changes_nothing_where_lontar_never_ran(tmp_path: Path) -> None:
    checks = examine_services(_settings(tmp_path / "new"))
    assert all(check.ok for check in checks)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_old_tables_asks_for_migrate(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    database = Database(settings.database_address)
    with database.write() as session:
        session.execute(text("CREATE TABLE older (id INTEGER)"))
    before = _named(examine_services(settings), "Database")
    assert not before.ok and "lontar migrate" in before.remedy
    migrate(database)
    database.close()
    assert _named(examine_services(settings), "Database").ok


@pytest.mark.parametrize("where", ["postgresql://lontar:hush-hush@127.0.0.1:{port}/x", "nonsense"])
def test_a_database_that_does_not_answer_is_told_without_its_password(
    tmp_path: Path, where: str
) -> None:
    settings = _settings(tmp_path, database=where.format(port=free_port()))
    check = _named(examine_services(settings), "Database")
    assert not check.ok and check.required and "LONTAR_DATABASE" in check.remedy
    assert "hush-hush" not in f"{check}"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("in the way")
    checks = examine_services(_settings(blocked / "data"))
    for name in ("Database", "File store"):
        check = _named(checks, name)
        assert not check.ok and str(blocked) in check.detail


def test_an_s3_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    for endpoint in (f"127.0.0.1:{free_port()}", "not an endpoint"):
        settings = _settings(
            tmp_path,
            store="s3",
            s3_endpoint=endpoint,
            s3_access_key="a",
            s3_secret_key="hush-hush",
            s3_secure=False,
        )
        check = _named(examine_services(settings), "File store")
        assert not check.ok and check.remedy
        assert "hush-hush" not in f"{check}"


def test_the_queue_is_asked_for_its_version(tmp_path: Path) -> None:
    with valkey(tmp_path) as address:
        check = _named(examine_services(_settings(tmp_path, queue=address)), "Queue")
    assert check.ok and re.match(r"Valkey \d+\.", check.detail)


def test_a_queue_that_does_not_answer_is_told(tmp_path: Path) -> None:
    address = f"redis://:hush-hush@127.0.0.1:{free_port()}/0"
    check = _named(examine_services(_settings(tmp_path, queue=address)), "Queue")
    assert not check.ok and check.required
    assert "hush-hush" not in f"{check}"


def test_the_command_ends_with_3_when_something_needed_is_missing(tmp_path: Path) -> None:
    done = _doctor(PATH=str(tmp_path), LONTAR_DATA=str(tmp_path / "data"))
    assert done.returncode == 3
    assert re.search(r"^MISSING +Tesseract +not found", done.stdout, re.MULTILINE)
    assert "apt-get install" in done.stdout


def test_the_command_prints_json_and_ends_with_0_when_all_is_there(tmp_path: Path) -> None:
    done = _doctor("--json", "--services", LONTAR_DATA=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    checks = json.loads(done.stdout)
    assert [check["name"] for check in checks] == ["Database", "File store", "Queue"]
    assert all(check["ok"] for check in checks)


def test_reading_engines_are_listed_with_version_licence_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = examine_machine(_settings(tmp_path))
    smart = _named(checks, "Engine smart-kh")
    assert smart.ok and not smart.required
    assert re.fullmatch(r"[0-9.]+\+[0-9a-f]{12} \(khm; MIT.*\): ready", smart.detail)
    off = _settings(tmp_path, engines_off="khmer-ocm")
    assert _named(examine_machine(off), "Engine khmer-ocm").detail.endswith("switched off")
    real = importlib.metadata.version

    def version(name: str) -> str:
        if name == "rapidocr":
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    missing = _named(examine_machine(_settings(tmp_path)), "Engine rapidocr")
    assert not missing.ok and not missing.required
    assert "script/setup" in missing.remedy


def test_an_engine_that_is_switched_off_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONTAR_ENGINES_OFF", "rapidocr, khmer-ocm")
    assert load().engines_off == {"rapidocr", "khmer-ocm"}
    monkeypatch.setenv("LONTAR_ENGINES_OFF", "tesseract")
    with pytest.raises(BadSettings, match="tesseract: not one of"):
        load()


def _odd(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in examine_running(settings)}


def test_nothing_is_odd_about_a_service_that_is_well(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "data")
    assert _odd(settings) == {}  # nor where Lontar never ran
    assert not (tmp_path / "data").exists()
    settings.data.mkdir(mode=0o700)
    database = Database(settings.database_address)
    migrate(database)
    database.close()
    assert _odd(settings) == {}


def test_data_that_others_can_open_and_pages_without_tls_are_noted(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    odd = _odd(_settings(tmp_path, host="0.0.0.0"))
    assert odd["Data directory"].remedy == f"chmod go= {tmp_path}"
    assert "LONTAR_HTTPS=true" in odd["TLS"].remedy
    assert not any(check.required for check in odd.values())
    tmp_path.chmod(0o700)
    assert _odd(_settings(tmp_path, host="0.0.0.0", https=True)) == {}
    assert _odd(_settings(tmp_path, host="::1")) == {}


def test_papers_that_nobody_reads_and_webhooks_that_fail_are_noted(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    settings = _settings(tmp_path)
    database = Database(settings.database_address)
    migrate(database)
    with database.write() as session:
        office = offices.office_named(session, "Here", create=True).id
        hook = webhooks.add(
            session, office, name="x", url="https://cases.example/", events=(webhooks.FINISHED,)
        )
        batch = batches.create(session, office, "Cabinet 1", "person:dara")
        source = Source("0" * 64, "application/pdf", 9)
        paper = documents.accept(session, batch, source, "a.pdf", "person:dara").document
    assert _odd(settings) == {}
    with database.write() as session:
        session.get_one(Webhook, hook.id).failing = now()
        session.get_one(Document, paper.id).created = now() - timedelta(hours=5, minutes=1)
    database.close()
    odd = _odd(settings)
    assert set(odd) == {"Webhooks", "Reading"}
    assert odd["Webhooks"].detail.startswith("1 failing")
    assert "for 5 hours" in odd["Reading"].detail


@pytest.mark.postgres
def test_clocks_that_differ_are_noted(
    tmp_path: Path, postgres_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    settings = _settings(tmp_path, database=postgres_address)
    database = Database(postgres_address)
    migrate(database)
    database.close()
    assert "Clock" not in _odd(settings)
    monkeypatch.setattr("ingest.doctor_running.now", lambda: now() + timedelta(days=1))
    assert re.search(r"differ by 86(400|399) seconds", _odd(settings)["Clock"].detail)
