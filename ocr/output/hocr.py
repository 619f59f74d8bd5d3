"""Pages as hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/), an XHTML file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from models.values import Box, ReadPage

_XHTML: Final = "http://www.w3.org/1999/xhtml"


def write(file: str, pages: Sequence[ReadPage], _: Iterable[bytes] = ()) -> bytes:
    """The pages as ocr_page, ocr_line and ocrx_word elements."""
    html = ET.Element("html", {"xmlns": _XHTML})
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "title").text = file
    ET.SubElement(
        head, "meta", {"http-equiv": "Content-Type", "content": "text/html; charset=utf-8"}
    )
    ET.SubElement(head, "meta", {"name": "ocr-system", "content": "lontar"})
    classes = "ocr_page ocr_line ocrx_word"
    ET.SubElement(head, "meta", {"name": "ocr-capabilities", "content": classes})
    body = ET.SubElement(html, "body")
    for page in pages:
        _page(body, page)
    text: bytes = ET.tostring(html, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _page(body: ET.Element, page: ReadPage) -> None:
    title = f"bbox 0 0 {page.width} {page.height}; ppageno {page.number - 1}"
    if page.dpi:
        title += f"; scan_res {round(page.dpi)} {round(page.dpi)}"
    name = f"page_{page.number}"
    sheet = ET.SubElement(body, "div", {"class": "ocr_page", "id": name, "title": title})
    for row, line in enumerate(page.lines, 1):
        where = {"class": "ocr_line", "id": f"{name}_line_{row}", "title": _bbox(line.box)}
        span = ET.SubElement(sheet, "span", where)
        for column, word in enumerate(line.words, 1):
            sure = f"{_bbox(word.box)}; x_wconf {round(100 * word.confidence)}"
            what = {"class": "ocrx_word", "id": f"{name}_word_{row}_{column}", "title": sure}
            item = ET.SubElement(span, "span", what)
            item.text = word.text
            item.tail = " "


def _bbox(box: Box) -> str:
    return f"bbox {round(box.x0)} {round(box.y0)} {round(box.x1)} {round(box.y1)}"
