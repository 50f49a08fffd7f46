"""What a benchmark found: rows of medians, and the ratios that count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds on the clock and of the processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that was measured, in seconds, and what it worked on."""

    what: str
    cost: Cost
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One benchmark: what it compares, its rows, and how many times one is the other."""

    name: str
    about: str
    rows: tuple[Row, ...]
    ratios: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    def as_text(self) -> str:
        """Return a table."""
        width = max(len(row.what) for row in self.rows)
        lines = [f"{self.name}: {self.about}", "", f"  {'':{width}}       wall        CPU"]
        lines += [
            f"  {row.what:{width}} {_time(row.cost.wall)} {_time(row.cost.cpu)}  {row.remark}".rstrip()
            for row in self.rows
        ]
        lines += [f"  {what}: {ratio:.2f}" for what, ratio in self.ratios.items()]
        return "\n".join([*lines, ""])


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How often and how big: `scale` 1 is what docs/performance.md quotes."""

    rounds: int
    scale: float

    def of(self, full: int, least: int = 1) -> int:
        """Return a number of things at this scale."""
        return max(least, round(full * self.scale))


Benchmark = Callable[[Size], Report]


def middle(costs: Iterable[Cost]) -> Cost:
    """Return the median of each."""
    known = list(costs)
    return Cost(wall=median(cost.wall for cost in known), cpu=median(cost.cpu for cost in known))


def _time(seconds: float) -> str:
    if seconds < 0.001:
        return f"{seconds * 1_000_000:7.0f} us"
    return f"{seconds * 1000:7.1f} ms" if seconds < 0.1 else f"{seconds:7.2f} s "
