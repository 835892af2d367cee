"""The small hall behind HTTP, as a device or a browser meets it: tokens of every role, a clock to turn."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI

from hall_server.api.callers import digest
from hall_server.bootstrap import HallServer, build_app
from hall_server.config import Configuration, RulesSection, ServerSection
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Counter, HallPlan, Item
from hall_server.domain.names import DeviceId, ItemId, QueueId, StaffNumber, UnitId, WindowId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.history.lane import Command, Lane
from hall_server.operations.devices import add_device
from hall_server.operations.planning import replan
from hall_server.operations.ports import Login, UnitOfWork
from hall_server.storage.cipher import Cipher, key_of
from hall_server.storage.engines import open_engines
from hall_server.storage.hall_store import HallStore, create_hall
from hall_server.storage.migrate import upgrade
from hall_server.storage.pins import hashed
from tests.small_hall import NINE, SHANGHAI, TUESDAY, TurnedClock, WeekDays, a_plan

PIN = "2468"
ID_NUMBER = "11010519491231002X"
"""The example of GB 11643; its holder counts as elderly."""
HOSTILE = "<script>alert('甲')</script>&\"乙\""
"""A name that a page must escape."""
NAMES = ("样甲子", "样乙丑", "样丙寅", "样丁卯")
"""Names of the staff of the small hall."""
ROLES = (
    "kiosk", "board", "clock", "evaluator", "clerk", "unit_head", "supervisor", "manager", "administrator",
    "auditor", "member",
)  # fmt: skip

OFFICIALS = {"administrator": "9002", "supervisor": "9003"}
"""Whose tokens of these roles are; the manager has all others."""


def token_of(who: str) -> str:
    """Token of a role (`manager`), of a clerk by window (`W001`), or of the second kiosk (`kiosk 2`)."""
    return f"token-of-{who.replace(' ', '-')}"


def plan() -> HallPlan:
    """The small hall, with PINs, a second window for sale contracts, and one item with a hostile name."""
    small = a_plan()
    counters = dict(small.counters)
    counters[WindowId("W086")] = Counter(
        WindowId("W086"), 86, ZoneId("Z2"), UnitId("U1"), "86号窗口", "Window 86", (QueueId("BG"),)
    )
    items = dict(small.items)
    items[ItemId("I9")] = Item(
        ItemId("I9"), UnitId("U1"), QueueId("A"), ZoneId("Z1"), HOSTILE, HOSTILE, "水电气网"
    )
    pin_hash = hashed(PIN)
    staff = {n: replace(s, pin_hash=pin_hash) for n, s in small.staff.items()}
    return a_plan(counters=counters, items=items, staff=staff)


def build_template(folder: Path) -> None:
    """A hall.db with the plan, one device of each kind and a login of every role; copied for each test."""
    url = f"sqlite:///{folder}/hall.db"
    engines = open_engines(url)
    upgrade(engines.write)
    with engines.write.begin() as connection:
        create_hall(connection, "small", "样例大厅", "Sample Hall", TUESDAY)
    store = HallStore(
        engines, "small", Cipher(key_of(folder / "hall.key")), Rules(always_open=True), WeekDays(), SHANGHAI
    )
    lane = Lane(store, lambda: NINE)
    lane.start()

    def fill(uow: UnitOfWork, now: Any) -> str:
        replan(uow, Actor("administrator"), plan(), now)
        expires = now + uow.rules.session_length
        for role in ("kiosk", "board", "clock"):
            device = add_device(uow, Actor("administrator"), role, f"{role} 1", "Z1", now)
            _login(uow, role, Login(digest="", roles=(role,), expires_at=None, device=device.id))
        second = add_device(uow, Actor("administrator"), "kiosk", "kiosk 2", "Z2", now)
        _login(
            uow, "kiosk 2", Login(digest="", roles=("kiosk",), expires_at=None, device=DeviceId(second.id))
        )
        for counter in uow.plan.counters.values():
            number = StaffNumber(f"{1000 + counter.number}")
            login = Login(digest="", roles=("clerk",), expires_at=expires, staff=number, window=counter.id)
            _login(uow, counter.id, login)
        _login(
            uow, "clerk", Login(digest="", roles=("clerk",), expires_at=expires, staff=StaffNumber("1001"))
        )
        bound = add_device(uow, Actor("administrator"), "evaluator", "evaluator 1", "Z1", now, "W001")
        _login(
            uow,
            "evaluator",
            Login(digest="", roles=("evaluator",), expires_at=None, device=bound.id, window=WindowId("W001")),
        )
        gateway = add_device(uow, Actor("administrator"), "evaluator", "keypads", None, now)
        _login(uow, "gateway", Login(digest="", roles=("evaluator",), expires_at=None, device=gateway.id))
        for role in ROLES[5:]:
            staff = StaffNumber(OFFICIALS.get(role, "9001"))
            held = ("approval",) if role == "member" else (role,)
            login = Login(digest="", roles=held, expires_at=expires, staff=staff)
            _login(uow, role, login)
        return ""

    lane.submit(Command(fill)).result(10)
    lane.stop()
    engines.dispose()


def _login(uow: UnitOfWork, who: str, login: Login) -> None:
    uow.accounts.save_login(replace(login, digest=digest(token_of(who))))


def configuration_in(folder: Path, database: str | None = None, **rules: Any) -> Configuration:
    return Configuration(
        hall="small",
        server=ServerSection(
            database=database or f"sqlite:///{folder}/hall.db", key_file=folder / "hall.key"
        ),
        rules=RulesSection(always_open=True, public_url="http://hall.test", **rules),
    )


@dataclass
class Browser:
    """Speaks HTTP to the hall with the ready tokens."""

    app: FastAPI
    http: httpx.AsyncClient
    clock: TurnedClock

    async def get(self, path: str, by: str | None = "board", **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=_headers(by, headers))

    async def post(
        self, path: str, body: Any = None, by: str | None = "kiosk", key: str | None = "", **headers: str
    ) -> httpx.Response:
        """`key=""` takes a fresh one, `None` sends none. A str or bytes body goes out as it is."""
        raw = body if isinstance(body, bytes | str) else json.dumps(body or {})
        said = {"content-type": b"application/json"}
        if key is not None:
            said["idempotency-key"] = (key or uuid4().hex).encode()
        return await self.http.post(path, content=raw, headers=said | _headers(by, headers))

    @property
    def seq(self) -> int:
        """Number of the newest event on disk."""
        return int(self.app.state.hall.log.last_seq())

    # A visit, step by step

    async def take(self, by: str = "kiosk", **ask: Any) -> dict[str, Any]:
        """A confirmed ticket of queue A unless asked otherwise; what the kiosk was told."""
        issued = good(await self.post("/api/v1/tickets", ask or {"queue": "A"}, by))
        good(await self.post(f"/api/v1/tickets/{issued['ticket']['id']}/confirm-print", {}, by))
        return issued

    async def open(self, *windows: str) -> None:
        for window in windows:
            good(await self.post(f"/api/v1/windows/{window}/open", {}, window))

    async def call_next(self, window: str) -> dict[str, Any]:
        return good(await self.post(f"/api/v1/windows/{window}/call-next", {}, window))

    async def act(self, ticket: str, action: str, window: str, **more: Any) -> dict[str, Any]:
        return good(await self.post(f"/api/v1/tickets/{ticket}/{action}", {"window": window} | more, window))

    async def served(self, window: str = "W001", queue: str = "A", **ask: Any) -> dict[str, Any]:
        """A ticket that was served to its end at an open window."""
        issued = await self.take(**(ask or {"queue": queue}))
        called = await self.call_next(window)
        self.clock.pass_(seconds=30)
        await self.act(called["ticket"]["id"], "start", window)
        self.clock.pass_(minutes=5)
        await self.act(called["ticket"]["id"], "finish", window)
        return issued


def _headers(by: str | None, headers: dict[str, str]) -> dict[str, bytes]:
    said = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
    return ({"authorization": f"Bearer {token_of(by)}".encode()} if by else {}) | said


def good(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The response is this problem, whole and well made."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    told: dict[str, Any] = response.json()
    assert (told["code"], told["status"]) == (code, status), told
    assert told["title"]
    assert told["detail"]
    return told


@asynccontextmanager
async def running(configuration: Configuration, clock: TurnedClock) -> AsyncIterator[Browser]:
    """The application in this process, without a socket."""
    app = build_app(configuration, clock)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hall.test") as http:
            yield Browser(app, http, clock)


@dataclass
class Served(Browser):
    """The hall on a socket of its own."""

    server: HallServer
    serving: "asyncio.Task[None]"

    @property
    def url(self) -> str:
        return str(self.http.base_url).rstrip("/")

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.serving


@asynccontextmanager
async def serving(configuration: Configuration, clock: TurnedClock) -> AsyncIterator[Served]:
    """The application under uvicorn on a free loopback port, as `hall server` runs it."""
    app = build_app(configuration, clock)
    server = HallServer(
        uvicorn.Config(
            app, host="127.0.0.1", port=0, log_config=None, access_log=False, timeout_graceful_shutdown=5
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "the server did not start"
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    limits = httpx.Limits(max_connections=300)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", trust_env=False, limits=limits, timeout=10
    ) as http:
        try:
            yield Served(app, http, clock, server, task)
        finally:
            server.should_exit = True
            await task


def copy_of(template: Path, folder: Path) -> Path:
    for name in ("hall.db", "hall.key"):
        shutil.copy(template / name, folder / name)
    return folder
