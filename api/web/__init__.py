"""The pages: server-rendered, with small scripts of our own; nothing comes from another site."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from api.policy import PolicedRouter, PublicFiles
from api.web import (
    account,
    at_hand,
    audit,
    batches,
    crop_answers,
    crops,
    dictionary,
    documents,
    drafts,
    exports,
    forms,
    home,
    languages,
    people,
    progress,
    queue,
    reading,
    records,
    review,
    routing,
    search,
    sight,
    webhooks,
)
from api.web.errors import on_error
from api.web.libraries import Libraries

__all__ = ["on_error", "router", "static"]

router: Final = PolicedRouter()
for _area in (
    account,
    languages,
    home,
    progress,
    batches,
    at_hand,
    queue,
    review,
    crops,
    crop_answers,
    records,
    exports,
    webhooks,
    search,
    documents,
    routing,
    reading,
    sight,
    audit,
    forms,
    drafts,
    dictionary,
    people,
):
    router.include_router(_area.router)

static: Final = (
    PublicFiles("/static", Path(__file__).parent / "static", "style, scripts and icon; no data"),
    PublicFiles("/lib", Libraries(), "scripts of others; no data"),
)
