"""Runs cases against one target and says what came of each: the one door for the plugin, the tests and the fuzzer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from conformance.bindings import Binding
from conformance.chances import Chances, is_doubtful
from conformance.harness.cast import Cast, wanted_spares
from conformance.harness.integrity import Guard
from conformance.harness.leases import Leases
from conformance.harness.monitors import Watch
from conformance.harness.peer import TELLS_CURVES
from conformance.harness.tasks import REPEATS, Job, Pool
from conformance.harness.wirelog import Exchange
from conformance.harness.world import CASE, World
from conformance.profiles import is_without_curve, profile_named
from conformance.registry import Case
from conformance.requirements import Level, Requirement
from conformance.requirements import load as load_requirements
from conformance.verdicts import HarnessError, Inconclusive, Missed, NotApplicable, Verdict, Violation
from schemas.results import CurveJudged, FieldJudged
from schemas.topology import Topology

READY_LIMIT = 15_000  # ms a target may take until it answers
RETRY = 50  # ms until a target that is not there yet is called again
TIMED_WIDTH = 32  # cases under way at a time: hundreds started at once would make the target late for all of them
SHOWN_EXCHANGES = 24
SHOWN_AFTER = 6  # of these, behind the last one that is judged
STAGES = (("ordinary", "timed"), ("quiet", "silent"), ("alone",))  # over HTTP the groups of one run side by side
GROUPS = tuple(group for stage in STAGES for group in stage)
TOGETHER = ("timed", "silent")  # also in memory
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class TargetMute(Exception):
    """The target can't be reached, or answers nothing."""


@dataclass(frozen=True)
class Outcome:
    """What came of a case, a monitor or a tripwire; exchanges are those that show it."""

    id: str
    requirement: Requirement
    title: str
    verdict: Verdict
    expected: str = ""
    observed: str = ""
    reason: str = ""
    rests_on: tuple[str, ...] = ()
    excused_by: str = ""
    exchanges: tuple[Exchange, ...] = ()
    judged: tuple[int, ...] = ()
    fields: tuple[FieldJudged, ...] = ()
    curve: CurveJudged | None = None
    missed: bool = False
    span: tuple[int, int] = (0, 0)
    at: int = 0
    took: int = 0
    name: str = ""

    @property
    def broken(self) -> bool:
        """Whether the target was seen to break the requirement."""
        return self.verdict in (Verdict.FAIL, Verdict.WARNING)


