"""A pretend network printer: prints ZPL into a list, goes away, answers late, runs out of paper.

Like the real ones it keeps a label it has taken while its paper is out, and prints it when paper
comes back; a label cut off in the middle is thrown away.
"""

import re
import socketserver
import threading
from typing import Final, Self

from flasher.timing import Clock, SystemClock

_LABEL: Final = re.compile(rb"\^XA.*?\^XZ", re.DOTALL)
_COUNT: Final = b"odometer.total_label_count"


class FakePrinter:
    """A ZPL printer on a free local port. Use as a context manager."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.printed: list[bytes] = []
        self.answers_after_s = 0.0
        self.has_counter = True
        self.break_after_bytes: int | None = None
        """The next connection that carries a label ends after that many bytes."""
        self.lose_next_label = False
        """The next label is taken and lost, as by a power cut."""
        self._clock = clock or SystemClock()
        self._paper_out = False
        self._head_open = False
        self._held: list[bytes] = []
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.switch_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()

    def switch_on(self) -> None:
        """Listen, on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), _Talk)
        self._server.printer = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def switch_off(self) -> None:
        """Stop listening; labels held for want of paper are lost."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None
        with self._lock:
            self._held.clear()

    def take_paper_out(self) -> None:
        """Be out of paper."""
        self._paper_out = True

    def load_paper(self) -> None:
        """Have paper again; labels taken meanwhile come out now."""
        with self._lock:
            self._paper_out = False
            self.printed += self._held
            self._held.clear()

    def take(self, data: bytes) -> bytes:
        """Take what is complete in the data; return what is left of it."""
        with self._lock:
            for label in _LABEL.findall(data):
                if self.lose_next_label:
                    self.lose_next_label = False
                elif self._paper_out or self._head_open:
                    self._held.append(label)
                else:
                    self.printed.append(label)
        return _LABEL.sub(b"", data)

    def answer(self, data: bytes) -> bytes | None:
        """Return the answer to a question in the data, late if so set; None: no question."""
        if b"~HS" in data:
            self._clock.sleep(self.answers_after_s)
            paper, head = int(self._paper_out), int(self._head_open)
            return (
                f"\x02030,{paper},0,0448,{len(self._held):03d},0,0,0,000,0,0,0\x03\r\n"
                f"\x02001,0,{head},0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
            ).encode()
        if _COUNT in data and data.endswith(b"\r\n"):
            self._clock.sleep(self.answers_after_s)
            return f'"{len(self.printed)}"'.encode() if self.has_counter else b""
        return None


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    printer: FakePrinter


class _Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        printer = server.printer
        data = b""
        while True:
            try:
                part = self.request.recv(4096)
            except OSError:
                return
            if not part:
                return
            data += part
            if printer.break_after_bytes is not None and b"^XA" in data:
                printer.take(data[: printer.break_after_bytes])
                printer.break_after_bytes = None
                return
            data = printer.take(data)
            answer = printer.answer(data)
            if answer is not None:
                data = b""
                try:
                    self.request.sendall(answer)
                except OSError:
                    return
