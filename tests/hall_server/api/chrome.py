"""A headless Chromium, driven over its own wire (DevTools), as an old phone of 360 × 640."""

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import websockets

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZE = {"width": 360, "height": 640, "deviceScaleFactor": 1, "mobile": True}


class Phone:
    """One tab."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self.problems: list[str] = []
        """What the browser's console complained about."""

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(await self._socket.recv())
            if said.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
                self.problems.append(json.dumps(said["params"]))
            if said.get("id") == number:
                assert "error" not in said, said
                result: dict[str, Any] = said["result"]
                return result

    async def open(self, address: str) -> None:
        await self.send("Page.navigate", url=address)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def value(self, script: str) -> Any:
        found = await self.send("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def until(self, script: str, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while not await self.value(script):
                await asyncio.sleep(0.05)

    async def scripts(self, on: bool) -> None:
        await self.send("Emulation.setScriptExecutionDisabled", value=not on)

    async def picture(self, path: Path) -> None:
        shot = await self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def phone(folder: Path) -> AsyncIterator[Phone]:
    """A fresh browser with one tab."""
    assert PROGRAM
    process = subprocess.Popen(
        [
            PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--accept-lang=zh-CN", "--no-proxy-server", "--hide-scrollbars",
            "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        told = folder / "DevToolsActivePort"
        async with asyncio.timeout(30):
            while not (told.exists() and told.read_text().strip()):
                await asyncio.sleep(0.05)
        port = told.read_text().split()[0]
        async with httpx.AsyncClient(trust_env=False) as http:
            tabs = (await http.get(f"http://127.0.0.1:{port}/json")).json()
        address = next(t["webSocketDebuggerUrl"] for t in tabs if t["type"] == "page")
        async with websockets.connect(address, max_size=None, proxy=None) as socket:
            tab = Phone(socket)
            for domain in ("Page", "Runtime", "Log"):
                await tab.send(f"{domain}.enable")
            await tab.send("Emulation.setDeviceMetricsOverride", **SIZE)
            yield tab
    finally:
        process.terminate()
        process.wait(10)
