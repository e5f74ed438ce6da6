"""What campaigns tell one another through a folder: findings by signature, programs, and never anything broken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis.database import ExampleDatabase

from conformance.campaigns.arena import TargetArena
from conformance.campaigns.sharing import FINDINGS, Shared, all_known, shared_in
from conformance.fuzz.campaign import Budget, Campaign, Stored
from conformance.fuzz.faults import Fault
from conformance.fuzz.report import Finding, Report
from conformance.fuzz.steps import Program
from conformance.starting import Source
from conformance.verdicts import UsageError
from schemas import topology as topologies
from tests.campaigns.programs import HARMLESS, LONG, TRIGGERING

PROGRAM = Program((TRIGGERING,))


def finding(observed: str, steps: int = 1, confirmed: int = 3) -> Finding:
    fault = Fault("RS-1", "the target ended", "a connector", observed)
    return Finding(fault, Program((TRIGGERING,) * steps), (), confirmed, 3, fresh=True)


def campaign(shared: Shared) -> Report:
    """One that plays a program which ends the connector."""
    source = Source(topologies.load("default"), "memory:tests.campaigns.connectors:Crashes")
    ground = TargetArena(source, 1, lambda: 0.0)
    stored = all_known([Stored("unknown", LONG)], shared.news())
    return Campaign(ground, 5, Budget(messages=1), stored, None, shared).run()


def test_a_finding_is_news_to_others_once(tmp_path: Path) -> None:
    """Not to who told of it, nor to campaigns with another topology."""
    one, other = shared_in(str(tmp_path), "default"), shared_in(str(tmp_path), "default")
    one.tell(finding("it ended: a"))
    assert one.news() == []
    assert [stored.program for stored in other.news()] == [PROGRAM]
    assert other.news() == []
    assert shared_in(str(tmp_path), "plain").news() == []


def test_programs_are_shared_in_one_order(tmp_path: Path) -> None:
    """Each once."""
    one = shared_in(str(tmp_path), "default")
    for program in (PROGRAM, Program(HARMLESS), PROGRAM):
        one.keep(program)
    found = [shared_in(str(tmp_path), "default").programs() for _ in range(2)]
    assert found[0] == found[1]
    assert sorted(map(str, found[0])) == sorted(map(str, (PROGRAM, Program(HARMLESS))))


def test_a_campaign_tells_what_it_finds_and_passes_over_what_others_found(tmp_path: Path) -> None:
    """The second one looks no closer."""
    first = campaign(shared_in(str(tmp_path), "default"))
    (found,) = first.findings
    report = campaign(shared_in(str(tmp_path), "default"))
    assert [(each.known, each.fault.signature) for each in report.findings] == [(True, found.fault.signature)]
    assert [stored.signature for stored in shared_in(str(tmp_path), "default").news()] == [found.fault.signature]


def test_what_others_find_meanwhile_is_passed_over(tmp_path: Path) -> None:
    """And the report says so."""
    one, other = shared_in(str(tmp_path), "default"), shared_in(str(tmp_path), "default")
    one.news()
    other.tell(finding("it ended: by something else"))
    source = Source(topologies.load("default"), "memory:reference_impl.connector:Connector")
    ground = TargetArena(source, 1, lambda: 0.0)
    report = Campaign(ground, 5, Budget(messages=1), (), None, one).run()
    assert (report.findings, report.elsewhere) == ([], ["RS-1 the target ended: it ended: by something else"])


def test_what_reached_something_new_is_kept(tmp_path: Path) -> None:
    """For the next campaign's start."""
    campaign(shared_in(str(tmp_path), "default"))
    assert shared_in(str(tmp_path), "default").programs()


def test_what_is_no_finding_is_passed_over(tmp_path: Path) -> None:
    """Somebody else's bytes, or another version's."""
    shared = shared_in(str(tmp_path), "default")
    for value in (b"\xff", b"{}", b'{"format": 99}'):
        shared._place.save(FINDINGS, value)
    assert shared.news() == []


class Gone(ExampleDatabase):
    """A place that can't be reached any more."""

    def fetch(self, key: bytes) -> Iterable[bytes]:
        raise ConnectionError("it is gone")

    def save(self, key: bytes, value: bytes) -> None:
        raise ConnectionError("it is gone")

    def delete(self, key: bytes, value: bytes) -> None:
        raise ConnectionError("it is gone")


def test_a_place_that_is_lost_costs_no_campaign() -> None:
    """It goes on alone, and says why."""
    shared = Shared(Gone(), "default")
    report = campaign(shared)
    assert [found.fault.requirement for found in report.findings] == ["RS-1"]
    assert "it is gone" in shared.lost


@pytest.mark.parametrize("where", ["redis://127.0.0.1:1/0", "redis://127.0.0.1:none"])
def test_a_server_that_can_not_be_reached_is_a_usage_error(where: str) -> None:
    """Or the package for it is not there; both say what to do."""
    with pytest.raises(UsageError, match=r"--share redis://"):
        shared_in(where, "default")


def test_reports_of_workers_are_merged_by_signature() -> None:
    """The surer finding counts, then the smaller one; sums are sums."""
    one = Report(1, [finding("it ended: a", steps=3), finding("it ended: b", confirmed=1)], 5, 50, 60, 2.0)
    other = Report(2, [finding("it ended: a", steps=1), finding("it ended: b", steps=9)], 7, 70, 80, 3.0)
    one.add(other)
    assert [(each.fault.observed, len(each.program.steps), each.confirmed) for each in one.findings] == [
        ("it ended: a", 1, 3),
        ("it ended: b", 9, 3),
    ]
    assert (one.programs, one.messages, one.exchanged, one.seconds) == (12, 120, 140, 3.0)


def test_each_signature_is_known_once() -> None:
    """The first that is given."""
    assert all_known([Stored("a", PROGRAM)], [Stored("a", LONG), Stored("b", LONG)]) == [
        Stored("a", PROGRAM),
        Stored("b", LONG),
    ]
