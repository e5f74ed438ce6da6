"""A plugin that interrupts the run, as somebody at the keyboard does, after its first case."""

from __future__ import annotations

import os
import signal

import pytest


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    """Ctrl-C; what a shell starts in the background would not heed it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.kill(os.getpid(), signal.SIGINT)
