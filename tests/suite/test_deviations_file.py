"""Files of expected deviations: what they may hold, and what they share."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from conformance import deviations
from conformance.verdicts import UsageError

TODAY = datetime.date(2030, 1, 31)
FIELDS = 'reason = "r"\nevidence = "e"\n'


def entry(id: str, fields: str = FIELDS + 'expires = "never"\n') -> str:
    """An entry in TOML; `id` as it is written there."""
    return f"[[deviation]]\nid = {id}\n{fields}"


def ids(path: Path) -> list[str]:
    """The ids that the file excuses."""
    return [each.id for each in deviations.load(str(path), TODAY)]


def write(path: Path, text: str) -> Path:
    """The file, with this text."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_may_stand_for_several_ids(tmp_path: Path) -> None:
    """Each of them is known, and grows stale, by itself."""
    assert ids(write(tmp_path / "known.toml", entry('["RR-1/some_case", "RR-2"]'))) == ["RR-1/some_case", "RR-2"]


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
