"""Files into a batch."""

from __future__ import annotations

from typing import Literal, cast

import anyio
from fastapi import Depends, FastAPI, Request, Response
from pydantic import BaseModel, Field

from api.actor import Actor
from api.policy import UPLOADERS, PolicedRouter, Policy, current_actor
from api.problems import problem
from api.state import AppState, state
from api.upload import AT_ONCE, Stopped, take
from api.v1.shapes import Id
from ingest.receive import Answer

router = PolicedRouter(tags=["batches"])
Outcome = Literal["accepted", "duplicate", "rejected"]


class FileAnswer(BaseModel):
    """What one file came to. `accepted` and `duplicate` are safe in the store by now."""

    name: str = Field(description="its name as kept: no path, no controls")
    outcome: Outcome
    document_id: str | None = Field(description="null when rejected")
    first_name: str = Field(description="of a duplicate: the name it first came under")
    code: str
    detail: str = Field(description="why it was rejected")
    remedy: str

    @staticmethod
    def of(answer: Answer) -> FileAnswer:
        return FileAnswer(
            name=answer.name,
            outcome=cast(Outcome, answer.outcome),
            document_id=answer.document_id,
            first_name=answer.first_name if answer.outcome == "duplicate" else "",
            code=answer.code,
            detail=answer.detail,
            remedy=answer.remedy,
        )


class Uploaded(BaseModel):
    """The answers to the files of one request, in their order."""

    batch_id: str
    accepted: int
    duplicate: int
    rejected: int
    files: list[FileAnswer]


_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "format": "binary"},
                    }
                },
            }
        }
    },
}


@router.post(
    "/batches/{batch_id}/documents",
    policy=Policy.people_and_tokens(roles=UPLOADERS, scopes=("documents:write",)),
    status_code=201,
    response_model=Uploaded,
    openapi_extra={"requestBody": _BODY},
    max_body_size=2**62,  # api.upload bounds it by the limits of files
    responses={
        400: {"description": "The upload broke off; `files` names those that were taken."},
        413: {"description": "Too many files; `files` names those that were taken."},
        503: {"description": "The store failed; `files` names those that were taken."},
    },
)
async def upload(
    batch_id: Id,
    request: Request,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Uploaded:
    """Send many files at once. Each gets an answer of its own; one bad file stops no other.

    201 says that the whole request was read and every file answered for, also where some were
    rejected: look at `rejected` and at each file's `outcome`. The same bytes are one document,
    however often and under whatever name they come. An answer other than 201 names in `files`
    what was taken before it ended; sending everything again is always safe.
    """
    limiter: anyio.CapacityLimiter = request.app.state.upload_limiter
    answers = await take(request, batch_id, actor, state, limiter)
    files = [FileAnswer.of(answer) for answer in answers]
    return Uploaded(
        batch_id=batch_id,
        accepted=sum(file.outcome == "accepted" for file in files),
        duplicate=sum(file.outcome == "duplicate" for file in files),
        rejected=sum(file.outcome == "rejected" for file in files),
        files=files,
    )


def install(app: FastAPI) -> None:
    """Give uploads their threads, and an upload that ended early its answer."""
    app.state.upload_limiter = anyio.CapacityLimiter(AT_ONCE)
    app.add_exception_handler(Stopped, _stopped)


async def _stopped(request: Request, error: Exception) -> Response:
    stopped = cast(Stopped, error)
    files = [FileAnswer.of(answer).model_dump() for answer in stopped.answers]
    return problem(stopped.cause, request, files=files)
