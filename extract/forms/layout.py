"""From a compact spec to a form with explicit zones: sections and rows flow down A4 pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from extract.forms.layout_field import Placed, place
from extract.forms.spec import Spec, SpecField, SpecSection
from extract.forms.typography import MM_PER_POINT, Look, look, runs
from models.forms import Caption, Form, FormField, FormPage, Section
from models.values import Box

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
LEFT: Final = 18.0  # room for punch holes
RIGHT: Final = WIDTH - 13.0
TOP: Final = 11.0
BOTTOM: Final = HEIGHT - 14.0
_GUTTER: Final = 4.0  # between fields of a row
_HEAD: Final = 7.0  # height of a section head
_RECONSTRUCTION: Final = {
    "km": "ទម្រង់គំរូ៖ ត្រូវផ្ទៀងផ្ទាត់ជាមួយទម្រង់ដើមរបស់ការិយាល័យ",
    "th": "แบบจำลอง: โปรดเทียบกับแบบฟอร์มจริงของหน่วยงาน",
    "id": "Rekonstruksi: sesuaikan dengan formulir asli kantor Anda",
    "en": "Reconstruction: align with your office's blank form",
}


@dataclass(slots=True)
class _Flow:
    """Where the pen stands, and what has been set so far."""

    languages: tuple[str, ...]
    look: Look
    page: int = 1
    y: float = TOP
    captions: list[Caption] = field(default_factory=list)
    fields: list[FormField] = field(default_factory=list)

    def caption(self, words: Mapping[str, str], role: str, height: float) -> None:
        zone = Box(LEFT, self.y, RIGHT, self.y + height)
        self.captions.append(Caption(words, self.page, zone, role))
        self.y += height

    def new_page(self) -> None:
        self.page += 1
        self.y = TOP + 2


def layout(spec: Spec) -> Form:
    """Give every label, value, tick box and column of `spec` its place in mm.

    Rows never break across pages; a section head stays with its first row.
    Raises BadFormDefinition when a field cannot fit the width of the page.
    """
    flow = _Flow(spec.languages, look(spec.languages))
    _masthead(spec, flow)
    for section in spec.sections:
        _section(section, flow)
    pages = tuple(
        FormPage(number, WIDTH, HEIGHT, f"page-{number}.png") for number in range(1, flow.page + 1)
    )
    for page in pages:
        _foot(spec, page.number, len(pages), flow)
    return Form(
        id=spec.id,
        version=spec.version,
        status=spec.status,
        titles=spec.titles,
        languages=spec.languages,
        country=spec.country,
        pages=pages,
        fields=tuple(flow.fields),
        captions=tuple(flow.captions),
        checks=spec.checks,
        source=spec.source,
        left_out=spec.left_out,
        sections=tuple(Section(s.id, s.head) for s in spec.sections if s.id),
        rules=spec.rules,
    )


def _masthead(spec: Spec, flow: _Flow) -> None:
    for words in spec.header:
        flow.caption(words, "header", flow.look.label * MM_PER_POINT * 1.9)
    flow.y += 1.5
    set_ = runs(spec.titles, spec.languages, flow.look.title, flow.look.second + 2, head=True)
    flow.caption(spec.titles, "title", sum(r.points * MM_PER_POINT * 1.75 for r in set_))
    for words in spec.notes:
        flow.caption(words, "note", flow.look.second * MM_PER_POINT * 1.9)
    flow.y += 2.0


def _section(section: SpecSection, flow: _Flow) -> None:
    if section.new_page:
        flow.new_page()
    first = _row_height(section.rows[0], flow)
    if flow.y + _HEAD + 1.5 + first > BOTTOM:
        flow.new_page()
    flow.y += 1.5
    flow.caption(section.head, "section", _HEAD)
    flow.y += 1.0
    for row in section.rows:
        if flow.y + _row_height(row, flow) > BOTTOM:
            flow.new_page()
        placed = _row(row, flow)
        flow.fields += [replace(p.field, section=section.id) for p in placed]
        flow.y += max(p.height for p in placed)


def _row(row: tuple[SpecField, ...], flow: _Flow) -> list[Placed]:
    room = RIGHT - LEFT - _GUTTER * (len(row) - 1)
    share = room / sum(f.width for f in row)
    placed: list[Placed] = []
    x = LEFT
    for item in row:
        width = item.width * share
        room_for_it = Box(x, flow.y, x + width, BOTTOM)
        placed.append(place(item, room_for_it, flow.page, flow.languages, alone=len(row) == 1))
        x += width + _GUTTER
    return placed


def _row_height(row: tuple[SpecField, ...], flow: _Flow) -> float:
    return max(p.height for p in _row(row, flow))


def _foot(spec: Spec, page: int, pages: int, flow: _Flow) -> None:
    words = {"km": "ទំព័រ", "th": "หน้า", "id": "Halaman", "en": "Page"}
    main = spec.languages[0]
    y = HEIGHT - 11.0
    number = {main: f"{words[main]} {page}/{pages}"}
    flow.captions.append(Caption(number, page, Box(RIGHT - 40, y, RIGHT, y + 5), "page"))
    if spec.status == "reconstruction":
        text = {main: f"{spec.id} {spec.version} · {_RECONSTRUCTION[main]}"}
        flow.captions.append(Caption(text, page, Box(LEFT, y, RIGHT - 45, y + 5), "note"))
