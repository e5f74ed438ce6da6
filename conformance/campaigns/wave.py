"""Programs played side by side: whoever waits lets the others go on; each gets what is its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from conformance.campaigns.flow import Flow
from conformance.fuzz.faults import Fault
from conformance.fuzz.player import BrokenOff, Played, Player
from conformance.fuzz.silence import SILENCE, silence
from conformance.fuzz.spreading import floods_in, own_in, relied_on_in, waits_in
from conformance.fuzz.steps import Look, Passes, Program
from conformance.harness.calls import RAW
from conformance.harness.wirelog import CASE, Exchange
from conformance.harness.world import World

IsNew = Callable[[Fault], bool]
AHEAD = 400  # programs that may wait until the spare peers are free that they need, while later ones begin
PATIENT = 25  # later ones may overtake one that waits for its peers; then these are kept for it
BESIDE = 32  # programs that wait may be under way besides
FLOODS = 6  # of these, or of those that want steady peers for themselves, wait until the others have ended
RECENT = 200  # plays that are over, of which the target may still speak
LAST = 1000  # ms within which a message may have ended a target that ends now
LATELY = 500  # ms before the calls that were cut off, in which the step began that ended the target, most likely
SPAN = 10_000  # exchanges that are looked at to see whether a target hangs or floods


@dataclass(eq=False)
class Play:
    """A program under a number of its own. `began`: the exchange before which it began; `over`: when it ended (ms)."""

    number: int
    program: Program
    names: frozenset[str]  # the accounts whose routes it needs
    own: frozenset[str]  # those of them that may not take part in another one meanwhile
    floods: bool
    shy: bool  # whether steady peers are its own, on whom most others rely
    waits: bool  # for a timer, or for next hops that do not answer
    overtaken: int = 0  # how many began meanwhile that come after it
    player: Player | None = None
    began: int = 0
    over: int | None = None

    @property
    def played(self) -> Played:
        """What came of it up to now."""
        return self.player.played if self.player is not None else Played(put_off=True)

    def is_apart_from(self, other: Play) -> bool:
        """Whether the two may be under way together."""
        return not (self.own & other.names or other.own & self.names)


class Wave:
    """Programs from a source, `width` of them under way at a time, beside those that wait for timers.

    They begin in the order of the source. Two that use the same spare peer are never under way together: what one has
    it do is no matter of the other's; nor does anybody beside it rely on a peer whose messages may cost it its routes.
    Those that can begin overtake those that can't, but not for ever. Those that flood the target have it for
    themselves; when there are some of them, or of those that want steady peers, others end before them.

    The wave ends when the source does, or with the first play that `is_new` likes: plays that are not over then are put
    off. `ended` is told of each that came to its end before.
    """

    def __init__(
        self,
        world: World,
        source: Iterator[tuple[int, Program]],
        width: int,
        is_new: IsNew,
        ended: Callable[[Play], None],
    ) -> None:
        self._world, self._source, self._width, self._is_new, self._ended = world, source, width, is_new, ended
        self._first = len(world.log)
        self._upcoming: deque[Play] = deque()
        self._alone: deque[Play] = deque()
        self._under_way: dict[int, Play] = {}
        self._recent: deque[Play] = deque(maxlen=RECENT)
        self._left: list[Play] = []  # of which `ended` was not told
        self._is_over = self._closing = False
        self._noted = 0  # how many faults the plays under way had when one was last to begin
        self._listened = -1  # when silences were last looked for (ms)
        self._is_settled = False  # whether it is known that nobody may begin before somebody ends
        self._flow = Flow(world, self._next)

    def run(self) -> None:
        """Plays them all. Where anything is raised, whoever is under way ends at once, and no other begins."""
        try:
            self._flow.run()
        except _SomethingNew as reason:
            self._is_over = True
            self._flow.break_off(reason)
        except BaseException as error:
            self._is_over = True
            self._flow.break_off(error if isinstance(error, BrokenOff) else BrokenOff("the others ended"))
            raise

    def look(self) -> None:
        """Ends the wave where a play under way has shown something new already, or one that seemed to be over."""
        self._collect()
        shown = [*self._left, *self._under_way.values()]
        if any(self._is_new(fault) for play in shown for fault in play.played.faults):
            raise _SomethingNew("a play showed something new")

    @property
    def exchanges(self) -> list[Exchange]:
        """What was said of late."""
        return self._world.log.exchanges[self._late :]

    @property
    def calls(self) -> tuple[int, int]:
        """How many calls there were of late, to the target and by it."""
        made = self._world.log.made(self._late)
        return made, len(self._world.log) - self._late - made

    @property
    def _late(self) -> int:
        return max(self._first, len(self._world.log) - SPAN)

    def left(self) -> list[Play]:
        """The plays of which `ended` was not told, or too early, in their order; what showed nothing is put off."""
        begun = sorted(self._left, key=lambda play: play.number)
        for play in begun:
            play.played.put_off = play.over is None and not play.played.faults
            play.played.beside = tuple(each.program for each in begun if each is not play)
            self._tell(play)
        return sorted([*begun, *self._upcoming, *self._alone], key=lambda play: play.number)

    def lost(self, ending: Fault) -> list[Play]:
        """The same where the target was lost: that is the one fault of all that may have ended it."""
        late = [play for play in self._recent if play.over is not None and play.over >= self._world.now() - LAST]
        self._left = list(dict.fromkeys([*late, *self._left]))
        last = self._last_steps()
        for play in self._left:
            played = play.played
            played.last = last
            played.broken_off = played.broken_off or "the target was lost"
            played.faults[:] = [ending]
            played.unsure = {ending.signature} if len(self._left) > 1 else set()
        return self.left()

    def _last_steps(self) -> Program | None:
        """What plays did shortly before their calls were cut off or refused, in its order; of one, up to that call."""
        own = {play.number for play in self._left}
        lost = [each for each in self.exchanges if each.outgoing and each.failed and each.case in own]
        lost = [each for each in lost if each.refused or each.method != RAW]  # bytes need no answer
        noticed = [each.at if len(own) == 1 or each.answered_at is None else each.answered_at for each in lost]
        end = min(noticed, default=self._world.now())
        begun = [each for play in self._left for each in play.played.begun if end - LATELY <= each[0] <= end]
        steps = [step for _, step in sorted(begun, key=lambda each: each[0])]
        return Program(tuple(each for each in steps if not isinstance(each, Look | Passes))) if steps else None

    # -- who begins ----------------------------------------------------------------------------------------------

    def _next(self) -> Callable[[], None] | None:
        """The task of the play that begins now, if one may; looks first where a fault was noted since the last time."""
        before, self._noted = self._noted, sum(len(play.played.faults) for play in self._under_way.values())
        if self._noted > before:
            self.look()
        play = None if self._is_over or self._is_settled else self._candidate()
        if play is None:
            self._is_settled = True
            return None
        play.began, play.player = len(self._world.log), Player(self._world, play.number, self._collect)
        self._under_way[play.number] = play
        return partial(self._play, play)

    def _candidate(self) -> Play | None:
        if any(play.floods for play in self._under_way.values()):
            return None
        self._closing = len(self._alone) >= (1 if self._closing else FLOODS)  # then until all have had their turn
        play = None if self._draining else self._ordinary()
        return play or self._lonely()

    def _lonely(self) -> Play | None:
        """One that had to wait until the others ended; those that only want steady peers for themselves come first."""
        alone = not self._under_way
        for play in sorted(self._alone, key=lambda play: play.floods) if alone or self._draining else ():
            if alone or (not play.floods and self._is_apart(play)):
                self._alone.remove(play)
                return play
        return None

    @property
    def _draining(self) -> bool:
        """Whether the time of the floods has come. Plays that wait go on for long, so others begin beside them."""
        return self._closing and not any(play.waits for play in self._under_way.values())

    def _ordinary(self) -> Play | None:
        """The first one whose spare peers are free."""
        under_way = self._under_way.values()
        if len(under_way) >= self._width + BESIDE or sum(not play.waits for play in under_way) >= self._width:
            return None
        first = next((play for play in self._upcoming if play.overtaken >= PATIENT), None)
        for play in self._upcoming:
            if self._may_begin(play, first):
                self._upcoming.remove(play)
                return self._overtaking(play)
        while len(self._upcoming) < AHEAD and (drawn := next(self._source, None)) is not None:
            play = self._made(*drawn)
            if (play.floods or play.shy) and (self._width > 1 or self._under_way):
                self._alone.append(play)
            elif self._may_begin(play, first):
                return self._overtaking(play)
            else:
                self._upcoming.append(play)
        return None

    def _overtaking(self, play: Play) -> Play:
        for other in self._upcoming:
            other.overtaken += other.number < play.number
        return play

    def _may_begin(self, play: Play, first: Play | None) -> bool:
        """Whether its peers are free, and not kept for the one whose turn it is."""
        kept = first is not None and first is not play and not play.is_apart_from(first)
        return not kept and self._is_apart(play) and not (play.waits and self._closing)

    def _is_apart(self, play: Play) -> bool:
        return all(play.is_apart_from(other) for other in self._under_way.values())

    def _made(self, number: int, program: Program) -> Play:
        names, own = relied_on_in(program), own_in(self._world.topology, program)
        waits = waits_in(program) if self._width > 1 else program.waits > 0  # in memory one at a time is quicker
        shy = any(not self._world.peers[account].spare for account in own)
        return Play(number, program, frozenset(names), frozenset(own), floods_in(program), shy, waits)

    # -- what comes of it ----------------------------------------------------------------------------------------

    def _play(self, play: Play) -> None:
        CASE.set(play.number)
        try:
            if play.player is not None:
                play.player.play(play.program)
        finally:
            del self._under_way[play.number]
            self._is_settled = False
            self._left.append(play)
        if self._is_over:
            return
        play.over = self._world.now()
        self._recent.append(play)
        self.look()
        self._left.remove(play)
        self._tell(play)
        self._ended(play)

    def _tell(self, play: Play) -> None:
        """What was said in it, where that is asked for: the play's own calls, and what speaks of it."""
        if play.played.faults:
            shown = {seq for fault in play.played.faults for seq in fault.seqs}
            log = self._world.log.exchanges
            earlier = [log[seq] for seq in sorted(shown) if seq < play.began]
            own = [each for each in log[play.began :] if each.case == play.number or is_named(play.number, each.body)]
            play.played.exchanges = (*earlier, *own)

    def _collect(self) -> None:
        """What monitors saw belongs to the play that it speaks of; where that is unclear, to each, and is unsure."""
        for watch in self._world.monitors.watches.values():
            if watch.first is not None:
                found, watch.first = watch.first, None
                seqs = tuple(found.seqs)
                self._give(Fault(watch.requirement, watch.name, found.expected, found.observed, seqs))
        now = self._world.now()
        lasting = silence(self._world) if now != self._listened else None  # it lasts no longer than it did then
        self._listened = now
        if lasting is not None:
            self._give(lasting)

    def _give(self, fault: Fault) -> None:
        shown = [self._world.log.exchanges[seq] for seq in fault.seqs]
        plays = [*self._recent, *self._under_way.values()]
        callers = [play for play in plays if any(each.case == play.number for each in shown)]
        texts = [f"{fault.expected} {fault.observed}".encode(), b"".join(each.body for each in shown)]
        by_text = ([play for play in plays if is_named(play.number, text)] for text in texts)
        named = callers or next((found for found in by_text if found), [])
        if fault.kind == SILENCE:  # what the updates before and after it speak of has no part in it
            named = []
        owners = named if len(named) == 1 else [play for play in plays if play.over is None or play in named]
        for play in owners:
            if all(fault.signature != other.signature for other in play.played.faults):
                play.played.faults.append(fault)
            if len(owners) > 1:
                play.played.unsure.add(fault.signature)
            if play.over is not None and play not in self._left:
                self._left.append(play)


def is_named(number: int, text: bytes) -> bool:
    """Whether the text has a prefix of the play with that number in it, or the id of a request of its peers'."""
    return b".f%d." % number in text or b".%d.q" % number in text


class _SomethingNew(BrokenOff):
    """A play showed what is to be looked at now."""