class Run:
    """One target and the cases run against it, in any order and as often as wanted."""

    def __init__(self, topology: Topology, connect: Callable[[World], Binding], seed: int = 0) -> None:
        self.topology = topology
        self.tag = "c" + "".join(random.Random(seed).choices(ALPHABET, k=7))
        self.world = World(topology, profile_named(topology.profile), self.tag)
        self.world.connect(connect(self.world))
        self.leases = Leases(self.world)
        self.guard = Guard(self.world)
        self._numbers = count(1)
        self.chances = Chances(self.world)
        self._by_number: dict[int, Case] = {}

    def wait_until_ready(self, limit: int = READY_LIMIT) -> None:
        """Returns when each steady peer has had an update, or a probe was answered; TargetMute at the limit."""
        world = self.world
        steady = [peer for peer in world.peers.values() if not peer.spare]
        end = world.now() + limit
        while world.now() < end:
            if world.wait(lambda: all(peer.mailbox.updates for peer in steady), RETRY):
                return
            probe = steady[0].asks_with(
                steady[0].request(self.topology.ledgers[-1].prefix + "probe", source_amount=1000)
            )
            if probe.quote is not None or probe.error is not None:
                return
            if probe.asked.failed:
                world.wait(lambda: False, RETRY)
        reached = any(each.outgoing and each.status is not None for each in world.log.exchanges)
        raise TargetMute(
            f"{world.binding.address} answers calls, but sent neither a route broadcast nor an answer to a quote "
            f"request to {self.topology.ledgers[0].rpc_url} within {limit // 1000} s; is it configured as the topology "
            "says (c2c-conformance topology prints it)?"
            if reached
            else f"{world.binding.address} can't be reached, or answers no call within {limit // 1000} s; does it run?"
        )

    def run(self, case: Case) -> Outcome:
        """Runs one case."""
        return self._play(case)

    def pool(self, cases: Sequence[Case], width: int | Mapping[str, int]) -> Pool:
        """The cases as jobs, `width` (of each group) of them under way at a time; each gives its outcome.

        A case begins when the spare peers are free that it wants; first those that want most of them for longest.
        """
        return Pool(self.world, [self._job(case) for case in cases], width, lambda: self.leases.changes)

    def _job(self, case: Case) -> Job:
        spares = list(wanted_spares(self.topology, case.wants).values())
        lasts = case.mark.lasts.within(self.topology)
        in_silence = case.group == "silent"
        return Job(
            partial(self._play, case),
            partial(self.leases.has, spares),
            (1 + len(spares)) * lasts,
            is_doubtful if in_silence else self.chances.again,
            repeats=1 if in_silence else REPEATS,
            lane=case.group,
        )

    def run_side_by_side(self, cases: Sequence[Case]) -> list[Outcome]:
        """Runs timed or silent cases together; the outcomes in their order."""
        pool = self.pool(cases, TIMED_WIDTH)
        return [pool.result(index) for index in range(len(cases))]

    def _play(self, case: Case) -> Outcome:
        number = next(self._numbers)
        self._by_number[number] = case
        before = CASE.set(number)
        told = TELLS_CURVES.set(not is_without_curve(self.world.profile, case.requirement.id, case.needs))
        began, first = self.world.now(), len(self.world.log)
        cast = Cast(self.world, self.leases, number)
        try:
            verdict, shown = self._judge(case, cast, began)
        finally:
            self._clean_up(cast)
            if case.mark.alone:
                self.guard.leave(case.id)
            CASE.reset(before)
            TELLS_CURVES.reset(told)
        about = self.world.log.about(first, number)
        seqs = set(shown.get("judged", ()))
        missing = [self.world.log.exchanges[seq] for seq in sorted(seqs - {each.seq for each in about})]
        exchanges = sorted(chosen(about, seqs) + missing, key=lambda each: each.seq)
        outcome = Outcome(
            id=case.id,
            requirement=case.requirement,
            title=(case.function.__doc__ or case.title).strip(),
            verdict=verdict,
            exchanges=tuple(exchanges),
            span=(first, len(self.world.log)),
            at=began,
            took=self.world.now() - began,
            name=case.name,
            **shown,
        )
        return self.chances.remembered(outcome)

    @property
    def _bearable(self) -> int:
        """How late (ms) the harness may be before routes of steady peers are in danger for want of a heartbeat."""
        return (self.topology.hold_down_time - self.topology.broadcast_interval) * 3 // 4

    def _judge(self, case: Case, cast: Cast, began: int) -> tuple[Verdict, dict[str, Any]]:
        try:
            self._check_needs(case)
            cast.reserve(case.wants)
            if case.mark.alone:
                self.guard.enter(case.id, case.requirement.id)
            arguments = {name: case.row.value if name == "row" and case.row else cast.play(name) for name in case.wants}
            said = case.function(**arguments)
            if case.timed:
                said = self._follow(said)
        except NotApplicable as reason:
            return Verdict.NOT_APPLICABLE, {"reason": str(reason)}
        except Inconclusive as unclear:
            return Verdict.INCONCLUSIVE, {
                "reason": unclear.reason,
                "rests_on": self._named(case, unclear.rests_on),
                "judged": unclear.seqs,
            }
        except Violation as broken:
            late = self.world.lateness(began)
            if late > self._bearable:
                blamed = f"the harness itself was {late} ms late meanwhile, so this shows nothing: {broken}"
                return Verdict.INCONCLUSIVE, {"reason": blamed, "judged": broken.seqs}
            verdict = verdict_of(case.requirement.level(self.topology.profile))
            self.world.broken[case.requirement.id] += 1
            return verdict, {
                "expected": broken.expected,
                "observed": broken.observed,
                "judged": broken.seqs,
                "fields": broken.fields,
                "curve": broken.curve,
                "missed": isinstance(broken, Missed),
            }
        except Exception as error:
            import traceback

            place = "".join(traceback.format_exception(error)[-3:])
            return Verdict.HARNESS_ERROR, {"reason": f"{type(error).__name__}: {error}\n{place}"}
        if case.requirement.level(self.topology.profile) is Level.INFO:
            return Verdict.INFO, {"observed": said or "nothing noted"}
        self.world.broken[case.requirement.id] = max(0, self.world.broken[case.requirement.id] - 1)
        return Verdict.PASS, {}

    def _named(self, case: Case, rests_on: tuple[str, ...]) -> tuple[str, ...]:
        """The requirements by the profile's rows; where routes were announced without curve, RR-1 stands on RR-22."""
        profile = self.world.profile
        without = is_without_curve(profile, case.requirement.id, case.needs) and "RR-1" in rests_on
        return (*(profile.ROWS.get(each, each) for each in rests_on), *(["RR-22"] if without else []))

    def _follow(self, steps: Iterator[int]) -> object:
        """Runs a timed case's generator: waits for each moment (ms) that it yields; too late is told by the case."""
        while True:
            try:
                moment = next(steps)
            except StopIteration as end:
                return end.value
            self.world.pause_until(moment)

    def _check_needs(self, case: Case) -> None:
        profile = self.topology.profile
        if profile not in case.profiles:
            raise NotApplicable(f"{case.id} is not about the profile {profile}")
        for need in case.needs:
            if need in self.world.profile.LACKS:
                raise NotApplicable(self.world.profile.LACKS[need])
            if need == "sockets" and need not in self.world.binding.features:
                raise NotApplicable("this binding has no sockets")
            if need in self.topology.lacks:
                raise NotApplicable(f"the topology says that the target lacks {need}")

    def _clean_up(self, cast: Cast) -> None:
        """Withdraws what was announced in the case, and gives its peers back."""
        for peer in self.world.peers.values():
            own = [prefix for prefix in peer.said if prefix.startswith(cast.stem)]
            if cast.leased and peer in cast.leased:
                own = list(peer.said)
            if own:
                peer.said.difference_update(own)
                known = sorted(prefix for prefix in own if _is_schema_address(prefix))
                peer.leaves(*known)
        cast.dismiss()

    def case_of(self, exchange: Exchange) -> Case | None:
        """The case that sent the call; None for what peers do by themselves."""
        return self._by_number.get(exchange.case)

    def finish(self, alive: bool = True) -> list[Outcome]:
        """The outcomes of the monitors, and of what came although a case had seen it refused.

        The silence of a target that is not `alive` any more is not judged.
        """
        world = self.world
        if alive:
            world.monitors.finish(world.now(), world.excuses.since)
        outcomes = []
        for watch in world.monitors.watches.values():
            outcomes.append(self._watch_outcome(watch))
        for tripped in world.tripped:
            case = self._by_number[tripped.case]
            outcomes.append(
                Outcome(
                    id=f"{case.id}/late",
                    requirement=case.requirement,
                    title="what the case had seen to be refused came later",
                    verdict=verdict_of(case.requirement.level(self.topology.profile)),
                    expected=f"{tripped.expected}, then or later",
                    observed=f"{tripped.incoming.kind.value} to {tripped.incoming.receiver}",
                    exchanges=(world.log.exchanges[tripped.incoming.seq],),
                    judged=(tripped.incoming.seq,),
                    at=tripped.incoming.at,
                )
            )
        return list({outcome.id: outcome for outcome in outcomes}.values())

    def _watch_outcome(self, watch: Watch) -> Outcome:
        requirement = load_requirements()[watch.requirement]
        id = f"{watch.requirement}/monitor_{watch.name}"
        title = f"{watch.name.replace('_', ' ')}, in all traffic"
        if watch.first is not None:
            seqs = watch.first.seqs
            return Outcome(
                id,
                requirement,
                title,
                verdict_of(requirement.level(self.topology.profile)),
                expected=watch.first.expected,
                observed=f"{watch.first.observed} ({watch.broken} of {watch.judged} messages)",
                exchanges=tuple(self.world.log.exchanges[seq] for seq in seqs),
                judged=seqs,
                fields=watch.first.fields,
                curve=watch.first.curve,
            )
        if not watch.judged:
            return Outcome(id, requirement, title, Verdict.NOT_APPLICABLE, reason="no such message was seen")
        return Outcome(id, requirement, title, Verdict.PASS)

    def close(self) -> None:
        """Lets go of the target."""
        self.world.close()


