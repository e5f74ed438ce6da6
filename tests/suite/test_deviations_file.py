"""Files of expected deviations: what they may hold, what they share, and when an entry has grown stale."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance import deviations
from conformance.deviations import Deviation
from conformance.engine import Outcome
from conformance.registry import discover
from conformance.requirements import load as load_requirements
from conformance.verdicts import UsageError, Verdict

TODAY = datetime.date(2030, 1, 31)
FIELDS = 'reason = "r"\nevidence = "e"\n'
PROFILE = "gratuity-quoting"
CASE = "RR-14/a_route_in_another_accounts_name_is_not_used"
ENTRY = Deviation("RR-2", "r", "e", "", None, "", expired=False)


def entry(id: str, fields: str = FIELDS + 'expires = "never"\n') -> str:
    """An entry in TOML; `id` as it is written there."""
    return f"[[deviation]]\nid = {id}\n{fields}"


def ids(path: Path) -> list[str]:
    """The ids of the file's entries that have not expired."""
    return [each.id for each in deviations.load(str(path), TODAY) if not each.expired]


def write(path: Path, text: str) -> Path:
    """The file, with this text."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_may_stand_for_several_ids(tmp_path: Path) -> None:
    """Each of them is known, and grows stale, by itself."""
    assert ids(write(tmp_path / "known.toml", entry(f'["{CASE}", "RR-2"]'))) == [CASE, "RR-2"]


def test_a_file_has_the_entries_of_those_it_extends(tmp_path: Path) -> None:
    """Their paths are seen from its own folder; its own entries come first."""
    write(tmp_path / "shared" / "all.toml", 'extends = "more.toml"\n' + entry('"RR-2"'))
    write(tmp_path / "shared" / "more.toml", entry('"RR-3"'))
    file = write(tmp_path / "one" / "known.toml", 'extends = ["../shared/all.toml"]\n' + entry('"RR-1"'))
    assert ids(file) == ["RR-1", "RR-2", "RR-3"]


def test_an_entry_counts_until_the_day_it_expires(tmp_path: Path) -> None:
    """That day included."""
    until = FIELDS + "expires = {}\n"
    text = entry('"RR-1"', until.format("2030-01-31")) + entry('"RR-2"', until.format("2030-01-30"))
    assert ids(write(tmp_path / "known.toml", text)) == ["RR-1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('extends = "known.toml"\n', "which extends it"),
        ('extends = "other.toml"\n' + entry('"RR-1"'), "RR-1 stands twice"),
        ('extends = "nowhere.toml"\n', "nowhere.toml"),
        ("extends = 1\n", "a string or a list of strings"),
        ("extend = []\n", "unknown member extend"),
        (entry("[1]"), "needs an id"),
        (entry('["RR-1", "RR-999"]'), "no requirement of this id"),
        (entry('["RR-1", "RR-1"]'), "RR-1 stands twice"),
        (entry('"RR-1"', FIELDS), "expires must be"),
        (entry('"RR-1"', FIELDS + "expires = 2030-01-31T10:00:00Z\n"), "expires must be"),
        (entry('"RR-1"', FIELDS + 'owner = 1\nexpires = "never"\n'), "owner says"),
        (entry('"RR-14/no_such_case"'), "there is no case RR-14/no_such_case"),
        (entry('"RR-14/monitor_of_nothing"'), "there is no case RR-14/monitor_of_nothing"),
        ('[deviation]\nid = "RR-1"\n', "in two brackets"),
        (entry('"RR-1"', 'expires = "never"\nreason = "r"\n'), "evidence is missing"),
        (entry('"RR-1"', FIELDS + 'expires = "never"\nsometime = "x"\n'), "unknown field sometime"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, words: str) -> None:
    """With what is wrong, and where."""
    write(tmp_path / "other.toml", entry('"RR-1"'))
    file = write(tmp_path / "known.toml", text)
    with pytest.raises(UsageError, match=words):
        deviations.load(str(file), TODAY)


def test_an_entry_has_the_owner_it_names_or_its_files(tmp_path: Path) -> None:
    """A file that it extends has one of its own."""
    write(tmp_path / "shared.toml", entry('"RR-3"'))
    own = FIELDS + 'owner = "ann"\nexpires = "never"\n'
    text = 'owner = "bob"\nextends = "shared.toml"\n' + entry('"RR-1"', own) + entry('"RR-2"')
    found = deviations.load(str(write(tmp_path / "known.toml", text)), TODAY)
    assert [(each.id, each.owner) for each in found] == [("RR-1", "ann"), ("RR-2", "bob"), ("RR-3", "")]


@pytest.mark.parametrize(
    "id", [CASE, f"{CASE}/late", "RB-3/monitor_points_are_integers", "RS-1/monitor_the_target_stays_alive/QT-6"]
)
def test_whatever_a_record_may_be_called_can_be_named(tmp_path: Path, id: str) -> None:
    """Cases, what came late of them, monitors, the target's death."""
    assert ids(write(tmp_path / "known.toml", entry(f'"{id}"'))) == [id]


