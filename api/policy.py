"""Who may use a route: declared beside it, enforced before it, written into the OpenAPI document.

`PolicedRouter` takes a `Policy` for every route. The same words are put into the operation as
`x-lontar-policy` and read back from there by the guard, so that what is published is what is
enforced. `check_policies` keeps the server from starting with a door that has no policy.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.routing import APIRoute, APIRouter, iter_route_contexts
from fastapi.staticfiles import StaticFiles
from starlette.routing import Mount

from api import once, reader
from api.actor import Actor
from api.conditional import tagged
from api.identify import identify, same_origin
from models.errors import EnvironmentProblem, Forbidden, SignInNeeded
from models.repositories.offices import ROLES, SCOPES

EXTENSION: Final = "x-lontar-policy"
SMALL_BODY: Final = 1024 * 1024  # bytes; a route that takes more says so

# Groups of roles. An administrator manages people and tokens and needs to see no case for that.
UPLOADERS: Final = ("uploader", "reviewer", "manager")
REVIEWERS: Final = ("reviewer", "manager")
#: Who is given single fields without their page. A checker sees nothing but these.
CHECKERS: Final = ("checker", "reviewer", "manager")
MANAGERS: Final = ("manager",)
ADMINISTRATORS: Final = ("administrator",)
#: Who describes forms. An administrator sees no case for that: blanks hold none.
DRAFTERS: Final = ("manager", "administrator")


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use a route: everybody (`why` says so), these roles, tokens with one scope of these.

    Make one with `public`, `people` or `people_and_tokens`.
    """

    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    why: str = ""

    @staticmethod
    def public(why: str) -> Policy:
        """Open to everybody, for a reason that the document tells."""
        if not why:
            raise EnvironmentProblem("A public route must say why it is public.")
        return Policy(why=why)

    @staticmethod
    def people(*roles: str) -> Policy:
        """Signed-in people with one of these roles."""
        return Policy.people_and_tokens(roles=roles, scopes=())

    @staticmethod
    def people_and_tokens(*, roles: tuple[str, ...], scopes: tuple[str, ...]) -> Policy:
        """People with one of these roles, and tokens with one of these scopes."""
        unknown = [word for word in (*roles, *scopes) if word not in (*ROLES, *SCOPES)]
        if unknown or not (roles or scopes):
            raise EnvironmentProblem(f"Not a role or scope: {', '.join(unknown) or '(none)'}.")
        return Policy(roles=roles, scopes=scopes)

    def allows(self, actor: Actor | None) -> bool:
        if self.why:
            return True
        if actor is None:
            return False
        if actor.kind == "person":
            return actor.role in self.roles
        return not set(actor.scopes).isdisjoint(self.scopes)

    def as_extension(self) -> dict[str, Any]:
        """The value of `x-lontar-policy`."""
        if self.why:
            return {"public": self.why}
        return {"roles": list(self.roles), "scopes": list(self.scopes)}

    @staticmethod
    def of(extra: dict[str, Any] | None) -> Policy | None:
        """The policy in a route's OpenAPI extras, or None where there is none."""
        written = (extra or {}).get(EXTENSION)
        if written is None:
            return None
        return Policy(
            tuple(written.get("roles", ())),
            tuple(written.get("scopes", ())),
            written.get("public", ""),
        )


