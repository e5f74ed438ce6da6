"""A target that a run started ends with the run, however that ends."""

from __future__ import annotations

import os
import select
import subprocess
import sys

import pytest

from conformance.harness.target import TargetProcess
from schemas import topology as topologies

LIMIT = 20  # seconds
RUN = """
import sys
from conformance.harness.target import TargetProcess
from schemas import topology as topologies
target = TargetProcess("reference", topologies.load("plain").with_rpc_url("http://127.0.0.1:1/rpc"))
target.start()
print(target._process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for another's child by a Linux call")
def test_a_killed_run_leaves_no_target() -> None:
    """It would send its updates to whoever listens on that port next."""
    run = subprocess.Popen([sys.executable, "-c", RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert run.stdout is not None
        target = os.pidfd_open(int(run.stdout.readline()))
    finally:
        run.kill()
        run.communicate()
    ended, _, _ = select.select([target], [], [], LIMIT)
    os.close(target)
    assert ended


def test_a_target_that_was_stopped_has_no_guard_any_more() -> None:
    target = TargetProcess("reference", topologies.load("plain").with_rpc_url("http://127.0.0.1:1/rpc"))
    target.start()
    guard = target._guard
    assert guard is not None
    assert guard.poll() is None
    target.close()
    assert guard.returncode == 0
