"""Pages as ALTO 4 (https://www.loc.gov/standards/alto/), measured in pixels of the scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from models.values import Box, Line, ReadPage

_NAMESPACE: Final = "http://www.loc.gov/standards/alto/ns-v4#"


def write(file: str, pages: Sequence[ReadPage], _: Iterable[bytes] = ()) -> bytes:
    """The pages as Page, TextLine and String elements; a block holds one page's lines."""
    alto = ET.Element("alto", {"xmlns": _NAMESPACE})
    description = ET.SubElement(alto, "Description")
    ET.SubElement(description, "MeasurementUnit").text = "pixel"
    source = ET.SubElement(description, "sourceImageInformation")
    ET.SubElement(source, "fileName").text = file
    processing = ET.SubElement(description, "Processing", {"ID": "reading"})
    software = ET.SubElement(processing, "processingSoftware")
    ET.SubElement(software, "softwareName").text = "Lontar"
    layout = ET.SubElement(alto, "Layout")
    for page in pages:
        _page(layout, page)
    text: bytes = ET.tostring(alto, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _page(layout: ET.Element, page: ReadPage) -> None:
    name = f"page{page.number}"
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    sheet = ET.SubElement(layout, "Page", {"ID": name, "PHYSICAL_IMG_NR": str(page.number)} | size)
    space = ET.SubElement(sheet, "PrintSpace", {"HPOS": "0", "VPOS": "0"} | size)
    if not page.lines:
        return
    block = ET.SubElement(space, "TextBlock", {"ID": f"{name}block1"})
    for row, line in enumerate(page.lines, 1):
        _line(block, f"{name}line{row}", line)


def _line(block: ET.Element, name: str, line: Line) -> None:
    item = ET.SubElement(block, "TextLine", {"ID": name} | _place(line.box))
    for column, word in enumerate(line.words, 1):
        if column > 1:
            ET.SubElement(item, "SP")
        sure = {"CONTENT": word.text, "WC": f"{word.confidence:.2f}"}
        ET.SubElement(item, "String", {"ID": f"{name}s{column}"} | _place(word.box) | sure)


def _place(box: Box) -> dict[str, str]:
    return {
        "HPOS": str(round(box.x0)),
        "VPOS": str(round(box.y0)),
        "WIDTH": str(round(box.width)),
        "HEIGHT": str(round(box.height)),
    }
