"""What is kept of a page of a known form: which of its lines are the form's own print."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from extract.forms.load import load_forms
from ingest import reads
from models.forms import Form
from models.values import Box


def _lies(inner: Box, outer: Box) -> bool:
    """Whether two places share more than their rims, in mm."""
    across = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    down = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    return across > 0.5 and down > 0.5


@pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.id)
def test_the_forms_own_print_lies_where_nobody_writes(form: Form) -> None:
    """It is shown to whoever may not see the fields: tick boxes and columns are none of it."""
    straight = SimpleNamespace(
        match=SimpleNamespace(score=0.9, to_clean=np.eye(3)),
        page=SimpleNamespace(to_scan=np.eye(3), scan_width=10_000, scan_height=10_000),
    )
    for page in form.pages:
        lines = list(reads._printed(form, page.number, cast(Any, straight)))
        own = [line for line in lines if line.own]
        assert own
        zones = [field.zone for field in form.fields if field.page == page.number]
        assert not [line.text for line in own if any(_lies(line.box, zone) for zone in zones)]
