"""How a blank form is set: families, sizes in points and heights in millimetres, by language.

The layouter measures with the fonts that the printer draws with, so that zones and ink agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extract.forms.fonts import first_font, sized

MM_PER_POINT: Final = 25.4 / 72
TICK_SIDE: Final = 3.4  # mm, side of a tick box
#: a dotted line lies at this share of the height of its row; what hangs below stays in the zone
LINE_AT: Final = 0.76
ABOVE_LINE: Final = 0.5  # mm between a baseline and the dots beneath it
BETWEEN: Final = 2.4  # mm between two languages on one line
_MEASURE_PIXELS: Final = 200

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "km": ("Khmer OS Siemreap", "Khmer OS Battambang", "Noto Sans Khmer"),
    "th": ("Laksaman", "Garuda", "Noto Sans Thai"),
    "id": ("Liberation Sans", "DejaVu Sans", "Noto Sans"),
    "en": ("Liberation Sans", "DejaVu Sans", "Noto Sans"),
}
HEAD_FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    **FAMILIES,
    "km": ("Khmer OS Muol Light", "Khmer OS Muol", *FAMILIES["km"]),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes of one main language: points for words, millimetres for rows."""

    label: float
    second: float  # the language beneath or beside the main one
    head: float
    title: float
    pitch: float  # height of a row of writing
    option: float  # height of a row of tick boxes


LOOKS: Final[dict[str, Look]] = {
    "km": Look(label=10.0, second=7.2, head=9.5, title=11.5, pitch=11.0, option=8.0),
    "th": Look(label=12.5, second=8.0, head=13.0, title=16.0, pitch=10.2, option=8.2),
    "id": Look(label=9.8, second=7.6, head=10.5, title=14.0, pitch=9.6, option=7.6),
    "en": Look(label=9.6, second=7.6, head=10.5, title=14.0, pitch=9.6, option=7.6),
}


def look(languages: Sequence[str]) -> Look:
    """The look of a form by its main label language."""
    return LOOKS[languages[0]]


def word_middle(languages: Sequence[str], count: int) -> float:
    """Where the middle of a label lies below the top of its row (mm).

    A label in one language (`count` 1) stands on the dotted line like the value beside it; one in
    two languages takes the row's whole height.
    """
    sizes = look(languages)
    if count > 1:
        return sizes.pitch / 2
    return LINE_AT * sizes.pitch - ABOVE_LINE - 0.36 * sizes.label * MM_PER_POINT


def width_mm(text: str, language: str, points: float, *, head: bool = False) -> float:
    """Width in mm of a line of `text` set in the family of its language."""
    families = HEAD_FAMILIES if head else FAMILIES
    font = sized(first_font(families[language], bold=head and language != "km"), _MEASURE_PIXELS)
    return float(font.getlength(text)) / _MEASURE_PIXELS * points * MM_PER_POINT


@dataclass(frozen=True, slots=True)
class Run:
    """A line of text as it is set: language, size in points, and whether it is a head."""

    text: str
    language: str
    points: float
    head: bool = False

    @property
    def width(self) -> float:
        return width_mm(self.text, self.language, self.points, head=self.head)


def runs(
    words: Mapping[str, str], languages: Sequence[str], main: float, second: float, *, head: bool
) -> tuple[Run, ...]:
    """The words of a label in the order of the form's languages, the first one larger."""
    present = [code for code in languages if code in words]
    return tuple(
        Run(words[code], code, main if i == 0 else second, head=head and i == 0)
        for i, code in enumerate(present)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """Runs that stand on one line with BETWEEN mm from one to the next."""

    runs: tuple[Run, ...]

    @property
    def width(self) -> float:
        return sum(run.width for run in self.runs) + BETWEEN * (len(self.runs) - 1)

    @property
    def points(self) -> float:
        return max(run.points for run in self.runs)


def lines(
    words: Mapping[str, str], languages: Sequence[str], main: float, second: float
) -> tuple[Line, ...]:
    """A label as it is set: the form's main language, and beneath it all others on one line."""
    first, *others = runs(words, languages, main, second, head=False)
    return (Line((first,)), Line(tuple(others))) if others else (Line((first,)),)
