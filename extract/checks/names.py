"""Names: their titles against sex and age, and two scripts of one name against each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extract.context import Context
from extract.findings import Finding, Values
from extract.languages.names import split_title
from extract.languages.sounds import sound_alike
from extract.languages.words import Title
from extract.languages.words import languages as spoken_languages
from extract.text import clean, scripts, without_leaders
from models.forms import Form

#: likeness of two scripts of one name: below the first they are doubted, from the second believed.
#: 2,000 made-up Khmer names: 0.5 % of those that belong together fall below, 67 % of others do not
_UNLIKE: Final = 0.5
_ALIKE: Final = 0.9


def title_agrees(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """The title before the person's name agrees with sex and age (docs/values.md, partly G)."""
    sex, age = values.text("sex"), values.number("age")
    for field in form.fields:
        if not field.key.startswith("name_") or field.key not in values.fields:
            continue
        raw = without_leaders(clean(values.fields[field.key].raw))
        title, _ = split_title(raw, field.languages)
        if title is None:
            title = _ticked_title(values.text("title"), field.languages)
        if title is None:
            continue
        if title.sex and sex in ("male", "female") and title.sex != sex:
            says = (
                f"The title {title.forms[0]} is that of a {title.sex} person; the sex says {sex}."
            )
            yield Finding((field.key, "sex"), "title_and_sex", says)
        if age is not None and title.under and age >= title.under:
            says = (
                f"The title {title.forms[0]} is for those under {title.under}; the age says {age}."
            )
            yield Finding((field.key, "age"), "title_and_age", says)
        if age is not None and title.since and age < title.since:
            says = f"The title {title.forms[0]} is used from {title.since} on; the age says {age}."
            yield Finding((field.key, "age"), "title_and_age", says)


def _ticked_title(code: str, languages: tuple[str, ...]) -> Title | None:
    """The title of a tick box of its own (field "title"), whose codes are those of names.yaml."""
    found = (t for spoken in spoken_languages(languages) for t in spoken.titles if t.code == code)
    return next(found, None)


def names_sound_alike(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """The name in Latin letters sounds like the one in Khmer or Thai."""
    latin = values.text("name_latin")
    family, given = values.text("name_family_local"), values.text("name_given_local")
    if not latin or not family or not given or "latin" in scripts(family + given):
        return
    ways = (f"{family} {given}", f"{given} {family}")
    like = max(sound_alike(way, latin) for way in ways)
    keys = ("name_latin", "name_family_local", "name_given_local")
    if like < _UNLIKE:
        says = f"{latin} does not sound like {family} {given}: one of the names may be misread."
        yield Finding(keys, "names_differ", says)
    elif like >= _ALIKE:
        yield Finding(keys, "names_agree")
