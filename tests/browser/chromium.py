"""Headless Chromium driven over its debugging pipe: no port, no web socket, nothing of it outside its own folder.

Messages are JSON, each ended by a NUL, on descriptors 3 (in) and 4 (out): Chromium's ``--remote-debugging-pipe``.
One command at a time; what the browser tells meanwhile is delivered to its page.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LIMIT = 40.0
"""Seconds after which a browser hangs."""
QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--disable-default-apps", "--mute-audio", "--no-default-browser-check", "--disable-dev-shm-usage",
         "--ignore-certificate-errors", "--remote-debugging-pipe")
KEYS = {"Tab": 9, "Enter": 13, " ": 32}
TEXT = {"Enter": "\r", " ": " "}
PIECE = 1 << 16
OUT_OF_THE_WAY = 100
"""A descriptor above 3 and 4, which the shell sets."""


class BrowserFailed(Exception):
    """Chromium refused a command, hung, or ended."""


class Chromium:
    """One running browser; :meth:`page` opens a tab in a context of its own (no history, no cookies of another)."""

    def __init__(self, to: int, out: int) -> None:
        self._to = to
        self._out = out
        self._rest = b""
        self._number = 0
        self._pages: dict[str, Page] = {}

    def ask(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """One command and its answer. :raises BrowserFailed: refused, or none came"""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to, data):]
        while (answer := self.hear()).get("id") != self._number:
            pass
        if "error" in answer:
            raise BrowserFailed(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def hear(self) -> dict[str, Any]:
        """The next message; an event goes to its page too. :raises BrowserFailed: none comes"""
        until = time.monotonic() + LIMIT
        while b"\0" not in self._rest:
            if not select.select([self._out], [], [], max(0.0, until - time.monotonic()))[0]:
                raise BrowserFailed("Chromium hangs")
            piece = os.read(self._out, PIECE)
            if not piece:
                raise BrowserFailed("Chromium ended")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message and (page := self._pages.get(message.get("sessionId", ""))) is not None:
            page.heard(message["method"], message["params"])
        return message

    @contextmanager
    def page(self, language: str = "zh-CN") -> Iterator[Page]:
        """:param language: what this reader's browser is set to"""
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        try:
            target = self.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
            session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            page = self._pages[session] = Page(self, session)
            for domain in ("Page", "Network", "Runtime", "Log"):
                page.ask(f"{domain}.enable")
            agent = self.ask("Browser.getVersion")["userAgent"]
            page.ask("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)
            yield page
            del self._pages[session]
        finally:
            self.ask("Target.disposeBrowserContext", browserContextId=context)


class Page:
    """A tab. ``requests``: the addresses that it asked for, but for what its own policy held back.

    ``complaints``: what it wrote into its console.
    """

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session
        self._loaded = 0
        self._asked: dict[str, str] = {}
        self.complaints: list[str] = []

    @property
    def requests(self) -> list[str]:
        return list(self._asked.values())

    def heard(self, method: str, params: dict[str, Any]) -> None:
        """What the browser tells of itself."""
        match method:
            case "Page.loadEventFired":
                self._loaded += 1
            case "Network.requestWillBeSent":
                self._asked[params["requestId"]] = params["request"]["url"]
            case "Network.loadingFailed" if params.get("blockedReason") == "csp":
                self._asked.pop(params["requestId"], None)
            case "Runtime.exceptionThrown":
                self.complaints.append(str(params["exceptionDetails"].get("exception", params)))
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.complaints.append(params["entry"]["text"])

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        return self._browser.ask(method, self._session, **params)

    def loads(self, act: Callable[[], object]) -> None:
        """Do something and wait for the document that it brings."""
        before = self._loaded
        act()
        while self._loaded == before:
            self._browser.hear()

    def open(self, address: str) -> None:
        self.loads(lambda: self.ask("Page.navigate", url=address))

    def say(self, expression: str) -> Any:
        """The value of an expression, awaited if it is a promise. :raises BrowserFailed: it threw"""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserFailed(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def until(self, condition: str) -> None:
        """Until an expression is true, looked at again and again by the page itself."""
        self.say(f"new Promise(done => {{ const look = () => ({condition}) ? done(true) "
                 "                     : setTimeout(look, 10); look(); })")

    def press(self, key: str) -> None:
        """A key down and up, as a keyboard sends it."""
        about = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        text = {"text": TEXT[key]} if key in TEXT else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **about, **text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **about)

    def write(self, text: str) -> None:
        """Into what has the focus."""
        self.ask("Input.insertText", text=text)

    def focused(self) -> str:
        """What has the focus, as a person would name it: element and its id, name or words."""
        return str(self.say(
            "(({tagName, id, name, ariaLabel, textContent}) => "
            "`${tagName.toLowerCase()} ${id || name || ariaLabel || textContent.trim()}`)(document.activeElement)"))


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A browser with a folder of its own, both gone afterwards."""
    program = shutil.which("chromium")
    assert program, "Debian package chromium is missing"
    (low_in, to), (out, low_out) = os.pipe(), os.pipe()
    its_in, its_out = (fcntl.fcntl(end, fcntl.F_DUPFD, OUT_OF_THE_WAY) for end in (low_in, low_out))
    folder = tempfile.mkdtemp(prefix="chromium-")
    wired = f'exec "$@" 3<&{its_in} 4>&{its_out}'
    process = subprocess.Popen(
        ["bash", "-c", wired, "bash", program, *QUIET, f"--user-data-dir={folder}", "about:blank"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(its_in, its_out),
        start_new_session=True, env=os.environ | {"HOME": folder})
    for end in (low_in, low_out, its_in, its_out):
        os.close(end)
    try:
        yield Chromium(to, out)
    finally:
        os.close(to)
        os.close(out)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
