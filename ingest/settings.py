"""Every setting of Lontar, from `LONTAR_…` environment variables, with a sane default."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models.errors import BadSettings
from models.limits import Limits


class Settings(BaseSettings):
    """The whole configuration. `LONTAR_…`; files, database and queue default to one machine."""

    model_config = SettingsConfigDict(env_prefix="LONTAR_", env_nested_delimiter="__", frozen=True)

    data: Path = Field(Path("var/lontar"), description="data directory of the embedded stack")
    database: str = Field(
        "", description="SQLAlchemy address; default SQLite in the data directory"
    )
    store: Literal["directory", "s3"] = "directory"
    s3_endpoint: str = Field("", description="host:port of the S3 server")
    s3_bucket: str = "lontar"
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    s3_secure: bool = True
    s3_region: str = "us-east-1"
    queue: SecretStr = Field(SecretStr(""), description="redis:// address of Valkey")
    forms: Path | None = Field(
        None, description="folder of further definitions; default: forms in the data directory"
    )
    engines_off: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="reading engines not to be used: names, with commas between"
    )
    pages_per_case: int = Field(
        0, ge=0, le=500, description="so many pages of a file are one case each; 0: as they show"
    )
    jobs: int = Field(0, ge=0, le=256, description="pages `lontar ocr` reads at once; 0: as cores")
    host: str = "127.0.0.1"
    port: int = Field(8640, ge=0, le=65535)
    workers: int = Field(2, ge=1, le=64)
    lease_seconds: int = Field(
        12, ge=3, description="a silent worker loses its document after this"
    )
    heartbeat_seconds: int = Field(3, ge=1)
    attempts: int = Field(3, ge=1, description="failures before a document is quarantined")
    tiles_megabytes: int = Field(
        2000, ge=50, description="room for pages cut up for looking at; they are made again"
    )
    claim_seconds: int = Field(
        90, ge=30, description="a reviewer's hold on a record, renewed while the page is open"
    )
    undo_seconds: int = Field(
        60, ge=0, description="a record settled by single fields is finished so long after the last"
    )
    again_share: float = Field(
        0.01, ge=0, le=1, description="share of values settled by people that others read again"
    )
    tolerated_error: float = Field(
        0.005, ge=0, le=0.5, description="share of accepted values that may be wrong"
    )
    trust_records: int = Field(
        20, ge=1, description="reviewed records of a form before any of its values is accepted"
    )
    sample_share: float = Field(
        0.02, ge=0.001, le=1, description="share of accepted values that a person looks at"
    )
    evidence_values: int = Field(
        5000, ge=100, description="the newest reviewed values of a form that count"
    )
    upload_days: int = Field(
        7, ge=1, le=90, description="what has arrived of an unfinished upload is kept so long"
    )
    session_idle_seconds: int = Field(15 * 60, ge=60)
    session_seconds: int = Field(12 * 3600, ge=60)
    token_days: int = Field(90, ge=1, le=90, description="longest life of a machine token")
    webhook_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="private networks that webhooks may reach (10.1.0.0/16), commas between"
    )
    webhook_give_up_hours: int = Field(
        120, ge=1, description="a webhook where nothing arrives for so long is stopped"
    )
    webhook_log_days: int = Field(30, ge=1, description="how long ended deliveries are listed")
    idempotency_hours: int = Field(
        24, ge=1, le=720, description="how long the answer to an Idempotency-Key is kept"
    )
    exports_at_once: int = Field(2, ge=1, le=16, description="exports made at the same time")
    time_zone: str = Field(
        "Asia/Bangkok", description="whose days the overview counts: an IANA name, as Asia/Jakarta"
    )
    https: bool = Field(False, description="served behind TLS: cookies are Secure and __Host-")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    limit: Limits = Limits()

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        """The name of a zone that this machine knows."""
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise ValueError(f"{value}: not a time zone; write one as Asia/Jakarta") from unknown
        return value

    @field_validator("engines_off", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        """Words between commas; every one must name an engine that can be spared."""
        names = value.replace(",", " ").split() if isinstance(value, str) else value
        if not names:
            return names
        from ocr.engines import registry  # noqa: PLC0415 - brings OpenCV, for who names one alone

        known = [name for name in registry.NAMES if name != registry.ALWAYS]
        if isinstance(names, Iterable) and (unknown := set(names) - set(known)):
            raise ValueError(f"{', '.join(sorted(unknown))}: not one of {', '.join(known)}")
        return names

    @field_validator("webhook_networks", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        """Networks between commas, each as address/length."""
        names = value.replace(",", " ").split() if isinstance(value, str) else value
        if isinstance(names, Iterable):
            return tuple(str(ip_network(str(name))) for name in names)
        return names

    @property
    def database_address(self) -> str:
        """The SQLAlchemy address in force."""
        return self.database or f"sqlite:///{self.data.absolute() / 'lontar.sqlite3'}"


def load(**overrides: object) -> Settings:
    """Read the environment. Raises BadSettings naming each wrong variable."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        names = "; ".join(
            f"LONTAR_{'_'.join(str(p) for p in e['loc']).upper()}: {e['msg']}"
            for e in error.errors()
        )
        raise BadSettings(names) from error


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return load()
