"""What was drawn and reached so far: sources, flaws, states. Steering looks at what was drawn, and at nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Coverage:
    """Counts; `least` narrows a choice down to what was drawn least."""

    def __init__(self) -> None:
        self.flaws: Counter[tuple[str, str]] = Counter()
        self.states: Counter[str] = Counter()

    def drew(self, source: str, flaw: str) -> None:
        """A message of that source with that flaw was drawn."""
        self.flaws[source, flaw] += 1

    def reached(self, states: Sequence[str]) -> None:
        """A program brought the model into these states."""
        self.states.update(states)

    @property
    def reached_count(self) -> int:
        """How many different states were reached."""
        return len(self.states)

    def copy(self) -> Coverage:
        """As it is now; later draws don't change it."""
        made = Coverage()
        made.flaws, made.states = self.flaws.copy(), self.states.copy()
        return made

    def least(self, source: str, flaws: Sequence[str], things: Sequence[T]) -> list[T]:
        """Of things with these flaws' names, those drawn least often; all where all are alike."""
        counts = [self.flaws[source, flaw] for flaw in flaws]
        fewest = min(counts)
        return [thing for thing, count in zip(things, counts, strict=True) if count == fewest]

    def table(self) -> list[str]:
        """Lines for people: each source with the number of flaws and messages, then the states."""
        lines = []
        for source in sorted({source for source, _ in self.flaws}):
            found = {flaw: count for (of, flaw), count in self.flaws.items() if of == source}
            lines.append(f"  {source:<10} {len(found):>4} kinds of flaw, {sum(found.values()):>6} messages")
        lines += [f"  {state:<28} {count:>6}" for state, count in sorted(self.states.items()) if state]
        return lines
