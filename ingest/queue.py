"""The queue: RQ on Valkey. The only importer of rq and redis, apart from `ingest.worker`.

The queue is not a ledger. It carries document ids and may lose or repeat any of them: the
database says what waits (`models.repositories.documents`), the relay puts it here again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from ingest.settings import Settings
from models.errors import EnvironmentProblem, QueueDown

QUEUE = "lontar"
JOB = "ingest.work.read_document"


def connect(settings: Settings, *, patient: bool = False) -> Redis:
    """A connection that answers or fails soon; `patient` is for a worker's blocking wait."""
    address = settings.queue.get_secret_value()
    if not address:
        raise EnvironmentProblem(
            "No queue is set.",
            remedy="Set LONTAR_QUEUE to redis://…, or run `lontar up`, which starts one.",
        )
    if patient:
        return Redis.from_url(address, socket_connect_timeout=5, health_check_interval=10)
    return Redis.from_url(
        address, socket_connect_timeout=2, socket_timeout=5, retry=Retry(NoBackoff(), 0)
    )


def open_queue(connection: Redis, settings: Settings) -> Queue:
    """RQ's queue, with jobs written as JSON."""
    return Queue(
        QUEUE,
        connection=connection,
        serializer=JSONSerializer,
        default_timeout=settings.limit.document_seconds,
    )


def enqueue(queue: Queue, document_ids: Sequence[str]) -> None:
    """Put ids in the queue. Raises QueueDown; some may then be in it already, which is harmless."""
    jobs = [
        Queue.prepare_data(
            JOB,
            (document_id,),
            result_ttl=0,
            failure_ttl=3600,
            description=document_id,
            timeout=queue._default_timeout,
        )
        for document_id in document_ids
    ]
    try:
        queue.enqueue_many(jobs)
    except RedisError as error:
        raise QueueDown from error


def queued(queue: Queue) -> frozenset[str]:
    """Document ids that are in the queue or in a worker's hands. Raises QueueDown."""
    try:
        ids = [*queue.job_ids, *queue.started_job_registry.get_job_ids(cleanup=False)]
        return frozenset(_documents(queue, ids))
    except RedisError as error:
        raise QueueDown from error


def _documents(queue: Queue, job_ids: Iterable[str]) -> Iterable[str]:
    # A job's description is its document's id: one field each, fetched in one round trip.
    pipeline = queue.connection.pipeline(transaction=False)
    keys = [queue.job_class.key_for(job_id.split(":")[0]) for job_id in job_ids]
    for key in keys:
        pipeline.hget(key, "description")
    for found in pipeline.execute():
        if found is not None:
            yield found.decode()


def check(settings: Settings) -> str:
    """The server's version. Raises QueueDown."""
    try:
        with connect(settings) as connection:
            information = connection.info("server")
    except RedisError as error:
        raise QueueDown from error
    return str(information.get("valkey_version") or information.get("redis_version"))
