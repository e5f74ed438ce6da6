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
    """Of those at their own pace and of those that wait; on a busy machine the latter may come too late (7)."""
    selected = ["RR-14", TIMED]
    code, output = run(tmp_path, "--target-cmd=reference", "-n2", *(f"--case={each}" for each in selected))
    assert code in (0, 7), output
    done = cases_in(tmp_path / "c2c-report" / "results.jsonl")
    assert done == Counter(
        case.id for case in discover() if case.requirement.id in selected and "gratuity-quoting" in case.profiles
    )
    assert len(list((tmp_path / "c2c-report").glob("wire-gw*.jsonl"))) == 2
    assert (tmp_path / "c2c-report" / "report.html").is_file()


def cases_in(results: Path) -> Counter[str]:
    """How often each case stands in the results."""
    rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()[1:-1]]
    return Counter(row["id"] for row in rows if "/monitor_" not in row["id"])


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_have_shares_alike(workers: int) -> None:
    """Each worker has its part of the cases that run at their own pace, and of those that wait."""
    for waits in (True, False):
        cases = [case for case in discover() if case.timed is waits]
        sizes = Counter(share_of(case.name, workers) for case in cases)
        assert len(sizes) == workers
        assert max(sizes.values()) < 1.3 * len(cases) / workers
