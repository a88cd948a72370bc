"""Is a board in the slot? Waits for one to come or to leave, changing nothing on it.

A port that disappears is the clearest sign. A fixture keeps its port while boards come and go, so
the board itself is asked: a letter and a backspace, which every console generation echoes and none
takes for a command (see protocol.wake). Bytes mean a board; three unanswered probes in a row mean
an empty slot; a boot log means that the board was swapped or power-cycled faster than we looked.
"""

import threading

from flasher.boards.profile import Profile
from flasher.errors import LinkError
from flasher.protocol.console import Console
from flasher.protocol.exchange import is_boot
from flasher.protocol.wake import WakeProbe
from flasher.timing import Deadline
from flasher.transport.link import Link, OpenLink
from flasher.transport.serial_link import open_serial

LOOK_EVERY_S = 0.4
"""How often a slot is looked at while nothing happens there."""

ANSWER_S = 0.25
"""How long a present board may take for an echo; measured round trips are 11 to 40 ms."""

MISSES = 3
"""Unanswered probes in a row after which the board has left."""


def wait_for_arrival(
    port: str,
    profile: Profile,
    stop: threading.Event,
    deadline: Deadline | None,
    *,
    open_link: OpenLink = open_serial,
) -> bool:
    """Return True as soon as a board is at the port; False when stopped or out of time.

    Raises nothing: a port that is missing, busy or forbidden just has no board for us yet.
    """
    while not _is_over(stop, deadline):
        try:
            link = open_link(port, profile)
        except LinkError:
            stop.wait(LOOK_EVERY_S)
            continue
        try:
            while not _is_over(stop, deadline):
                if _answers(link, stop) or _listen(link, LOOK_EVERY_S, stop):
                    return True
        except LinkError:
            continue
        finally:
            link.close()
    return False


def wait_for_departure(
    port: str,
    profile: Profile,
    stop: threading.Event,
    deadline: Deadline | None,
    *,
    open_link: OpenLink = open_serial,
) -> bool:
    """Return True as soon as the board has left; False when stopped or out of time."""
    try:
        link = open_link(port, profile)
    except LinkError:
        return True
    try:
        misses = 0
        console = Console()
        while not _is_over(stop, deadline):
            heard = _listen(link, LOOK_EVERY_S, stop)
            if heard and is_boot(console.feed(heard)):
                return True
            misses = 0 if heard or _answers(link, stop) else misses + 1
            if misses >= MISSES:
                return True
    except LinkError:
        return True
    finally:
        link.close()
    return False


def _listen(link: Link, seconds: float, stop: threading.Event) -> bytes:
    """Return the first bytes that come within the time, or nothing."""
    waited = 0.0
    while waited < seconds and not stop.is_set():
        heard = link.read(0.05)
        if heard:
            return heard
        waited += 0.05
    return b""


def _answers(link: Link, stop: threading.Event) -> bool:
    link.write(WakeProbe().next_bytes())
    return bool(_listen(link, ANSWER_S, stop))


def _is_over(stop: threading.Event, deadline: Deadline | None) -> bool:
    return stop.is_set() or (deadline is not None and deadline.is_over())
