"""What is drawn between the snippets of a page: walls, rules, the cells they make."""

from __future__ import annotations

from dataclasses import dataclass

from extract.pairs.boxes import middle
from models.drawn import Drawn
from models.values import Box


@dataclass(frozen=True, slots=True)
class Cell:
    """The rectangle around a place that walls and rules close on all four sides."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, box: Box) -> bool:
        """Whether the middle of a box lies in it."""
        x, y = middle(box)
        return self.x0 < x < self.x1 and self.y0 < y < self.y1


class Ground:
    """Asks what lies between two places of a page; `em` is the usual height of its lines."""

    def __init__(self, drawn: Drawn, em: float) -> None:
        self._drawn = drawn
        self._em = em
        self._near = 0.35 * em

    def walls(self, left: Box, right: Box) -> int:
        """How many walls stand between two places of a row."""
        y = (max(left.y0, right.y0) + min(left.y1, right.y1)) / 2
        x0, x1 = left.x1 - self._near, right.x0 + self._near
        at = sorted((w.x0 + w.x1) / 2 for w in self._drawn.walls if w.y0 < y < w.y1)
        return self._apart([x for x in at if x0 < x < x1])

    def rules(self, upper: Box, lower: Box) -> int:
        """How many rules lie between two places, one of which stands above the other."""
        x = (max(upper.x0, lower.x0) + min(upper.x1, lower.x1)) / 2
        y0, y1 = upper.y1 - self._near, lower.y0 + self._near
        at = sorted((r.y0 + r.y1) / 2 for r in self._drawn.rules if r.x0 < x < r.x1)
        return self._apart([y for y in at if y0 < y < y1])

    def _apart(self, places: list[float]) -> int:
        """How many places there are; those close together are one."""
        return sum(
            n == 0 or place - places[n - 1] > 0.5 * self._em for n, place in enumerate(places)
        )

    def on_rule(self, box: Box) -> bool:
        """Whether a rule or a leader runs along the feet of a place and on behind it."""
        return any(
            abs((r.y0 + r.y1) / 2 - box.y1) < 0.5 * self._em
            and r.x0 < box.x0 + self._em
            and r.x1 > box.x1 - self._near
            for r in self._drawn.rules
        )

    def leads(self, left: Box, right: Box) -> bool:
        """Whether a leader or a rule fills the gap between two places of a row."""
        if right.x0 - left.x1 < self._em:
            return True
        x = (left.x1 + right.x0) / 2
        return any(
            r.x0 < x < r.x1 and left.y0 < (r.y0 + r.y1) / 2 < left.y1 + 0.6 * self._em
            for r in self._drawn.rules
        )

    def ends(self, left: Box, right: Box) -> bool:
        """Whether a rule or a leader that a place stands on ends before the next one."""
        foot = left.y1 + 0.6 * self._em
        return any(
            left.x0 < r.x1 < right.x0 + self._near and left.y0 < (r.y0 + r.y1) / 2 < foot
            for r in self._drawn.rules
            if r.x1 > left.x1 - self._em
        )

    def cell(self, box: Box) -> Cell | None:
        """The cell that a place lies in, if there is one."""
        x, y = middle(box)
        walls = [w for w in self._drawn.walls if w.y0 - self._near < y < w.y1 + self._near]
        rules = [r for r in self._drawn.rules if r.x0 - self._near < x < r.x1 + self._near]
        left = [w.x1 for w in walls if w.x1 <= box.x0 + self._near]
        right = [w.x0 for w in walls if w.x0 >= box.x1 - self._near]
        above = [r.y1 for r in rules if r.y1 <= box.y0 + self._near]
        below = [r.y0 for r in rules if r.y0 >= box.y1 - self._near]
        if not (left and right and above and below):
            return None
        found = Cell(max(left), max(above), min(right), min(below))
        inner = found.x0 + self._near, found.x1 - self._near
        return None if any(inner[0] < w.x0 and w.x1 < inner[1] for w in walls) else found

    def beneath(self, cell: Cell) -> Cell | None:
        """The cell under a cell, between the same walls."""
        high = min(cell.y1 - cell.y0, 2 * self._em)
        place = Box(cell.x0 + 1, cell.y1 + 0.45 * high, cell.x1 - 1, cell.y1 + 0.55 * high)
        under = self.cell(place)
        if under is None or abs(under.y0 - cell.y1) > self._em:
            return None
        alike = abs(under.x0 - cell.x0) < self._em and abs(under.x1 - cell.x1) < self._em
        return under if alike else None
