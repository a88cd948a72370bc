"""Two wires at one baud rate: when each byte ends, and how long anything was on them. Pure.

Times are seconds of one monotonic clock, handed in. A byte takes ten bit times (8N1). Bytes to the
board have their arrival times; bytes to the host are handed over in frames, as a USB adapter does,
or at once when the wire falls silent.
"""

from collections import deque

from flasher.simulator.flash import Timing

BITS_PER_BYTE = 10
FRAME_S = 0.001
"""USB full speed polls once per millisecond."""


class BusyMeter:
    """Adds up the time in which at least one direction was busy. Intervals come in start order."""

    def __init__(self, timing: Timing) -> None:
        self.timing = timing
        self._until = 0.0

    def add(self, start: float, end: float) -> None:
        """Count one interval, less what was counted before."""
        start = max(start, self._until)
        if end > start:
            self.timing.wire_s += end - start
            self._until = end

    def restart(self) -> None:
        """Count from zero again."""
        self.timing.wire_s = self.timing.flash_s = self.timing.boot_s = 0.0

    def cut(self, now: float) -> None:
        """Let the wire go dead: what was planned after ``now`` never happens."""
        if self._until > now:
            self.timing.wire_s -= self._until - now
            self._until = now


class ToBoard:
    """Bytes on their way to the board, each with the time at which its stop bit ends."""

    def __init__(self, byte_s: float, meter: BusyMeter) -> None:
        self.byte_s = byte_s
        self.free_at = 0.0
        self._meter = meter
        self._bytes: deque[tuple[float, int]] = deque()

    def put(self, data: bytes, now: float) -> None:
        """Send ``data`` from the host behind what is still going out."""
        start = at = max(now, self.free_at)
        for byte in data:
            at += self.byte_s
            self._bytes.append((at, byte))
        self.free_at = at
        self._meter.add(start, at)

    def next_arrival(self) -> float | None:
        """Return when the next byte is whole at the board."""
        return self._bytes[0][0] if self._bytes else None

    def take(self) -> tuple[float, int]:
        """Take the next byte and its arrival time."""
        return self._bytes.popleft()

    def clear(self) -> None:
        """Drop everything that has not arrived."""
        self._bytes.clear()
        self.free_at = 0.0


class ToHost:
    """Bytes on their way to the host."""

    def __init__(self, byte_s: float, meter: BusyMeter, frame_s: float = FRAME_S) -> None:
        self.byte_s = byte_s
        self.free_at = 0.0
        self._frame_s = frame_s
        self._meter = meter
        self._runs: deque[tuple[float, bytearray]] = deque()  # start of the first byte, bytes

    def put(self, data: bytes, now: float) -> None:
        """Send ``data`` from the board behind what is still going out."""
        if not data:
            return
        start = max(now, self.free_at)
        if self._runs and start <= self.free_at:
            self._runs[-1][1].extend(data)
        else:
            self._runs.append((start, bytearray(data)))
        self.free_at = start + len(data) * self.byte_s
        self._meter.add(start, self.free_at)

    def collect(self, now: float) -> bytes:
        """Return the bytes that are whole at the host by ``now``."""
        out = bytearray()
        while self._runs:
            start, data = self._runs[0]
            whole = int((now - start) / self.byte_s + 1e-6)
            if whole < len(data):
                if whole > 0:
                    out += data[:whole]
                    del data[:whole]
                    self._runs[0] = (start + whole * self.byte_s, data)
                break
            out += data
            self._runs.popleft()
        return bytes(out)

    def put_back(self, data: bytes, now: float) -> None:
        """Keep bytes that are whole at the host already but were not collected yet."""
        self._runs.appendleft((now - len(data) * self.byte_s, bytearray(data)))

    def next_frame(self, *, may_follow: bool) -> float | None:
        """Return when to collect next: a frame's end, or the end of all bytes if none may follow.

        ``may_follow``: more bytes may be echoed soon, so waiting for the frame saves work.
        """
        if not self._runs:
            return None
        first_end = self._runs[0][0] + self.byte_s
        frame = (int(first_end / self._frame_s) + 1) * self._frame_s
        return frame if may_follow else min(frame, max(self.free_at, first_end))

    def clear(self) -> None:
        """Drop everything that has not left."""
        self._runs.clear()
        self.free_at = 0.0
