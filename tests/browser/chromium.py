"""Drives a headless Chromium over a pair of pipes (the DevTools protocol), with nothing but the standard library."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = "the browser tests did not run: there is no Chromium here (install one, or name it in the variable CHROMIUM)"
PATIENCE = 60  # seconds for one answer of the browser's
READ_AT_ONCE = 1 << 20
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio",
    "--disable-extensions", "--disable-background-networking", "--hide-scrollbars", "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)  # fmt: skip
AT_3_AND_4 = """
import os, sys
commands, answers, *command = sys.argv[1:]
os.dup2(int(commands), 3)
os.dup2(int(answers), 4)
os.execv(command[0], command)
"""
KEYS = {"Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, ""), "Tab": ("Tab", 9, "")}


class BrowserError(Exception):
    """The browser does not answer, or refuses a command."""


def found() -> str | None:
    """The browser's path: the variable CHROMIUM, else the first of NAMES that is installed; None: there is none."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """A browser with one tab, a context manager. Chromium reads commands at descriptor 3 and answers at 4."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._ids = count(1)
        self._buffer = b""
        self._session: str | None = None
        self._resources = ExitStack()
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Browser:
        with ExitStack() as resources:
            profile = resources.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
            commands_out, self._to = _pipe()
            self._from, answers_in = _pipe()
            flags = [*FLAGS, f"--user-data-dir={profile}", "about:blank"]
            process = subprocess.Popen(
                [sys.executable, "-c", AT_3_AND_4, str(commands_out), str(answers_in), self._path, *flags],
                pass_fds=(commands_out, answers_in),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            resources.callback(_end, process, self._to, self._from)
            os.close(commands_out)
            os.close(answers_in)
            targets = self.send("Target.getTargets")["targetInfos"]
            page = next(each["targetId"] for each in targets if each["type"] == "page")
            self._session = self.send("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.send(f"{domain}.enable")
            self._resources = resources.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._resources.close()

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command; BrowserError where it is refused. Events that come meanwhile go to `events`."""
        id = next(self._ids)
        command: dict[str, Any] = {"id": id, "method": method, "params": params}
        if self._session is not None:
            command["sessionId"] = self._session
        os.write(self._to, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == id:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error'].get('message')}")
                return dict(message["result"])
            self.events.append(message)

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0, end - time.monotonic()))
            part = os.read(self._from, READ_AT_ONCE) if ready else b""
            if not part:
                raise BrowserError("the browser gives no answer")
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message

    def wait_for(self, method: str) -> Mapping[str, Any]:
        """The params of the next event of that name, or of one that came already; it is taken from `events`."""
        for place, event in enumerate(self.events):
            if event.get("method") == method:
                return dict(self.events.pop(place)["params"])
        while (message := self._next()).get("method") != method:
            self.events.append(message)
        return dict(message["params"])

    # -- one page ------------------------------------------------------------------------------------------------

    def open(self, page: Path, fragment: str = "") -> None:
        """Loads a file, and waits until it is there."""
        self.events.clear()
        self.send("Page.navigate", url="about:blank")
        self.wait_for("Page.loadEventFired")
        self.send("Page.navigate", url=page.resolve().as_uri() + (f"#{fragment}" if fragment else ""))
        self.wait_for("Page.loadEventFired")

    def look(self, width: int, height: int = 900, dark: bool = False, media: str = "screen") -> None:
        """Sets the window's size, and how pages are to look."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def without_script(self, off: bool = True) -> None:
        """Pages opened from now on run no script of theirs."""
        self.send("Emulation.setScriptExecutionDisabled", value=off)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page; BrowserError where it throws."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise BrowserError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def press(self, key: str) -> None:
        """Presses a key: one character, or one of KEYS."""
        code, number, text = KEYS[key] if key in KEYS else (f"Key{key.upper()}", ord(key.upper()), key)
        about: dict[str, Any] = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **about)
        self.send("Input.dispatchKeyEvent", type="keyUp", **about)

    def write(self, text: str) -> None:
        """Writes into what has the focus."""
        self.send("Input.insertText", text=text)

    def picture(self, whole: bool = False) -> bytes:
        """A PNG of the window, or of the whole page."""
        shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def printed(self) -> bytes:
        """The page as PDF, as it would be printed."""
        shot = self.send("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(shot["data"])


def _pipe() -> tuple[int, int]:
    """A pipe's two ends, at descriptors that the browser has no other use for."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _end(process: subprocess.Popen[bytes], commands: int, answers: int) -> None:
    """Chromium ends by itself when its commands do."""
    os.close(commands)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    os.close(answers)
