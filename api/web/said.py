"""A field's value as people read it: option words for codes, dates and places in full."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from api import speak
from api.speak import _, ngettext
from api.web.written import day
from models.forms import FormField, Option

_BUDDHIST_OFFSET: Final = 543


def said(value: Any, raw: str, field: FormField | None) -> str:
    """The value in words; what was written where nothing is known of its meaning.

    >>> said({"iso": "1997-08", "era": "BE", "written": "ส.ค. 2540"}, "ส.ค. 2540", None)
    'August 1997'
    """
    if value is None:
        return raw
    if isinstance(value, bool):
        return _("present") if value else _("absent")
    if isinstance(value, Mapping):
        return _mapping(value, field) or raw
    if isinstance(value, list | tuple):
        return _list(value, field)
    return _option_words(str(value), field)


def understood(kind: str, value: Any, raw: str, field: FormField | None) -> str:
    """How the writing was understood, where that says more than the writing itself."""
    if kind == "date" and isinstance(value, Mapping):
        return f"{said(value, raw, field)}{_era(value)}"
    if kind == "place" and isinstance(value, Mapping):
        return _mapping(value, field)
    if kind in ("number", "national_id", "phone", "case_code", "name") and value is not None:
        text = str(value)
        return "" if text == raw.strip() else text
    return ""


def codes(value: Any) -> tuple[str, ...]:
    """The option codes in the value of a choice, whatever its shape."""
    if isinstance(value, Mapping):
        value = value.get("codes", value.get("code"))
    if isinstance(value, str):
        return (value,)
    return tuple(str(code) for code in value) if isinstance(value, list | tuple) else ()


def other_text(value: Any) -> str:
    """What is written beside "other" in the value of a choice."""
    return str(value.get("other") or "") if isinstance(value, Mapping) else ""


def _era(value: Mapping[str, Any]) -> str:
    iso = str(value.get("iso") or "")
    # In Thai the year of the Buddhist era stands beside every date.
    if value.get("era") != "BE" or not iso[:4].isdecimal() or speak.language() == "th":
        return ""
    year = speak.digits(str(int(iso[:4]) + _BUDDHIST_OFFSET))
    return f" ({_('written as {year} of the Buddhist era').format(year=year)})"


def _mapping(value: Mapping[str, Any], field: FormField | None) -> str:
    if "iso" in value:
        try:
            date.fromisoformat(f"{value['iso']}-01-01"[:10])
            return day(str(value["iso"]))
        except ValueError:
            return str(value["iso"])
    if "levels" in value:
        named = [str(level["name"]) for level in reversed(value["levels"])]
        return ", ".join([*([str(value["rest"])] if value.get("rest") else []), *named])
    if "codes" in value or "code" in value:
        words = [_option_words(code, field) for code in codes(value)]
        if other_text(value):
            words.append(f"“{other_text(value)}”")
        return "; ".join(words)
    return "; ".join(f"{key}: {part}" for key, part in value.items() if part not in (None, ""))


def _list(value: list[Any] | tuple[Any, ...], field: FormField | None) -> str:
    if any(isinstance(item, Mapping) for item in value):
        return ngettext("{count} row", "{count} rows", len(value)).format(count=len(value))
    return "; ".join(_option_words(str(item), field) for item in value)


def _option_words(code: str, field: FormField | None) -> str:
    option = next((o for o in field.options if o.code == code), None) if field else None
    return option_words(option) if option else code


def option_words(option: Option) -> str:
    """The words printed beside a tick box, in every language of the paper.

    An option without words is shown by its code.
    """
    return " / ".join(option.words.values()) or option.code
