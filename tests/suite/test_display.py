"""What pytest's terminal shows of a run: on a terminal, in a pipe, and with pytest's own options."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import terminal

ROOT = Path(__file__).parents[2]
REFERENCE = "--target=memory:reference_impl.connector:Connector"
TELLS_NOBODY = "--target=memory:tests.suite.connectors:PassesNothingOn"
PROGRESS = re.compile(r"\d+/\d+ cases \|")


def command(*arguments: str) -> list[str]:
    """pytest as a user calls it."""
    return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """Of a user who has nothing set."""
    return {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder), "TERM": "xterm"}


def piped(folder: Path, *arguments: str, **variables: str) -> list[str]:
    """The lines that it writes into a pipe."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(folder) | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout.splitlines()


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """What it writes to a terminal, with what moves the cursor there."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        command(*arguments), cwd=folder, env=environment(folder), stdout=its, stderr=its, stdin=its
    )
    os.close(its)
    written = b""
    try:
        while block := os.read(ours, 65536):
            written += block
    except OSError:  # how the other end's closing is told
        pass
    finally:
        os.close(ours)
    process.wait(60)
    return written.decode()


def test_the_last_line_is_the_answer(tmp_path: Path) -> None:
    """After pytest's own sums."""
    lines = piped(tmp_path, TELLS_NOBODY, "--case=RR-2")
    assert lines[-1] == "Not conformant: 1 MUST requirement is broken: RR-2. (exit code 1)"
    assert lines[-2].startswith("report: ")


def test_a_pipe_gets_no_letters_and_nothing_twice(tmp_path: Path) -> None:
    """A line of progress for each tenth at most, each different."""
    lines = piped(tmp_path, REFERENCE, "--case=RR-2")
    found = [line for line in lines if PROGRESS.match(line)]
    assert 2 <= len(found) == len(set(found)) <= 10
    assert not [line for line in lines if "\r" in line or "test_rr_" in line]


def test_a_terminal_has_the_progress_in_one_line(tmp_path: Path) -> None:
    """Written over as the run goes on, its end left standing."""
    written = on_a_terminal(tmp_path, REFERENCE, "--case=RR-2")
    (line,) = [each for each in written.split("\n") if PROGRESS.search(each)]
    states = [state.strip() for state in line.strip("\r").split("\r")]
    assert len(states) >= 2
    assert re.fullmatch(r"(\d+)/\1 cases \| RR done", states[-1].partition("\x1b")[0])
    assert "The selected part holds" in written.rstrip().split("\n")[-1]


@pytest.mark.parametrize("option", ["-v", "-q"])
def test_other_modes_of_pytest_are_as_ever(tmp_path: Path, option: str) -> None:
    """Words for `-v`, letters for `-q`."""
    lines = piped(tmp_path, REFERENCE, "--case=RR-14", option)
    assert not [line for line in lines if PROGRESS.match(line)]
    assert any((" PASS " in line) if option == "-v" else line.startswith("..") for line in lines)


def test_a_failure_is_headed_by_an_id_that_runs_it_again(tmp_path: Path) -> None:
    """There and in the tree; pytest's own list of node ids is not added to it."""
    id = "RR-2/a_route_from_the_other_side_is_passed_on"
    lines = piped(tmp_path, TELLS_NOBODY, f"--case={id}")
    assert f" {id} " in next(line for line in lines if line.startswith("____"))
    assert f"       fail          {id}" in lines
    assert not [line for line in lines if "short test summary" in line]


def test_the_tree_has_areas_requirements_and_cases() -> None:
    """What holds is counted only; so is much that is inconclusive."""
    said = ["pass", "fail", *["inconclusive"] * 6]
    rows = [
        {"id": f"RR-2/case_{n}", "requirement": "RR-2", "area": "RR", "level": "MUST", "verdict": verdict,
         "evidence": {"rests_on": ["RR-1"]}}
        for n, verdict in enumerate(said)
    ]  # fmt: skip
    lines = [(line.text, line.colour) for line in terminal.tree(rows)]
    assert lines[0] == ("RR   route broadcasts received  1 pass, 1 fail, 6 inconclusive", "red")
    assert lines[1][0].startswith("     RR-2 [MUST] A learnt route is passed on")
    assert lines[2:] == [("       fail          RR-2/case_1", "red"), ("       6 inconclusive, resting on RR-1", "")]


def test_in_a_job_of_github_no_line_of_the_run_is_a_command_but_its_own(tmp_path: Path) -> None:
    """Commands are stopped at the start, by a word that the target can't know, and go on before the annotations."""
    case = "--case=RR-2/a_route_from_the_other_side_is_passed_on"
    lines = piped(tmp_path, TELLS_NOBODY, case, GITHUB_ACTIONS="true")
    stop, resume, *annotations = [line for line in lines if line.startswith("::")]
    word = stop.removeprefix("::stop-commands::")
    assert resume == f"::{word}::"
    assert len(word) == 32
    assert [each.partition("::RR-2/")[0] for each in annotations] == ["::error title=RR-2 fail"]
    failures = next(place for place, line in enumerate(lines) if "FAILURES" in line)
    assert lines.index(stop) < failures < lines.index(resume)
