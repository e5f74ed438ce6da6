"""The suite in several processes of pytest-xdist: each case once, each worker with a target and a share of its own."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from conformance.registry import discover
from conformance.xdist_scheduling import share_of
from tests.suite.test_exit_codes import run

TIMED = "RR-11"


def test_each_case_runs_once_and_one_writer_keeps_all(tmp_path: Path) -> None:
    """Of each group; the verdicts are those of one process, and so is the page."""
    selected = ["--case=RR-14", f"--case={TIMED}"]
    alone, both = tmp_path / "one", tmp_path / "two"
    for folder in (alone, both):
        folder.mkdir()
    code, output = run(alone, "--target-cmd=reference", *selected)
    assert code == 0, output
    code, output = run(both, "--target-cmd=reference", "-n2", *selected)
    assert code == 0, output
    assert verdicts(both) == verdicts(alone)
    assert max(Counter(each for each, _ in verdicts(both)).values()) == 1
    assert len(list((both / "c2c-report").glob("wire-gw*.jsonl"))) == 2
    assert (both / "c2c-report" / "report.html").is_file()


def verdicts(folder: Path) -> list[tuple[str, str]]:
    """Ids and verdicts of the cases of the run in the folder, sorted."""
    lines = (folder / "c2c-report" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[1:-1]]
    return sorted((row["id"], row["verdict"]) for row in rows if "/monitor_" not in row["id"])


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_have_shares_alike(workers: int) -> None:
    """Each worker has its part of the cases that run at their own pace, and of those that wait."""
    for waits in (True, False):
        cases = [case for case in discover() if case.timed is waits]
        sizes = Counter(share_of(case.name, workers) for case in cases)
        assert len(sizes) == workers
        assert max(sizes.values()) < 1.3 * len(cases) / workers
