"""One event loop on a thread of its own: ready files, timers, and calls from other threads.

Made for the simulator's farm, where hundreds of boards share it. It waits for exact microseconds
where the system can, since a board's byte takes 87 of them.
"""

import contextlib
import heapq
import select
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")

CALL_TIMEOUT_S = 10.0


class EventLoop:
    """Runs from :meth:`start` to :meth:`stop`. Register files only on its own thread."""

    def __init__(self, name: str) -> None:
        self.selector = selectors.DefaultSelector()
        self._name = name
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._timer_count = 0
        self._calls: list[Callable[[], None]] = []
        self._calls_lock = threading.Lock()
        self._wake_in, self._wake_out = socket.socketpair()
        self._running = False
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Begin."""
        self._wake_out.setblocking(False)
        self.selector.register(self._wake_out, selectors.EVENT_READ, self._drain_wakes)
        self._running = True
        self._thread = threading.Thread(target=self._loop, name=self._name, daemon=True)
        self._thread.start()

    def stop(self, finish: Callable[[], None]) -> None:
        """Run ``finish`` on the loop, end the thread; raises what went wrong on it."""
        if self._thread is None:
            return

        def last() -> None:
            finish()
            self._running = False

        if self._thread.is_alive():
            self.call(last)
        self._thread.join()
        self._thread = None
        self.selector.close()
        self._wake_in.close()
        self._wake_out.close()
        self.check()

    def check(self) -> None:
        """Raise RuntimeError if the loop's thread broke."""
        if self._failure is not None:
            raise RuntimeError("the simulator broke") from self._failure

    def call(self, act: Callable[[], T]) -> T:
        """Run ``act`` on the loop and return what it returns; raises what it raises."""
        if threading.current_thread() is self._thread:
            return act()
        self.check()
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(act())
            except Exception as error:  # noqa: BLE001 - it is raised again where it was asked for
                done.set_exception(error)

        with self._calls_lock:
            self._calls.append(run)
        self._wake_in.send(b"!")
        return done.result(CALL_TIMEOUT_S)

    def at(self, when: float, act: Callable[[], None]) -> None:
        """Run ``act`` at that monotonic second. Call this on the loop's own thread."""
        self._timer_count += 1
        heapq.heappush(self._timers, (when, self._timer_count, act))

    def _drain_wakes(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wake_out.recv(4096)
        with self._calls_lock:
            calls, self._calls = self._calls, []
        for run in calls:
            run()

    def _loop(self) -> None:
        try:
            while self._running:
                self._wait()
                self._run_timers()
        except BaseException as error:  # noqa: BLE001 - kept, and raised by stop()
            self._failure = error

    def _wait(self) -> None:
        timeout = None
        if self._timers:
            timeout = max(0.0, self._timers[0][0] - time.monotonic())
        if timeout and sys.platform == "linux":
            # select() on the epoll descriptor itself waits for exact microseconds.
            select.select([self.selector], [], [], timeout)
            timeout = 0.0
        for key, _ in self.selector.select(timeout):
            # An earlier one of this round may have closed this port, or opened another in its place
            if self.selector.get_map().get(key.fd) == key:
                key.data()

    def _run_timers(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()