def verdict_of(level: Level) -> Verdict:
    """What a violation of a requirement of that level is."""
    return {Level.MUST: Verdict.FAIL, Level.SHOULD: Verdict.WARNING, Level.INFO: Verdict.INFO}[level]


def run_all(run: Run, cases: Sequence[Case], shuffle: random.Random | None = None) -> list[Outcome]:
    """Runs the cases as a run does, group by group: those that wait together, others one by one."""
    shuffled = list(cases)
    if shuffle:
        shuffle.shuffle(shuffled)
    outcomes = []
    for name in GROUPS:
        group = [case for case in shuffled if case.group == name]
        outcomes += run.run_side_by_side(group) if name in TOGETHER else [run.run(case) for case in group]
    return outcomes + run.finish()


def in_order(cases: Iterable[Case]) -> list[Case]:
    """By their groups, which run one after the other."""
    return sorted(cases, key=lambda case: GROUPS.index(case.group))


def check_unknown_arguments(cases: Sequence[Case]) -> None:
    """HarnessError where a case wants an argument that nobody plays."""
    from conformance.harness.cast import ROLES

    for case in cases:
        unknown = [name for name in case.wants if name not in ROLES and not (name == "row" and case.row)]
        if unknown:
            raise HarnessError(f"{case.id} wants {', '.join(unknown)}, which nobody plays")


def chosen(about: list[Exchange], judged: set[int]) -> list[Exchange]:
    """Not too many: what led to the last one that is judged, what followed next, and all that are judged."""
    last = max(judged, default=len(about) and about[-1].seq)
    following = sum(each.seq <= last for each in about)
    first = max(0, min(following + SHOWN_AFTER, len(about)) - SHOWN_EXCHANGES)
    shown = about[first : first + SHOWN_EXCHANGES]
    return [each for each in about[:first] if each.seq in judged] + shown


def _is_schema_address(prefix: str) -> bool:
    from schemas import validation

    return validation.is_valid("ilp_address", prefix)
