"""Files that are announced and arrive: the shapes of the API, and the spool they come through."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import BaseModel, Field

from api.actor import Actor
from api.speak import said
from api.state import AppState
from ingest.arrivals import Arrivals
from ingest.receive import announced
from models.limits import Limits
from models.repositories.uploads import Announced, Standing

Outcome = Literal["announced", "accepted", "duplicate", "rejected"]
Settled = Literal["", "replaced", "written_off", "withdrawn"]


class NewFile(BaseModel):
    """A file that is going to be sent."""

    name: str = Field(max_length=1000)
    folder: str = Field(
        default="", max_length=2000, description="where it lay, from what was given"
    )
    size: int = Field(ge=0, le=2**50, description="bytes")
    modified: int = Field(default=0, ge=0, le=2**50, description="milliseconds since 1970")

    def announced(self, limits: Limits) -> Announced:
        return announced(self.name, self.folder, self.size, self.modified, limits)


class NewFiles(BaseModel):
    files: Annotated[list[NewFile], Field(min_length=1, max_length=500)]


class Arrival(BaseModel):
    """How an announced file stands. `offset` of its `size` bytes have arrived for certain."""

    id: str = Field(description="of its upload, /api/v1/uploads/{id}, and of the file in its batch")
    outcome: Outcome
    settled: Settled
    size: int
    offset: int
    sha256: str = Field(description="of what was kept; empty before")
    document_id: str | None
    first_name: str = Field(description="of a duplicate: the name it first came under")
    code: str
    detail: str = Field(description="why it was rejected")
    remedy: str

    @staticmethod
    def of(standing: Standing) -> Arrival:
        submission, upload, document = standing.submission, standing.upload, standing.document
        duplicate = submission.outcome == "duplicate" and document is not None
        return Arrival(
            id=submission.id,
            outcome=cast(Outcome, submission.outcome),
            settled=cast(Settled, submission.settled),
            size=upload.size,
            offset=upload.size if standing.answered else upload.arrived,
            sha256=upload.sha256 if standing.taken else "",
            document_id=submission.document_id,
            first_name=document.name if duplicate and document else "",
            code=submission.problem_code,
            detail=said(submission.problem),
            remedy=said(submission.remedy),
        )


class Standings(BaseModel):
    """The files of an announcement, in its order."""

    batch_id: str
    files: list[Arrival]


def arrivals(state: AppState, actor: Actor) -> Arrivals:
    """The spool on behalf of this actor."""
    return Arrivals(
        state.database,
        state.store,
        state.uploads,
        state.settings.limit,
        state.settings.upload_days,
        actor.office_id,
        actor.label,
    )
