"""A browser without a window, driven through a pipe by Chromium's own protocol."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import F_DUPFD, fcntl
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A tab behind another one is as awake as it: here somebody types into two.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


class Browser:
    """One tab after the other of one profile.

    Args:
        told: Errors and warnings of the pages' console, in the order in which they came.
        asked: How often somebody was asked whether to leave a page; they always leave it.
    """

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._number, self._rest = 0, b""
        self._sessions: dict[str, str] = {}
        self.told: list[str] = []
        self.asked = 0
        self._events: list[dict[str, Any]] = []

    def _write_message(self, method: str, *, session: str = "", **given: Any) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._number

    def send(self, method: str, *, session: str = "", **given: Any) -> dict[str, Any]:
        number = self._write_message(method, session=session, **given)
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer.get("result", {})  # type: ignore[no-any-return]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = os.read(self._read, 1 << 20)
            if not read:
                raise RuntimeError("the browser has ended")
            self._rest += read
        part, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(part)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, given = message.get("method"), message.get("params", {})
        if method == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
            self.told.append(given["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.told.append(given["exceptionDetails"]["text"])
        elif method == "Page.javascriptDialogOpening" and given["type"] == "beforeunload":
            self.asked += 1
            self._write_message(
                "Page.handleJavaScriptDialog", session=message["sessionId"], accept=True
            )
        elif method is not None:
            self._events.append(message)

    def tab(self, address: str, *, width: int = 1100, scripts: bool = True) -> Tab:
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session, target)
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.send(f"{domain}.enable")
        tab.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )
        if not scripts:
            tab.send("Emulation.setScriptExecutionDisabled", value=True)
        tab.go(address)
        return tab

    def await_event(self, method: str, session: str) -> None:
        """Read on until something has happened in a tab."""
        while True:
            for event in self._events:
                if event.get("method") == method and event.get("sessionId") == session:
                    self._events.clear()
                    return
            self._next()

    def forget_events(self) -> None:
        self._events.clear()


class Tab:
    """One page."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self.browser, self.session, self.target = browser, session, target

    def close(self) -> None:
        self.browser.send("Target.closeTarget", targetId=self.target)

    def send(self, method: str, **given: Any) -> dict[str, Any]:
        return self.browser.send(method, session=self.session, **given)

    def go(self, address: str) -> None:
        self.browser.forget_events()
        self.send("Page.navigate", url=address)
        self.browser.await_event("Page.loadEventFired", self.session)

    def run(self, script: str) -> Any:
        """The value of an expression, or of what it promises."""
        found = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait in the page, for at most ten seconds of its own, until something holds there."""
        is_so = self.run(
            "new Promise(done => { const end = Date.now() + 10000; const look = () => {"
            f"if ({condition}) done(true); else if (Date.now() > end) done(false);"
            "else setTimeout(look, 20); }; look(); })"
        )
        assert is_so, f"never so: {condition}"

    def after(self, script: str) -> None:
        """Do something that leads to another page, and wait for it."""
        self.browser.forget_events()
        self.run(script)
        self.browser.await_event("Page.loadEventFired", self.session)

    def picture(self, path: Path) -> None:
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        made = self.send("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        path.write_bytes(b64decode(made["data"]))


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Chromium with a profile of its own; ends with the block."""
    assert CHROMIUM is not None
    theirs_read, ours_write = os.pipe()
    ours_read, theirs_write = os.pipe()

    def take_pipes() -> None:
        # Out of the way first: either of them may be 3 or 4 itself.
        read, write = (fcntl(one, F_DUPFD, 10) for one in (theirs_read, theirs_write))
        os.dup2(read, 3)
        os.dup2(write, 4)

    process = subprocess.Popen(
        [CHROMIUM, *FLAGS, f"--user-data-dir={profile}"],
        preexec_fn=take_pipes,  # noqa: PLW1509  # its pipes have to be descriptors 3 and 4
        close_fds=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_read)
    os.close(theirs_write)
    try:
        yield Browser(ours_write, ours_read)
    finally:
        process.terminate()
        process.wait()
        os.close(ours_write)
        os.close(ours_read)
