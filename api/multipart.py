"""A multipart/form-data body, taken apart while it arrives; no file is ever whole in memory.

Written over python-multipart's streaming parser (RFC 7578), which calls back; here the calls
become values that a plain loop can pull.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from models.errors import BadRequest

#: A name may be 4 KB of Khmer and more; the store cuts what is kept.
HEADER_BYTES: Final = 64 * 1024
HEADERS: Final = 16


class BrokenOff(BadRequest):
    """The body ended, or stopped arriving, inside a file."""

    code = "upload_broken_off"
    status = 400
    title = "The upload broke off before its end."
    default_remedy = "Send the missing files again; those that were answered for are kept."


@dataclass(frozen=True, slots=True)
class _Begin:
    name: str


@dataclass(frozen=True, slots=True)
class _Data:
    piece: bytes


@dataclass(frozen=True, slots=True)
class _End:
    last: bool  # of the whole body, not of a part


_Event = _Begin | _Data | _End


@dataclass(frozen=True, slots=True)
class Part:
    """One file: the name it came under, as sent, and its bytes. Read them before the next part."""

    name: str
    pieces: Iterator[bytes]


def boundary_of(content_type: str) -> bytes:
    """The boundary in a Content-Type. Raises BadRequest when it is not multipart/form-data."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise BadRequest(
            "The body is not multipart/form-data.",
            remedy="Send the files as multipart/form-data, as `curl -F files=@scan.pdf` does.",
        )
    return boundary


def parts(chunks: Iterator[bytes], boundary: bytes) -> Iterator[Part]:
    """The files of a body in their order; every part is taken for a file.

    Raises BadRequest for a body that is not well formed, BrokenOff for one that ends too early.
    What is left of a part when the next is asked for is passed over.
    """
    events = _events(chunks, boundary)
    for event in events:
        if isinstance(event, _Begin):
            pieces = _pieces(events)
            yield Part(event.name, pieces)
            for _ in pieces:
                pass
        elif isinstance(event, _End) and event.last:
            return
    raise BrokenOff


def _pieces(events: Iterator[_Event]) -> Iterator[bytes]:
    for event in events:
        if isinstance(event, _Data):
            yield event.piece
        else:
            return
    raise BrokenOff


def _events(chunks: Iterator[bytes], boundary: bytes) -> Iterator[_Event]:
    calls = _Calls()
    try:
        parser = calls.parser(boundary)
        for chunk in chunks:
            parser.write(chunk)
            while calls.waiting:
                yield calls.waiting.popleft()
    except FormParserError as error:
        raise BadRequest("The body is not well-formed multipart/form-data.") from error


class _Calls:
    """Turns the parser's callbacks into waiting events."""

    def __init__(self) -> None:
        self.waiting: deque[_Event] = deque()
        self._field = self._value = self._disposition = b""

    def parser(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": lambda: self.waiting.append(_End(last=False)),
                "on_end": lambda: self.waiting.append(_End(last=True)),
            },
            max_header_count=HEADERS,
            max_header_size=HEADER_BYTES,
        )

    def _begin(self) -> None:
        self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"filename", b"").decode("utf-8", "replace")
        # Browsers write these three so inside a quoted name (HTML, multipart/form-data encoding).
        for escaped, meant in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n")):
            name = name.replace(escaped, meant)
        self.waiting.append(_Begin(name))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self.waiting.append(_Data(data[start:end]))