class PolicedRoute(APIRoute):
    """A route whose guard runs before anything of the request but its head is looked at."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()
        policy = Policy.of(self.openapi_extra)
        secret = bool((self.openapi_extra or {}).get(once.EXTENSION))

        async def guarded(request: Request) -> Response:
            await _admit(request, policy)
            actor = request.state.actor
            if actor is None:
                return await inner(request)
            return tagged(request, await once.once(request, actor, inner, secret=secret))

        return guarded


async def _admit(request: Request, policy: Policy | None) -> None:
    if policy is None:
        raise Forbidden("This route declares no policy.")
    same_origin(request)
    if policy.why:
        request.state.actor = None
        return
    actor = await run_in_threadpool(identify, request)
    if actor is None:
        raise SignInNeeded
    reader.follow(actor)
    if not policy.allows(actor):
        raise Forbidden
    request.state.actor = actor


def current_actor(request: Request) -> Actor:
    """The admitted actor, as a FastAPI dependency. Raises SignInNeeded on a public route."""
    actor = cast(Actor | None, getattr(request.state, "actor", None))
    if actor is None:
        raise SignInNeeded
    return actor


Endpoint = Callable[..., Any]


class PolicedRouter(APIRouter):
    """A router whose every route takes `policy=`; other options are FastAPI's own."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_body_size", SMALL_BODY)
        super().__init__(route_class=PolicedRoute, **options)

    def policed(
        self, method: str, path: str, policy: Policy, **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        """Declare a route of any method.

        `secret=True` where question or answer holds a secret: neither is kept for repetitions.
        """
        extra = {**options.pop("openapi_extra", {}), EXTENSION: policy.as_extension()}
        if options.pop("secret", False):
            extra[once.EXTENSION] = True

        def declare(endpoint: Endpoint) -> Endpoint:
            # Clients are generated from operation ids: the endpoint's own name is a good one.
            options.setdefault("operation_id", endpoint.__name__)
            self.add_api_route(path, endpoint, methods=[method], openapi_extra=extra, **options)
            return endpoint

        return declare

    # A policy is not optional, so these are narrower than FastAPI's on purpose.
    def get(  # type: ignore[override]
        self, path: str, *, policy: Policy, **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        return self.policed("GET", path, policy, **options)

    def post(  # type: ignore[override]
        self, path: str, *, policy: Policy, **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        return self.policed("POST", path, policy, **options)

    def put(  # type: ignore[override]
        self, path: str, *, policy: Policy, **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        return self.policed("PUT", path, policy, **options)

    def patch(  # type: ignore[override]
        self, path: str, *, policy: Policy, **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        return self.policed("PATCH", path, policy, **options)

    def delete(  # type: ignore[override]
        self, path: str, *, policy: Policy, **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        return self.policed("DELETE", path, policy, **options)


class Kept(StaticFiles):
    """Files that a browser keeps, and asks about each time whether they have changed."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        answer = super().file_response(*args, **options)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


class PublicFiles(Mount):
    """Our own files (style, scripts, fonts) that everybody may fetch; packed for slow lines.

    Only these are packed: a page that is, and that shows what somebody else can choose, would tell
    by its length what else stands on it.
    """

    def __init__(self, path: str, files: Path | Kept, why: str) -> None:
        served = Kept(directory=files) if isinstance(files, Path) else files
        packed = GZipMiddleware(served, minimum_size=1000)
        super().__init__(path, app=packed, name=path.strip("/"))
        self.policy = Policy.public(why)


@dataclass(frozen=True, slots=True)
class PolicedDoor:
    """One method of one path and its policy, for whoever checks or lists them all."""

    method: str
    path: str
    policy: Policy | None


def doors(app: FastAPI) -> Iterator[PolicedDoor]:
    """Every way into the application, routes of included routers and mounts too."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        path = context.path or "?"
        if isinstance(route, PolicedRoute):
            for method in sorted(route.methods or ()):
                yield PolicedDoor(method, path, Policy.of(route.openapi_extra))
        elif isinstance(route, PublicFiles):
            yield PolicedDoor("GET", path, route.policy)
        else:
            yield PolicedDoor("*", path, None)


def check_policies(app: FastAPI) -> None:
    """Raise EnvironmentProblem naming every way in that declares no policy."""
    bare = [f"{door.method} {door.path}" for door in doors(app) if door.policy is None]
    if bare:
        raise EnvironmentProblem(
            f"These routes declare no policy: {', '.join(bare)}.",
            remedy="Declare them on a PolicedRouter with policy=; the server does not start so.",
        )
