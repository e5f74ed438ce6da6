"""One run from start to end: the target (given or started), its cases, and the outcomes on their way to records."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from conformance import deviations
from conformance.autopsy import Autopsy
from conformance.deaths import Death, merged
from conformance.engine import GROUPS, STAGES, TIMED_WIDTH, TOGETHER, Outcome, Run, TargetMute
from conformance.harness.suspects import suspects
from conformance.harness.target import TargetProcess
from conformance.harness.tasks import Pool
from conformance.harness.wirelog import Exchange as WireExchange
from conformance.harness.world import World
from conformance.keeping import Keeper
from conformance.options import Options
from conformance.registry import Case
from conformance.results import Evidence, Exchange, Long, Record, WireSpan
from conformance.starting import Reached, Source
from conformance.verdicts import HarnessError, Verdict

ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


class TargetDead(Exception):
    """The target is gone and can't be started again; the text says when, and its last words.

    `outcomes`: of the case that was under way, and of the death; none where it never lived.
    """

    def __init__(self, text: str, outcomes: Sequence[Outcome] = ()) -> None:
        super().__init__(text)
        self.outcomes = tuple(outcomes)


class Session:
    """A target and the run against it. With a command, a target that died is started again."""

    def __init__(self, options: Options, name: str = "") -> None:
        self.options = options
        self._reached: Reached | None = None
        self._wire_path = options.report / f"wire{'-' + name if name else ''}.jsonl"
        self._wire_written = 0
        self._wire_base = 0
        self._starts = 0
        self._name = name
        self._pool: Pool | None = None
        self._places: dict[str, int] = {}
        self._late = 0
        self._keeper = Keeper(options.report, options.topology)
        self._kept: dict[str, Outcome] = {}  # of cases that were done when another one noticed the target's death
        self._lives: list[list[Outcome]] = []  # the monitors' outcomes of targets that died
        self._deaths = 0
        self._last: Case | None = None
        self._autopsy = Autopsy(self._start_anew, self._has_ended)
        self.run = self._start()

    def _start(self) -> Run:
        self._starts += 1
        options = self.options
        seed = hash((self._name, self._starts)) ^ secrets.randbits(48) if options.seed is None else options.seed
        try:
            self._reached = Reached(Source(options.topology, options.target, options.command), seed)
        except TargetMute as error:
            raise TargetDead(self._keeper.words(str(error))) from None
        self._reached.run.chances.is_expected = self._is_expected
        return self._reached.run

    def _is_expected(self, outcome: Outcome) -> bool:
        return deviations.excuse(outcome, self.options.deviations).verdict is Verdict.EXPECTED_DEVIATION

    @property
    def _process(self) -> TargetProcess | None:
        return self._reached.process if self._reached else None

    def play(self, case: Case, following: Callable[[], Sequence[Case]]) -> list[Outcome]:
        """The outcomes of one of the selected cases, which are asked for in their order.

        `following` gives it and those that come after it. Over HTTP those of its stage may run along with it, in memory
        only those of its group; those that must be alone never do.
        """
        self._last = case
        kept = self._kept.pop(case.id, None)
        if kept is not None:
            return [kept]
        found = self.run.run(case) if case.group == "alone" else self._from_pool(case, following)
        self._write_wire()
        return self._after_death(case, found) if self._is_dead() else [self._note(found)]

    def _from_pool(self, case: Case, following: Callable[[], Sequence[Case]]) -> Outcome:
        if case.id not in self._places:
            if self._pool is not None:
                self._pool.drain()
            in_memory = "memory" in self.run.world.binding.features
            few = 1 if in_memory else self.run.world.profile.OVERLAP
            widths = {group: TIMED_WIDTH if group in TOGETHER else few for group in GROUPS}
            groups = (case.group,) if in_memory else next(stage for stage in STAGES if case.group in stage)
            rest = [each for each in following() if each.group in groups and each.id not in self._kept]
            self._pool = self.run.pool(rest, widths)
            self._places = {each.id: place for place, each in enumerate(rest)}
        if self._pool is None:
            raise HarnessError("a place in no pool")
        outcome: Outcome = self._pool.result(self._places[case.id])
        return outcome

    def _after_death(self, case: Case, found: Outcome) -> list[Outcome]:
        """The outcomes where the target died meanwhile: of the case, and of the death. It is started again."""
        run, outcome = self.run, self._note(found)
        kept = {id: self._note(each) for id, each in self._forget_pool().items()}
        death = self._death(run, case)
        if self._process is None:
            self._write_wire(last=True)
            text = f"the target can't be reached any more; {death.sentence}"
            raise TargetDead(text, [outcome, self._noted(death)])
        self._lives.append(run.finish(alive=False))
        death = self._explained(death, run)
        self._start_anew()
        culprit = death.case.id if death.case is not None else ""
        self._kept |= {id: each for id, each in kept.items() if id == culprit or death.came_after(each)}
        self._kept.pop(case.id, None)
        told = self._noted(death)
        return [self._judged_anew(case) if death.is_victim(case, found) else outcome, told]

    def _death(self, run: Run, case: Case) -> Death:
        return Death(case, suspects(run.world.log.exchanges), self._last_output())

    def _last_output(self) -> str:
        return self._keeper.words(self._process.last_output()) if self._process else ""

    def _explained(self, death: Death, run: Run) -> Death:
        """The death with its culprit, where it can be found out; leaves some target behind, or none."""
        culprit = self._autopsy.culprit(death.suspects)
        return replace(death, tried=True, culprit=culprit, case=run.case_of(culprit) if culprit else None)

    def _noted(self, death: Death) -> Outcome:
        self._deaths += 1
        return self._note(death.outcome(self.options.topology.profile, self._deaths))

    def _judged_anew(self, case: Case) -> Outcome:
        """The outcome of a case that was cut short by another one's message; inconclusive where it is once more."""
        outcome = self.run.run(case)
        if self._is_dead():
            reason = "the target ended meanwhile, and when the case ran once more it ended again"
            outcome = replace(outcome, verdict=Verdict.INCONCLUSIVE, reason=reason, rests_on=("RS-1",))
            noted = self._note(outcome)
            self._start_anew()
            return noted
        return self._note(outcome)

    def _start_anew(self) -> World:
        """Ends the target, if it still lives, and starts another one; its world."""
        self._write_wire(last=True)
        self.close()
        self.run = self._start()
        return self.run.world

    def _forget_pool(self) -> dict[str, Outcome]:
        """Brings what is under way to its end; the cases still to come get a new pool. What is done, by case."""
        pool, places = self._pool, self._places
        self._pool, self._places = None, {}
        if pool is None:
            return {}
        pool.drain()
        return {id: pool.result(place) for id, place in places.items() if pool.has(place)}

    def _has_ended(self) -> bool:
        """Whether a target that was started here has ended by itself."""
        return self._reached is not None and self._reached.has_ended()

    def _is_dead(self) -> bool:
        world = self.run.world
        if self._has_ended() or not world.refused:
            return self._has_ended()
        world.refused = 0
        if self._reached is not None and self._reached.process is not None:
            return self._reached.comes_to_end()
        steady = next(peer for peer in world.peers.values() if not peer.spare)
        exchange = steady.post_body(b"[]")
        world.wait(lambda: exchange.answer is not None, self.options.topology.patience)
        return exchange.status is None

    @property
    def late(self) -> int:
        """How many judgements of time were left out, as the harness or the target was held up by others."""
        return self._late + self.run.world.monitors.late

    def finish(self) -> list[Outcome]:
        """The outcomes of the monitors, of all lives of the target together; and of its death after the last case."""
        if self._reached is not None:  # it may die a moment after the last message
            self._reached.comes_to_end()
        run, died = self.run, self._last is not None and self._is_dead()
        self._lives.append(run.finish(alive=not died))
        found = [self._note(outcome) for outcome in merged(self._lives)]
        if self._last is not None and died:
            death = self._death(run, self._last)
            found.append(self._noted(self._explained(death, run) if self._process else death))
        self._write_wire(last=True)
        return found

    def close(self) -> None:
        """Lets go of the target, and ends it where it was started here."""
        reached, self._reached = self._reached, None
        if reached is not None:
            self._late += reached.run.world.monitors.late
            self._wire_base += len(reached.run.world.log)
            self._wire_written = 0
            reached.close()

    def record(self, outcome: Outcome) -> Record:
        """The outcome in the form of the results stream."""
        first, last = outcome.span
        span = WireSpan(self._wire_path.name, first, max(first, last - 1))
        again = self.options.rerun(outcome.id) if outcome.name else ""
        return record_of(outcome, self.options.topology.profile, span, again, self._keeper)

    def _note(self, outcome: Outcome) -> Outcome:
        """The outcome as it is recorded: excused where it was expected, its span counted from the wire log's start."""
        first, last = outcome.span
        placed = replace(outcome, span=(self._wire_base + first, self._wire_base + last))
        return deviations.excuse(placed, self.options.deviations)

    def _write_wire(self, last: bool = False) -> None:
        """Appends what was said since the last time to the wire log's file, up to the first call not answered yet."""
        log = self.run.world.log
        stop = (
            len(log)
            if last
            else next((each.seq for each in log.exchanges[self._wire_written :] if each.open), len(log))
        )
        write_wire(self._wire_path, log.exchanges[self._wire_written : stop], self._wire_base, self._keeper)
        self._wire_written = stop


