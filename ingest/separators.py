"""Separator sheets: paper that is laid between two cases before they are scanned together."""

from __future__ import annotations

from html import escape
from typing import Final

from extract.forms.printing import as_pdf
from extract.forms.typography import FAMILIES
from models.values import Grey
from ocr import codes

#: What stands in the code; the number is of its meaning, should that ever change.
TEXT: Final = "LONTAR SEPARATOR 1"
_SIDE: Final = 46.0  # mm of a code
_AT: Final = ((24.0, 26.0), (140.0, 26.0), (24.0, 225.0), (140.0, 225.0))  # one is enough
_WORDS: Final = {
    "en": ("A new case begins here", "Put this sheet before the first page of every case."),
    "km": ("សំណុំរឿងថ្មីចាប់ផ្តើមពីទីនេះ", "ដាក់សន្លឹកនេះនៅមុខទំព័រដំបូងនៃសំណុំរឿងនីមួយៗ។"),
    "th": ("เริ่มคดีใหม่จากแผ่นนี้", "วางแผ่นนี้ไว้หน้าหน้าแรกของแต่ละคดี"),
    "id": ("Kasus baru mulai di sini", "Letakkan lembar ini sebelum halaman pertama tiap kasus."),
}
_CSS: Final = """
@page { size: 210mm 297mm; margin: 0 }
body { margin: 0 }
section { position: relative; width: 210mm; height: 297mm; break-after: page }
section:last-child { break-after: auto }
svg { position: absolute }
div.words { position: absolute; left: 20mm; right: 20mm; top: 92mm; text-align: center }
h1 { font-size: 26pt; margin: 5mm 0 1mm } p { font-size: 12pt; margin: 0 }
"""


def is_separator(grey: Grey, dpi: float) -> bool:
    """Whether a page carries the code of a separator sheet."""
    return TEXT in codes.read(grey, dpi)


def print_separators(sheets: int) -> bytes:
    """A PDF of so many sheets of A4, all alike. Raises EnvironmentProblem without the printer."""
    code = "".join(_code(x, y) for x, y in _AT)
    words = "".join(_said(language, *said) for language, said in _WORDS.items())
    page = f'<section>{code}<div class="words">{words}</div></section>'
    return as_pdf(
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(TEXT)}</title>'
        f"<style>{_CSS}</style></head><body>{page * sheets}</body></html>"
    )


def _said(language: str, head: str, line: str) -> str:
    family = ",".join(f"'{name}'" for name in FAMILIES[language])
    return (
        f'<div lang="{language}" style="font-family:{family}"><h1>{escape(head)}</h1>'
        f"<p>{escape(line)}</p></div>"
    )


def _code(x: float, y: float) -> str:
    dark = codes.modules(TEXT) < 128
    rects = "".join(
        f'<rect x="{column}" y="{row}" width="1.02" height="1.02"/>'
        for row, line in enumerate(dark)
        for column, black in enumerate(line)
        if black
    )
    size = f"{dark.shape[1]} {dark.shape[0]}"
    return (
        f'<svg style="left:{x}mm;top:{y}mm" width="{_SIDE}mm" height="{_SIDE}mm"'
        f' viewBox="0 0 {size}">{rects}</svg>'
    )
