"""The commands `fuzz` and `replay` as a user calls them: what they print, and their exit codes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from conformance import cli
from conformance.campaigns import options
from conformance.campaigns.progress import Progress
from conformance.fuzz.campaign import Budget
from conformance.fuzz.report import Report
from conformance.verdicts import UsageError
from tests.campaigns.connectors import FailsInItsFirstLife

REFERENCE = "--target=memory:reference_impl.connector:Connector"
LIQUID = "--target=memory:reference_impl.liquidity.connector:LiquidityConnector"
OLD_CODES = "--target=memory:tests.mutants.liquidity_quotes:UsesTheOldNumbering"
FAULTY = "--target=memory:tests.campaigns.connectors:BlamesItself"


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code and output of the command."""
    code = cli.main(words)
    said = capsys.readouterr()
    return code, said.out + said.err


def fuzz(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, str]:
    return call(capsys, "fuzz", f"--output={folder}", "--seed=4", *words)


def test_a_campaign_without_a_finding(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Seed, rate and coverage stand at the end; nothing is written."""
    code, output = fuzz(capsys, tmp_path / "out", REFERENCE, "--messages=600")
    assert code == 0
    for words in (
        "seed 4:",
        "messages/s)",
        "coverage:",
        "a quote over",
        "findings: 0 new, 0 known",
        "No finding. (exit code 0)",
    ):
        assert words in output
    assert not (tmp_path / "out").exists()


def test_a_finding_of_the_second_profile(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It is replayed with the topology that it was found with, and with none of the other profile."""
    code, output = fuzz(capsys, tmp_path, OLD_CODES, "--profile=liquidity-routing", "--messages=2000")
    assert code == 1
    assert "QT-20/fuzz/" in output
    (folder,) = [each for each in (tmp_path / "findings").iterdir() if each.name.startswith("QT-20")]
    assert "method=send_request" in (folder / "replay.sh").read_text(encoding="utf-8")
    assert call(capsys, "replay", str(folder), OLD_CODES)[0] == 1
    assert call(capsys, "replay", str(folder), LIQUID)[0] == 0
    code, output = call(capsys, "replay", str(folder), LIQUID, "--topology=default")
    assert (code, "not one of liquidity-routing" in output) == (4, True)


def test_a_finding_is_stored_tried_first_and_then_known(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It can be played again by the command that the report names; where it is mended, it is said to be fixed."""
    code, output = fuzz(capsys, tmp_path, FAULTY, "--messages=400", "--strict")
    assert code == 1
    assert "RS-2/fuzz/" in output
    folder = next(each for each in (tmp_path / "findings").iterdir() if each.name.startswith("RS-2"))
    assert f"again: c2c-conformance replay {folder} {FAULTY}" in output
    assert call(capsys, "replay", str(folder), FAULTY)[0] == 1
    code, output = call(capsys, "replay", str(folder), REFERENCE)
    assert (code, "fixed" in output) == (0, True)
    code, output = fuzz(capsys, tmp_path, FAULTY, "--messages=10", "--strict")
    assert (code, "known, and still there" in output, "0 new, " in output) == (1, True, True)
    code, output = fuzz(capsys, tmp_path, REFERENCE, "--messages=10", "--strict")
    assert (code, "known findings that are not seen any more" in output) == (0, True)


def test_another_fault_in_its_place_is_a_change(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The connector of before answered with an error of its own; now it ends."""
    fuzz(capsys, tmp_path, FAULTY, "--messages=300")
    folder = next(each for each in (tmp_path / "findings").iterdir() if each.name.startswith("RS-2"))
    code, output = call(capsys, "replay", str(folder), "--target=memory:tests.campaigns.connectors:TrustsItsPeers")
    assert (code, "changed: RS-2" in output) == (8, True)


def test_what_is_not_seen_again_is_no_blame(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Exit code 7."""
    FailsInItsFirstLife.lives = 0
    code, output = fuzz(capsys, tmp_path, "--target=memory:tests.campaigns.connectors:FailsAtFirst", "--messages=10")
    assert code == 7, output
    assert "[inconclusive]" in output


def test_expected_deviations_excuse_findings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """By the requirement's id."""
    file = tmp_path / "known.toml"
    file.write_text(
        '[[deviation]]\nid = ["RS-2", "MSG-1", "MSG-3b"]\nreason = "r"\nevidence = "e"\nexpires = "never"\n',
        encoding="utf-8",
    )
    code, output = fuzz(capsys, tmp_path, FAULTY, "--messages=300", "--strict", f"--expected-deviations={file}")
    assert code == 0, output
    assert "[expected deviation]" in output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give the connector"),
        ((REFERENCE, "--target-cmd=reference"), "exclude each other"),
        (("--target=nowhere",), "give host:port"),
        ((REFERENCE, "--topology=nowhere"), "--topology"),
        ((REFERENCE, "--time=soon"), "'soon' is no time"),
        ((REFERENCE, "--time=0s"), "is no time"),
        ((REFERENCE, "--messages=0"), "--messages 0"),
        (("--target=memory:nowhere:Nothing",), "importable"),
        (("--target-cmd=./no-such-command",), "can't be started"),
    ],
)
def test_what_can_not_be_used_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Exit code 4, and no trace."""
    code, output = fuzz(capsys, tmp_path, *words)
    assert (code, "Traceback" in output) == (4, False)
    assert said in output


def test_a_target_that_answers_nothing_is_6(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It is said why."""
    code, output = fuzz(capsys, tmp_path, "--target=memory:tests.suite.connectors:Mute")
    assert code == 6
    assert "No target" in output


@pytest.mark.parametrize(("text", "seconds"), [("20s", 20), ("2m", 120), ("1.5h", 5400), ("90", 90)])
def test_times(text: str, seconds: int) -> None:
    """With a unit or without."""
    assert options.read(target=None, command="reference", time=text).budget == Budget(seconds=seconds)


def test_the_usual_budget_is_a_minute() -> None:
    """Where none is given; a number of messages alone has no limit of time."""
    assert options.read(target=None, command="reference").budget == Budget(seconds=60)
    assert options.read(target=None, command="reference", messages=5).budget == Budget(messages=5)
    with pytest.raises(UsageError):
        options.read(target="127.0.0.1:1", command=None, workers=2)


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def test_progress_is_told_on_a_terminal_and_not_on_a_pipe() -> None:
    """One line, written over, no more than some times a second."""
    report = Report(1, programs=7, exchanged=300, seconds=2.0)
    terminal, pipe, times = Terminal(), io.StringIO(), iter([0.0, 0.0, 0.1, 0.5, 0.5, 0.0, 0.0, 0.0])
    on_terminal = Progress(terminal, lambda: next(times))
    for _ in range(3):
        on_terminal.played(report)
    assert terminal.getvalue().count("7 programs  300 messages  150 messages/s") == 2
    Progress(pipe, lambda: 0.0).played(report)
    assert pipe.getvalue() == ""
