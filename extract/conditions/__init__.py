"""Conditions: what a definition says about its fields in one line, such as `age < 18`.

A condition is asked of a record and answers yes, no, or "cannot be told" (None): a field that was
not read, or a date of which only the year stands there, settles nothing. It reads values and
nothing else: no names of Python, no calls, no loops. docs/forms.md has the grammar.
"""

from extract.conditions.cycles import cycle
from extract.conditions.evaluate import holds
from extract.conditions.nodes import Condition, variables
from extract.conditions.parse import parse

__all__ = ["Condition", "cycle", "holds", "parse", "variables"]
