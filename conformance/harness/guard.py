"""A script that ends a started target where the run that started it ended without a word, by SIGKILL for one.

Called with the target's process group; standard input is a pipe whose other end the run holds.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys

END_LIMIT = 5  # seconds from SIGTERM to SIGKILL


def main(group: int) -> None:
    """Waits for a word from the run, which has then ended the target itself; without one ends the group."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.stdin.buffer.read(1):
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGTERM)
        select.select([], [], [], END_LIMIT)
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
