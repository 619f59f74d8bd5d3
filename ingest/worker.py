"""The worker: RQ's, with a child per document that cannot outlive it."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import Worker
from rq.job import Job
from rq.queue import Queue

from extract.languages.pipelines import pipeline
from extract.values import place
from ingest import scratch
from ingest.known import known_now
from ingest.logs import configure
from ingest.processes import die_with_parent, end_group
from ingest.queue import connect, open_queue
from ingest.settings import Settings
from models.errors import BadFormDefinition, QueueDown
from models.languages import ENGINE_LANGUAGES
from ocr.engines import registry

log = structlog.get_logger(__name__)

#: RQ notices a dead worker after 10 to 20 minutes by default; the lease in the database does so
#: in seconds, these keep RQ's own books close behind.
MONITOR_SECONDS = 5
#: A place of each country: to look it up loads that country's gazetteer.
_PLACES = {"KHM": "ខេត្តកំពត", "THA": "จังหวัดตาก", "IDN": "Provinsi Jawa Barat"}


class FormWorker(Worker):
    """Forks one work-horse a document; what it had started and written ends with it."""

    scratch: Path  # root of the children's folders
    folder: Path
    settings: Settings

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        parent = os.getpid()
        self._learn()
        self.folder = scratch.new(self.scratch)
        child = os.fork()
        if child == 0:
            os.setpgrp()
            die_with_parent(parent)
            scratch.use(self.folder)
            self.main_work_horse(job, queue)
            os._exit(0)
        self._horse_pid = child

    def _learn(self) -> None:
        """Forms that were saved since the last document: once here, not in every child."""
        try:
            known_now(self.settings)
        except BadFormDefinition as error:
            log.error("forms_not_read", code=error.code, detail=error.detail)

    def monitor_work_horse(self, job: Job, queue: Queue, execution: Any) -> None:
        horse = self.horse_pid
        try:
            super().monitor_work_horse(job, queue, execution)
        finally:
            end_group(horse)
            scratch.remove(self.folder)

    def maintain_heartbeats(self, job: Job, execution: Any) -> None:
        # Without the queue the child can still finish: its result goes to the database.
        try:
            super().maintain_heartbeats(job, execution)
        except RedisError:
            log.warning("queue_down_document_goes_on")


def work(settings: Settings, *, burst: bool = False) -> None:
    """Work until told to stop (SIGTERM or SIGINT: after the document in hand).

    Raises QueueDown when Valkey goes away for good.
    """
    configure(settings.log_level)
    _preload(settings)
    connection = connect(settings, patient=True)
    worker = FormWorker(
        [open_queue(connection, settings)],
        connection=connection,
        serializer="rq.serializers.JSONSerializer",
        job_monitoring_interval=MONITOR_SECONDS,
        maintenance_interval=MONITOR_SECONDS,
        worker_ttl=30,
        log_job_description=False,
    )
    worker.settings = settings
    worker.scratch = settings.data.absolute() / "scratch"
    scratch.sweep(worker.scratch)
    try:
        worker.work(burst=burst, logging_level="WARNING")
    except RedisError as error:
        raise QueueDown from error


def _preload(settings: Settings) -> None:
    """Import and build what every document needs once, before the first child is forked.

    OpenCV and NumPy may be forked while they run no threads of their own: `api.cli` sets their
    pools to one before they are imported (docs/decisions/004-fork-after-import.md).
    """
    importlib.import_module("ingest.work")
    importlib.import_module("ingest.pipeline")
    known_now(settings)
    registry.warm(settings.engines_off)
    for code in ENGINE_LANGUAGES:
        pipeline(code)
    for country, name in _PLACES.items():
        place.parse(name, country, ())
