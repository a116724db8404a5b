"""What a bench says: one measured value against its bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Verdict:
    """One value and what it must keep. `line` reads like `commit: ratio 0.52, bar 0.45, holds`."""

    bench: str
    what: str
    value: float
    bar: float
    better: Literal["more", "less"]
    digits: int = 0
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.value >= self.bar if self.better == "more" else self.value <= self.bar

    @property
    def line(self) -> str:
        shown, bar = f"{self.value:.{self.digits}f}", f"{self.bar:.{self.digits}f}"
        return (
            f"{self.bench}: {self.what} {shown}{self.unit}, bar {bar}{self.unit}, {'holds' if self.holds else 'fails'}"
        )
