"""A network camera on a TCP port, for tests and training: RTSP (RFC 2326) with JPEG pictures (RFC 2435).

    python -m hardware.camera.wire_simulator --port 8554 --pictures DIR [--rate 10]

Everything goes over the one connection (interleaved), which is how our driver asks for it.
"""

import argparse
import contextlib
import signal
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Self

from hardware.camera.jpeg_parts import JpegParts, NotSendable, jpeg_parts

JPEG_PAYLOAD = 26
CLOCK_RATE = 90_000
LARGEST_PIECE = 1400
SESSION = "1"


class WireCamera:
    """Listens from construction to `close`. `next_jpeg` gives the pictures, each a JPEG file."""

    def __init__(
        self, next_jpeg: Callable[[], bytes], rate: float = 10.0, port: int = 0, host: str = "127.0.0.1"
    ) -> None:
        self._next_jpeg, self._rate = next_jpeg, rate
        self._ending = threading.Event()
        self._server = _server(host, port, self._serve)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"rtsp://{host!s}:{port}/live"

    def close(self) -> None:
        """Also ends what is being watched, as when the camera's cable is pulled out."""
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _serve(self, talk: socketserver.StreamRequestHandler) -> None:
        while head := _request(talk):
            method, number = head[0].split(" ", 1)[0], _value(head, "cseq")
            talk.wfile.write(_answer(method, number, self.url))
            if method == "PLAY":
                self._play(talk)
                return

    def _play(self, talk: socketserver.StreamRequestHandler) -> None:
        sequence, begun = 0, time.monotonic()
        while not self._ending.wait(1 / self._rate):
            stamp = round((time.monotonic() - begun) * CLOCK_RATE) & 0xFFFFFFFF
            for packet in packets(jpeg_parts(self._next_jpeg()), sequence, stamp):
                talk.wfile.write(b"$\x00" + struct.pack(">H", len(packet)) + packet)
                sequence = (sequence + 1) & 0xFFFF


def packets(picture: JpegParts, sequence: int, stamp: int) -> Iterator[bytes]:
    """One picture as RTP packets; the last one bears the mark."""
    offset = 0
    while offset < len(picture.scan):
        tables = b"" if offset else struct.pack(">BBH", 0, 0, len(picture.tables)) + picture.tables
        piece = picture.scan[offset : offset + LARGEST_PIECE]
        last = offset + len(piece) == len(picture.scan)
        rtp = struct.pack(">BBHII", 0x80, JPEG_PAYLOAD | last << 7, sequence & 0xFFFF, stamp, 1)
        where = struct.pack(">I", offset)[1:]
        # Quality 255: the tables come along with the first piece.
        jpeg = struct.pack(">B3sBBBB", 0, where, picture.kind, 255, picture.width // 8, picture.height // 8)
        yield rtp + jpeg + tables + piece
        offset += len(piece)
        sequence += 1


def _request(talk: socketserver.StreamRequestHandler) -> list[str]:
    """The lines of one request; none when the caller has hung up."""
    lines: list[str] = []
    while line := talk.rfile.readline(2000):
        text = line.decode("latin-1").strip()
        if text:
            lines.append(text)
        elif lines:
            return lines
    return []


def _value(head: list[str], name: str) -> str:
    found = (line.partition(":")[2].strip() for line in head if line.lower().startswith(f"{name}:"))
    return next(found, "0")


def _answer(method: str, number: str, url: str) -> bytes:
    lines = ["RTSP/1.0 200 OK", f"CSeq: {number}"]
    body = ""
    match method:
        case "OPTIONS":
            lines.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        case "DESCRIBE":
            body = (
                "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\n"
                f"m=video 0 RTP/AVP {JPEG_PAYLOAD}\r\na=control:track0\r\n"
            )
            lines += [
                f"Content-Base: {url}/",
                "Content-Type: application/sdp",
                f"Content-Length: {len(body)}",
            ]
        case "SETUP":
            lines += ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", f"Session: {SESSION}"]
        case _:
            lines.append(f"Session: {SESSION}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _server(
    host: str, port: int, serve: Callable[[socketserver.StreamRequestHandler], None]
) -> socketserver.ThreadingTCPServer:
    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            # A viewer that goes away in the middle of a picture is no trouble of the camera's.
            with contextlib.suppress(ConnectionError):
                serve(self)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    return Server((host, port), Talk)


def main() -> None:
    arguments = argparse.ArgumentParser(description="A simulated network camera.")
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8554, help="0 takes any free port")
    arguments.add_argument("--pictures", type=Path, required=True, help="folder of JPEG files, shown in turn")
    arguments.add_argument("--rate", type=float, default=10.0, help="pictures a second")
    chosen = arguments.parse_args()
    files = sorted(p for p in chosen.pictures.iterdir() if p.suffix.lower() in (".jpg", ".jpeg"))
    if not files:
        arguments.error(f"{chosen.pictures}: holds no JPEG files")
    pictures = [path.read_bytes() for path in files]
    try:
        for each in pictures:
            jpeg_parts(each)
    except NotSendable as error:
        arguments.error(f"{chosen.pictures}: {error}")
    shown = cycle(pictures)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with WireCamera(lambda: next(shown), chosen.rate, chosen.port, chosen.host) as camera:
        sys.stdout.write(f"listening on {camera.url}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