def test_an_expired_entry_excuses_nothing_and_says_so() -> None:
    """With the day, and who looks after it; one that has not expired goes before it."""
    broken = Outcome(CASE, load_requirements()["RR-14"], "a title", Verdict.FAIL)
    gone = replace(ENTRY, id="RR-14", owner="ann", expires=datetime.date(2030, 1, 30), expired=True)
    said = deviations.excuse(broken, [gone])
    assert (said.verdict, said.excused_by) == (Verdict.FAIL, "")
    assert said.reason == "the expected deviation RR-14 has expired, on 2030-01-30; its owner is ann"
    assert deviations.excuse(broken, [gone, replace(ENTRY, id=CASE)]).excused_by == CASE


def rows(verdict: str = "pass", **of: str) -> list[dict[str, Any]]:
    """A record of each case and monitor of RR-2, as JSON, all of one verdict but for those `of` an id's last part."""
    cases = [case.id for case in discover() if case.requirement.id == "RR-2"]
    names = [*cases, "RR-2/monitor_what_follows_as_routes_come_and_go"]
    found = {id: of.get(id.rpartition("/")[2], verdict) for id in names}
    return [{"id": id, "requirement": "RR-2", "verdict": said, "evidence": {}} for id, said in found.items()]


def stale(records: list[dict[str, Any]], entry: Deviation = ENTRY, whole: bool = True) -> bool:
    """Whether the entry is said to have grown stale."""
    return deviations.stale([entry], records, whole, PROFILE) == [entry.id]


def test_an_entry_is_stale_where_all_that_it_covers_was_judged_and_holds() -> None:
    """Also where something of it is not applicable; not where nothing was applicable."""
    assert stale(rows())
    assert stale(rows(gone_and_back="not applicable"))
    assert not stale(rows("not applicable"))


def test_an_entry_that_occurred_is_not_stale() -> None:
    """Once is enough."""
    records = rows(gone_and_back="expected deviation")
    next(each for each in records if each["verdict"] == "expected deviation")["evidence"]["excused_by"] = "RR-2"
    assert not stale(records)


def test_an_entry_is_not_stale_where_a_part_of_it_did_not_run_or_was_not_clear() -> None:
    """It may be that part in which it occurs."""
    assert not stale([each for each in rows() if not each["id"].endswith("/gone_and_back")])
    assert not stale(rows(gone_and_back="inconclusive"))
    assert not stale(rows(), whole=False), "its monitor saw the traffic of some cases only"


def test_a_case_of_its_own_is_judged_by_a_part_of_the_suite_too() -> None:
    """Nothing but that case speaks of it."""
    (one,) = [each for each in rows() if each["id"].endswith("/gone_and_back")]
    assert stale([one], replace(ENTRY, id=one["id"]), whole=False)
    assert not stale([one], whole=False)


@pytest.mark.parametrize("entry", [replace(ENTRY, sometimes="a race"), replace(ENTRY, expired=True)])
def test_an_entry_that_depends_on_a_race_or_has_expired_is_never_stale(entry: Deviation) -> None:
    """The one may not occur; the other excuses nothing anyway."""
    assert not stale(rows(), entry)


def test_the_example_of_the_docs_can_be_used(tmp_path: Path) -> None:
    """As it stands there."""
    page = (Path(__file__).parents[2] / "docs" / "expected-deviations.md").read_text(encoding="utf-8")
    block = page[page.index("    owner =") : page.index("| field |")]
    write(tmp_path / "shared" / "known.toml", entry('"RR-3"'))
    text = "\n".join(line.removeprefix("    ") for line in block.splitlines())
    assert len(ids(write(tmp_path / "known.toml", text))) == 4
