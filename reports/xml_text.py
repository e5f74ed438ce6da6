"""Text fit for XML 1.0, in which most control characters and lone surrogates have no place, not even escaped."""

from __future__ import annotations

import re

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit(text: str) -> str:
    """The text with what XML can't hold named by its number, like U+0000."""
    return _UNFIT.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)
