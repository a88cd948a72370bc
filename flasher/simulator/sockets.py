"""A simulated port on TCP: raw (``socket://``) or with modem lines (``rfc2217://``)."""

import contextlib
import socket
from collections.abc import Callable
from selectors import EVENT_READ, BaseSelector

from flasher.simulator.board import Board
from flasher.simulator.telnet import TelnetServer

LOOPBACK = "127.0.0.1"
CHUNK = 4096


class TcpPort:
    """One board's listener, and the one client that it talks to at a time."""

    def __init__(
        self,
        board: Board,
        selector: BaseSelector,
        clock: Callable[[], float],
        *,
        is_rfc2217: bool,
        tcp_port: int = 0,
    ) -> None:
        self.board = board
        self._selector = selector
        self._clock = clock
        self._is_rfc2217 = is_rfc2217
        self._client: socket.socket | None = None
        self._telnet: TelnetServer | None = None
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((LOOPBACK, tcp_port))
        self._listener.listen(4)
        self._listener.setblocking(False)
        self.tcp_port: int = self._listener.getsockname()[1]
        scheme = "rfc2217" if is_rfc2217 else "socket"
        self.path = f"{scheme}://{LOOPBACK}:{self.tcp_port}"

    @property
    def is_open(self) -> bool:
        """Say whether a host is connected."""
        return self._client is not None

    def start(self, on_ready: Callable[[], None]) -> None:
        """Begin to watch; ``on_ready`` is called whenever the board may have something to do."""
        self._on_ready = on_ready
        self._selector.register(self._listener, EVENT_READ, self._accept)

    def write(self, data: bytes) -> None:
        """Hand the board's bytes to the host."""
        if self._client is None:
            return
        if self._telnet is not None:
            data = self._telnet.escape(data)
        self._to_client(data)

    def close(self) -> None:
        """Make the port disappear, for the client too."""
        self._drop_client()
        self._selector.unregister(self._listener)
        self._listener.close()

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        if self._client is not None:
            client.close()  # a serial port has one owner
            return
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client
        self._telnet = TelnetServer() if self._is_rfc2217 else None
        self._selector.register(client, EVENT_READ, self._read)
        self.board.host_baud = 0
        self.board.opened(self._clock())
        self._on_ready()

    def _read(self) -> None:
        if self._client is None:
            return
        try:
            data = self._client.recv(CHUNK)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        now = self._clock()
        if not data:
            self._drop_client()
            self.board.closed(now)
        else:
            if self._telnet is not None:
                data = self._feed_telnet(self._telnet, data, now)
            if data:
                self.board.receive(data, now)
        self._on_ready()

    def _feed_telnet(self, telnet: TelnetServer, data: bytes, now: float) -> bytes:
        data = telnet.feed(data)
        for dtr, rts in telnet.take_lines():
            self.board.set_lines(dtr=dtr, rts=rts, now=now)
        self.board.host_baud = telnet.baud
        if telnet.out:
            self._to_client(bytes(telnet.out))
            telnet.out.clear()
        return data

    def _to_client(self, data: bytes) -> None:
        # A client that does not read for tens of thousands of bytes loses them, as on a real port.
        assert self._client is not None
        with contextlib.suppress(BlockingIOError, ConnectionError):
            self._client.send(data)

    def _drop_client(self) -> None:
        if self._client is None:
            return
        self._selector.unregister(self._client)
        self._client.close()
        self._client = None
        if self._telnet is not None:
            self.board.set_lines(dtr=False, rts=False, now=self._clock())
            self._telnet = None
