"""A hall of a few lines over real HTTP that lets a test say what happens, and cut the link."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import BaseModel

from hall_server.wire.answers import Done
from hall_server.wire.asks import Heartbeat
from hall_server.wire.directory import Directory
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView, apply


class FeedingHall:
    """Answers the directory, the view and heartbeats, and feeds events until it is closed."""

    def __init__(self, directory: Directory, view: HallView) -> None:
        self.directory, self.view = directory, view
        self.beats: list[Heartbeat] = []
        self._events: list[Event] = []
        self._bell = threading.Condition()
        self._cut = False
        hall = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hall.get(self)

            def do_POST(self) -> None:
                hall.post(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing on the terminal."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A caller that hangs up is no news here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def cut(self) -> bool:
        return self._cut

    @cut.setter
    def cut(self, cut: bool) -> None:
        with self._bell:
            self._cut = cut
            self._bell.notify_all()

    def happen(self, *events: Event) -> None:
        with self._bell:
            for event in events:
                self.view = apply(self.view, event)
                self._events.append(event)
            self._bell.notify_all()

    def close(self) -> None:
        self.cut = True
        self._server.shutdown()
        self._server.server_close()

    def get(self, handler: BaseHTTPRequestHandler) -> None:
        if self.cut:
            handler.close_connection = True
        elif "/hall/directory" in handler.path:
            self._answer(handler, self.directory)
        elif "/hall/view" in handler.path:
            self._answer(handler, self.view)
        else:
            handler.close_connection = True
            self._feed(handler, int(handler.path.split("after=")[1].split("&")[0]))

    def post(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        if self.cut:
            handler.close_connection = True
            return
        self.beats.append(Heartbeat.model_validate_json(body))
        self._answer(handler, Done(seq=self.view.seq))

    def _feed(self, handler: BaseHTTPRequestHandler, after: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        try:
            while not self.cut:
                with self._bell:
                    fresh = [event for event in self._events if event.seq > after]
                    if not fresh:
                        self._bell.wait(0.5)
                if not fresh:
                    handler.wfile.write(b"event: alive\ndata: 1\n\n")
                for event in fresh:
                    said = f"event: change\nid: {event.seq}\ndata: {event.model_dump_json()}\n\n"
                    handler.wfile.write(said.encode())
                    after = event.seq
                handler.wfile.flush()
        except OSError:
            return

    @staticmethod
    def _answer(handler: BaseHTTPRequestHandler, answer: BaseModel) -> None:
        sent = answer.model_dump_json().encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)
