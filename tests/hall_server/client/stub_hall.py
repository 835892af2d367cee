"""A hall of a few lines that answers what a test tells it to, over real HTTP on this machine."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


class StubHall:
    """Answers each path from a line of prepared answers; the last one is given again and again."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.ended = threading.Event()
        self._answers: dict[str, deque[Callable[[BaseHTTPRequestHandler], None]]] = {}
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stub._handle(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def says(
        self, path: str, body: object, status: int = 200, content_type: str = "application/json"
    ) -> None:
        """The next answer on a path: an object as JSON, or a text as it is."""
        sent = (body if isinstance(body, str) else json.dumps(body)).encode()

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", content_type)
            handler.send_header("Content-Length", str(len(sent)))
            handler.end_headers()
            handler.wfile.write(sent)

        self._answers.setdefault(path, deque()).append(answer)

    def refuses(self, path: str, code: str, status: int = 409) -> None:
        problem = {
            "type": f"urn:onehall:refusal:{code}",
            "title": "不能办理",
            "status": status,
            "detail": "当前没有等候的群众",
            "code": code,
        }
        self.says(path, problem, status, "application/problem+json")

    def streams(self, *texts: str, then_silent: bool = False) -> None:
        """The next open feed: these texts, then its end, or silence until the test ends."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/event-stream")
            handler.send_header("Connection", "close")
            handler.end_headers()
            for text in texts:
                handler.wfile.write(text.encode())
                handler.wfile.flush()
            if then_silent:
                self.ended.wait(30)
            handler.close_connection = True

        self._answers.setdefault("/events", deque()).append(answer)

    def hangs_up(self, path: str) -> None:
        """The next request on a path gets no answer: the line is cut."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True
            handler.connection.close()

        self._answers.setdefault(path, deque()).append(answer)

    def keeps_silent(self, path: str) -> None:
        """The next request on a path waits until the test ends."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            self.ended.wait(30)
            handler.close_connection = True

        self._answers.setdefault(path, deque()).append(answer)

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode()
        path = parts.path.removeprefix("/api/v1")
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        headers = {k.lower(): v for k, v in handler.headers.items()}
        self.heard.append(Heard(handler.command, path, query, headers, body))
        line = self._answers.get(path)
        if not line:
            handler.send_error(404)
            return
        answer = line.popleft() if len(line) > 1 else line[0]
        try:
            answer(handler)
        except OSError:
            return


@contextmanager
def a_stub_hall() -> Iterator[StubHall]:
    stub = StubHall()
    try:
        yield stub
    finally:
        stub.close()
