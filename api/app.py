"""The application: the routers of `api.v1`, the pages of `api.web`, and what frames them all."""

from __future__ import annotations

from fastapi import FastAPI

from api import once, openapi, problems, web
from api.exports.making import Turns
from api.frame import Frame
from api.identify import secure_cookies
from api.logs import log
from api.policy import check_policies
from api.state import AppState
from api.v1 import router, uploads


def create_app(state: AppState) -> FastAPI:
    """The whole application over one state. Raises EnvironmentProblem for a route unpoliced."""
    # FastAPI's own documentation routes are off: they have no policy and load from a CDN.
    app = FastAPI(
        title="Lontar",
        version="1",
        description="Paper case forms in, trusted records out.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.lontar = state
    app.state.exports = Turns(state.settings.exports_at_once)
    once.install(state.database)
    app.include_router(router, prefix="/api/v1")
    problems.install(app, pages=web.on_error)
    uploads.install(app)
    app.include_router(web.router)
    app.router.routes.extend(web.static)
    openapi.install(app)
    app.add_middleware(Frame, https=state.settings.https)
    check_policies(app)
    if not secure_cookies(state.settings):
        log.warning(
            "cookies_not_secure",
            remedy="Serve behind TLS and set LONTAR_HTTPS=true; sign-ins can be overheard now.",
        )
    return app