def record_of(outcome: Outcome, profile: str, wire: WireSpan | None, rerun: str, keeper: Keeper) -> Record:
    """The record of an outcome: `wire` is where all that was said stands, `rerun` the command that plays it again."""
    requirement = outcome.requirement
    judged = set(outcome.judged)
    return Record(
        id=outcome.id,
        requirement=requirement.id,
        area=requirement.area,
        level=requirement.level(profile).value,
        verdict=outcome.verdict.value,
        title=outcome.title,
        evidence=Evidence(
            expected=keeper.words(outcome.expected),
            observed=keeper.words(outcome.observed),
            reason=keeper.words(outcome.reason),
            rests_on=outcome.rests_on,
            excused_by=outcome.excused_by,
            fields=keeper.fields(outcome.fields),
            curve=outcome.curve,
        ),
        exchanges=tuple(_exchange(each, each.seq in judged, keeper) for each in outcome.exchanges),
        wire=wire,
        at=outcome.at,
        took=outcome.took,
        rerun=rerun,
    )


def write_wire(path: Path, exchanges: Sequence[WireExchange], base: int, keeper: Keeper) -> None:
    """Appends the exchanges to the file, a JSON document a line."""
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
    with path.open("a", encoding="ascii") as file:
        for exchange in exchanges:
            row = keeper.row(exchange)
            row.update(seq=base + exchange.seq, answered_at=exchange.answered_at)
            file.write(ENCODER.encode(row) + "\n")


def _exchange(exchange: WireExchange, judged: bool, keeper: Keeper) -> Exchange:
    row = keeper.row(exchange, judged)
    row.update({name: Long(**row[name]) for name in ("long", "long_answer") if name in row})
    row.update(answer="" if row["answer"] == "true" else row["answer"], answered_at=exchange.answered_at)
    return Exchange(**row)
