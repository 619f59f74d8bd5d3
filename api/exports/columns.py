"""Which columns a table has: known before its first row is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from api.actor import Actor
from api.seen import each_form
from models.forms import Form
from models.repositories import exporting
from models.repositories.exporting import Extent
from models.sight import Sights

#: before the fields of a record, and after them the keys of those without a value
HEAD: Final = ("id", "document_id", "form", "form_version", "finished", "revised", "version")
UNREAD: Final = ("illegible", "not_applicable")
#: what a record holds that its form's definition does not know, as JSON: nothing is dropped
FURTHER: Final = "further"


@dataclass(frozen=True, slots=True)
class Column:
    """A field's column. `hidden` where it is kept from whoever asks: then it stays empty."""

    key: str
    kind: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of one form, all its versions together."""

    form: str
    columns: tuple[Column, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file will hold: one sheet a form, and what this asker may see of each."""

    extent: Extent
    sheets: tuple[Sheet, ...]
    sights: Mapping[str, Sights]

    def sheet(self, form: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.form == form)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all forms in one table, each once."""
        return tuple(dict.fromkeys(c.key for sheet in self.sheets for c in sheet.columns))


def plan(session: Session, actor: Actor, forms: Sequence[Form], extent: Extent) -> Plan:
    """Columns from the definitions; from the records where there is none any more."""
    defined = {(form.id, form.version): form for form in forms}
    lost = [of for of in extent.forms if of not in defined]
    kept = exporting.keys(session, actor.office_id, lost)
    names = tuple(dict.fromkeys(form for form, _ in extent.forms))
    sights = each_form(session, actor, names)
    sheets = []
    for name in names:
        kinds: dict[str, str] = {}
        for of in extent.forms:
            if of[0] != name:
                continue
            fields = (
                [(f.key, f.kind.value) for f in defined[of].fields] if of in defined else kept[of]
            )
            kinds.update(fields)
        columns = tuple(
            Column(key, kind, hidden=not sights[name].whole(key)) for key, kind in kinds.items()
        )
        sheets.append(Sheet(name, columns))
    return Plan(extent, tuple(sheets), sights)
