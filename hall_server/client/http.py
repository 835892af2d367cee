"""The hall over HTTP: one method an intent. Blocking; call it from a worker thread.

Each command takes the idempotency key from its caller, who keeps it until an answer has come, so that a
repeated press or a broken link never does a thing twice.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx
from pydantic import ValidationError

from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import (
    BookedVisit,
    Called,
    Changed,
    Desk,
    DeviceList,
    DeviceToken,
    Done,
    Issued,
    Leases,
    PairingCode,
    Person,
    Problem,
    QueueOutlook,
    Session,
    Standing,
    WindowChanged,
)
from hall_server.wire.asks import (
    ApproveDevice,
    AskStanding,
    AtWindow,
    ByHolder,
    CallByNumber,
    Cancel,
    ClaimTicket,
    FindPerson,
    Finish,
    Heartbeat,
    Hold,
    LeaseNumbers,
    Nothing,
    PairDevice,
    Pause,
    Rate,
    SignIn,
    Start,
    TakeTicket,
    Transfer,
    Void,
    WalkIn,
)
from hall_server.wire.attendance import MonthState, Wall
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.message import Ask, Message
from hall_server.wire.views import DeviceView
from hall_server.wire.words import DeviceState, Language, Role

M = TypeVar("M", bound=Message)
CLAIM_PATH = "/tickets/claim"


def rate_path(ticket: str) -> str:
    """Where the judgement of a ticket goes; an outbox keeps it by this address."""
    return f"/tickets/{ticket}/rate"


def new_key() -> str:
    """A fresh idempotency key; one a press, kept over every retry of that press."""
    return uuid4().hex


class HttpHall:
    """Speaks to one hall server with one token. Raises Refused and LinkLost from every method."""

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        language: Language = Language.ZH,
        timeout_seconds: float = 5.0,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._token = token
        self.language = language
        self._http = httpx.Client(
            base_url=f"{self.base_url}/api/v1", timeout=timeout_seconds, trust_env=False
        )

    def use_token(self, token: str | None) -> None:
        self._token = token

    @property
    def token(self) -> str | None:
        return self._token

    def close(self) -> None:
        self._http.close()

    # Questions

    def directory(self) -> Directory:
        return self._get("/hall/directory", Directory)

    def view(self, zone: str | None = None) -> HallView:
        return self._get("/hall/view", HallView, {"zone": zone} if zone else {})

    def queue_outlook(self, queue: str) -> QueueOutlook:
        return self._get(f"/queues/{queue}/outlook", QueueOutlook)

    def appointment(self, code: str) -> BookedVisit:
        return self._get(f"/appointments/{quote(code, safe='')}", BookedVisit)

    def standing(self, ask: AskStanding) -> Standing:
        return self._post("/tickets/standing", ask, new_key(), Standing)

    def desk(self, window: str) -> Desk:
        return self._get(f"/windows/{window}/desk", Desk)

    def attendance_wall(self) -> Wall:
        return self._get("/attendance/wall", Wall)

    def move_sheet(self, month: str, unit: str, action: str, key: str) -> MonthState:
        """`action` is check, reopen or lock."""
        return self._post(f"/attendance/months/{month}/units/{unit}/{action}", Nothing(), key, MonthState)

    # Tickets

    def find_person(self, id_number: str, key: str) -> Person:
        return self._post("/persons", FindPerson(id_number=id_number), key, Person)

    def take_ticket(self, ask: TakeTicket, key: str) -> Issued:
        return self._post("/tickets", ask, key, Issued)

    def lease_numbers(self, ask: LeaseNumbers, key: str) -> Leases:
        return self._post("/leases", ask, key, Leases)

    def claim_ticket(self, ask: ClaimTicket, key: str) -> Changed:
        return self._post(CLAIM_PATH, ask, key, Changed)

    def confirm_print(self, ticket: str, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/confirm-print", Nothing(), key, Changed)

    def cancel(self, ticket: str, reason: str | None, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/cancel", Cancel(reason=reason), key, Changed)

    def give_back(self, ticket: str, token: str, key: str) -> Changed:
        """By the holder, who showed what the ticket's QR code says."""
        return self._post(f"/tickets/{ticket}/cancel", Cancel(reason="given_back", token=token), key, Changed)

    def reprint(self, ticket: str, shown: ByHolder, key: str) -> Issued:
        return self._post(f"/tickets/{ticket}/reprint", shown, key, Issued)

    def revive(self, ticket: str, key: str, shown: ByHolder | None = None) -> Changed:
        """`shown` is asked of a kiosk, not of a clerk."""
        return self._post(f"/tickets/{ticket}/revive", shown or ByHolder(), key, Changed)

    def void(self, ticket: str, ask: Void, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/void", ask, key, Changed)

    def start(self, ticket: str, window: str, key: str, acted_at: datetime | None = None) -> Changed:
        ask = Start(window=window) if acted_at is None else Start(window=window, acted_at=acted_at)
        return self._post(f"/tickets/{ticket}/start", ask, key, Changed)

    def recall(self, ticket: str, window: str, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/recall", AtWindow(window=window), key, Changed)

    def finish(self, ticket: str, ask: Finish, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/finish", ask, key, Changed)

    def no_show(self, ticket: str, window: str, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/no-show", AtWindow(window=window), key, Changed)

    def hold(self, ticket: str, ask: Hold, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/hold", ask, key, Changed)

    def resume_ticket(self, ticket: str, window: str, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/resume", AtWindow(window=window), key, Changed)

    def transfer(self, ticket: str, ask: Transfer, key: str) -> Changed:
        return self._post(f"/tickets/{ticket}/transfer", ask, key, Changed)

    def rate(self, ticket: str, ask: Rate, key: str) -> Changed:
        return self._post(rate_path(ticket), ask, key, Changed)

    # Windows

    def open_window(self, window: str, key: str) -> WindowChanged:
        return self._post(f"/windows/{window}/open", Nothing(), key, WindowChanged)

    def pause_window(self, window: str, ask: Pause, key: str) -> WindowChanged:
        return self._post(f"/windows/{window}/pause", ask, key, WindowChanged)

    def internal_task(self, window: str, ask: Pause, key: str) -> WindowChanged:
        return self._post(f"/windows/{window}/internal-task", ask, key, WindowChanged)

    def resume_window(self, window: str, key: str) -> WindowChanged:
        return self._post(f"/windows/{window}/resume", Nothing(), key, WindowChanged)

    def close_window(self, window: str, key: str) -> WindowChanged:
        return self._post(f"/windows/{window}/close", Nothing(), key, WindowChanged)

    def call_next(self, window: str, key: str) -> Called:
        return self._post(f"/windows/{window}/call-next", Nothing(), key, Called)

    def call_by_number(self, window: str, ask: CallByNumber, key: str) -> Called:
        return self._post(f"/windows/{window}/call", ask, key, Called)

    def start_walk_in(self, window: str, ask: WalkIn, key: str) -> WindowChanged:
        return self._post(f"/windows/{window}/walk-in", ask, key, WindowChanged)

    def finish_walk_in(self, window: str, key: str) -> WindowChanged:
        return self._post(f"/windows/{window}/walk-in-finished", Nothing(), key, WindowChanged)

    # Who is asking

    def sign_in(self, staff: str, pin: str, window: str | None) -> Session:
        """Open a session and use its token from now on."""
        session = self._post("/sessions", SignIn(staff=staff, pin=pin, window=window), new_key(), Session)
        self._token = session.token
        return session

    def sign_out(self) -> Done:
        return self._post("/sessions/end", Nothing(), new_key(), Done)

    def ask_to_pair(self, role: Role, name: str, zone: str | None, window: str | None = None) -> PairingCode:
        """A device that names a window may act for that window only."""
        asked = {"role": role, "name": name, "zone": zone} | ({"window": window} if window else {})
        ask = PairDevice.model_validate(asked)
        return self._post("/devices/pair", ask, new_key(), PairingCode)

    def pairing_answer(self, code: str, secret: str) -> DeviceToken:
        return self._get(f"/devices/pair/{code}", DeviceToken, {"secret": secret})

    def approve_device(self, code: str, key: str) -> DeviceView:
        return self._post("/devices/approve", ApproveDevice(code=code), key, DeviceView)

    def devices(self) -> DeviceList:
        """For officials and auditors."""
        return self._get("/devices", DeviceList)

    def heartbeat(self, state: DeviceState, code: str = "") -> Done:
        return self._post("/devices/heartbeat", Heartbeat(state=state, code=code), new_key(), Done)

    # How

    def _get(self, path: str, answer: type[M], params: Mapping[str, str] | None = None) -> M:
        return self._answer(self._send("GET", path, params=params), answer)

    def post_stored(self, path: str, body: str, key: str) -> None:
        """A command that the outbox kept, as it was."""
        self._answer(self._post_text(path, body, key), Message)

    def _post(self, path: str, ask: Ask, key: str, answer: type[M]) -> M:
        return self._answer(self._post_text(path, ask.model_dump_json(exclude_unset=True), key), answer)

    def _post_text(self, path: str, body: str, key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return self._send("POST", path, content=body, headers=headers)

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        content: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        said = {"Accept-Language": "zh-CN" if self.language is Language.ZH else "en"} | dict(headers or {})
        if self._token:
            said["Authorization"] = f"Bearer {self._token}"
        try:
            return self._http.request(method, path, params=params, content=content, headers=said)
        except httpx.RequestError as error:
            raise LinkLost(f"{self.base_url}: {type(error).__name__}") from error

    @staticmethod
    def _answer(response: httpx.Response, answer: type[M]) -> M:
        """An answer that is not the hall's, of a proxy for instance, is no answer."""
        try:
            if response.is_success:
                return answer.model_validate_json(response.content)
            problem = None
            if response.headers.get("content-type", "").startswith("application/problem+json"):
                problem = Problem.model_validate_json(response.content)
        except ValidationError as error:
            raise LinkLost(f"what answered {response.status_code} does not speak as a hall does") from error
        if problem is not None:
            if response.status_code < 500:
                raise Refused(problem)
            raise LinkLost(f"the hall answered {response.status_code}: {problem.detail}")
        raise LinkLost(f"the hall answered {response.status_code}")
