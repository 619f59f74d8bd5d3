"""Machine tokens of an office, for its administrators."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Depends
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note
from api.policy import ADMINISTRATORS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.shapes import Id, Moment
from ingest.receive import without_hidden
from models import tables
from models.errors import BadRequest
from models.repositories import offices

router = PolicedRouter(tags=["tokens"])

POLICY: Final = Policy.people(*ADMINISTRATORS)
Scope = Literal["documents:write", "documents:read", "records:read", "records:write"]


class NewToken(BaseModel):
    name: str = Field(min_length=1, max_length=100, description="what the token is for")
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)]
    days: int = Field(default=30, ge=1, le=90, description="until it ends")


class Token(BaseModel):
    """A token without its secret, which is kept nowhere."""

    id: str
    name: str
    scopes: list[Scope]
    created: Moment
    expires: Moment
    revoked: Moment | None

    @staticmethod
    def of(token: tables.Token) -> Token:
        return Token.model_validate(token, from_attributes=True)


class TokenWithSecret(Token):
    secret: str = Field(description="shown this once: send it as `Authorization: Bearer SECRET`")


class Tokens(BaseModel):
    tokens: list[Token]


@router.get("/tokens", policy=POLICY)
def list_tokens(actor: Actor = Depends(current_actor), state: AppState = Depends(state)) -> Tokens:
    """Every token of your office, ended and revoked ones too."""
    with state.database.read() as session:
        return Tokens(tokens=[Token.of(t) for t in offices.tokens(session, actor.office_id)])


@router.post("/tokens", policy=POLICY, status_code=201, secret=True)
def add_token(
    body: NewToken, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> TokenWithSecret:
    """Make a token. Its secret is in this answer and nowhere else."""
    if body.days > state.settings.token_days:
        raise BadRequest(f"Tokens live at most {state.settings.token_days} days here.")
    name, scopes = without_hidden(body.name), list(dict.fromkeys(body.scopes))
    with state.database.write() as session:
        made = offices.add_token(session, actor.office_id, name, scopes, days=body.days)
        note(session, actor, "token.added", made.id, scopes=scopes, days=body.days)
        kept = Token.of(offices.token(session, actor.office_id, made.id))
    return TokenWithSecret(**kept.model_dump(), secret=made.secret)


@router.delete("/tokens/{token_id}", policy=POLICY, status_code=204)
def revoke_token(
    token_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """End a token at once; no error when it has ended already."""
    with state.database.write() as session:
        offices.revoke_token(session, actor.office_id, token_id)
        note(session, actor, "token.revoked", token_id)
