"""Whatever stands in a definition, it is either sound or refused in words; nothing fails."""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms.dump import dump_form
from extract.forms.load import examined
from extract.forms.strict import parse_yaml
from extract.forms.zones_drawn import drawn
from models.forms import Caption, Column, Form, FormField, FormPage, Kind, Option, Writing
from models.values import Box


def _field(key: str, kind: Kind, top: float, **more: Any) -> FormField:
    made: dict[str, Any] = {
        "key": key,
        "kind": kind,
        "labels": {"en": key},
        "page": 1,
        "label_zone": Box(10, top, 28, top + 5),
        "zone": Box(30, top, 100, top + 20),
        "writing": Writing.DOTS,
        "languages": ("eng",),
    }
    return FormField(**{**made, **more})


def _small() -> Form:
    boxes = (Box(31, 41, 34, 44), Box(51, 41, 54, 44))
    options = (
        Option("a", {"en": "A"}, boxes[0]),
        Option("b", {"en": "B"}, boxes[1], other=True, text_zone=Box(60, 41, 99, 48)),
    )
    column = Column("name", Kind.NAME, {"en": "Name"}, Box(30, 70, 60, 90))
    return Form(
        id="small",
        version="1",
        status="official",
        titles={"en": "Small"},
        languages=("en",),
        country="KHM",
        pages=(FormPage(1, 120, 150, "page-1.png"),),
        fields=(
            _field("age", Kind.NUMBER, 10, least=0.0, required_if="kind_of = a"),
            _field("kind_of", Kind.CHOICE, 40, writing=Writing.TICKS, options=options),
            _field("rows", Kind.TABLE, 70, writing=Writing.TABLE, columns=(column,), rows=2),
            _field("code", Kind.CASE_CODE, 100, pattern="##", asked_if="age > 3"),
        ),
        captions=(Caption({"en": "Small"}, 1, Box(10, 2, 100, 8), "title"),),
        source="a test",
    )


@lru_cache(maxsize=1)
def _data() -> Any:
    return parse_yaml(dump_form(_small()), "small")


def _places(data: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: Any = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    return [place for key, value in items for place in [(*way, key), *_places(value, (*way, key))]]


_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    7,
    10**9,
    0.5,
    [],
    {},
    ["x"],
    [1, 2, 3, 4],
    [9, 9, 5, 5],
    {"en": "x"},
)
_WORDS = ("", " ", "x", "age", "no", "age > 3", "rows = 1", "choice", "table", "ticks", "right")
_ODD = st.sampled_from((*_VALUES, *_WORDS))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_definition_with_anything_in_it_is_sound_or_refused(data: st.DataObject) -> None:
    changed = copy.deepcopy(_data())
    for _ in range(data.draw(st.integers(1, 3))):
        places = _places(changed)
        *way, last = data.draw(st.sampled_from(places))
        holder = changed
        for step in way:
            holder = holder[step]
        if data.draw(st.booleans()) or isinstance(holder, list):
            holder[last] = data.draw(_ODD)
        elif data.draw(st.booleans()):
            del holder[last]
        else:
            holder["odd"] = holder.pop(last)
    form, faults = examined(changed, Path("nowhere"))
    assert form is not None or faults
    assert all(fault.where and fault.text and fault.remedy for fault in faults)
    if form is not None:
        assert len(drawn(form, faults)) == len(form.pages)


def test_the_small_form_itself_is_sound() -> None:
    assert examined(_data(), Path("nowhere"))[1] == ()
