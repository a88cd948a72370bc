"""Slots are places: which USB socket or adapter belongs to which slot, and where it is now."""

import itertools
import json
import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.errors import BadInput
from app.logs import log
from app.station.port_gate import PortGate
from flasher.transport.ports import PortInfo, list_candidates

LOOK_S = 0.6  # hot-plug is seen within a second
NAMED = "name:"
URL_SCHEMES = frozenset({"socket", "rfc2217"})


@dataclass(frozen=True, slots=True)
class Tie:
    """One slot's place. ``key``: ``usb:<location>``, ``sn:<serial>`` or ``port:<name>``.

    ``name:<port>`` is a port that a person named, because no adapter bears it: a pseudo-terminal,
    ``socket://host:port``, ``rfc2217://host:port``. It does not survive renumbering.
    """

    slot: int
    key: str


def key_of(port: PortInfo) -> str:
    """Return what stays the same when the port's name changes."""
    if port.location:
        return f"usb:{port.location}"
    return f"sn:{port.serial_number}" if port.serial_number else f"port:{port.port}"


def named_port(tie: Tie) -> str:
    """Return the port that a person named, empty where the tie is to a place."""
    return tie.key.removeprefix(NAMED) if tie.key.startswith(NAMED) else ""


def port_name(text: str) -> str:
    """Return a port's name as it is typed, checked. Raises BadInput ``port-name-wrong``.

    The name of a serial device of this PC, or a URL of a scheme that leads to one board.
    """
    name = text.strip()
    scheme, mark, rest = name.partition("://")
    if mark:
        try:
            parts = urlsplit(f"{scheme.lower()}://{rest}")
            known = scheme.lower() in URL_SCHEMES and parts.hostname and parts.port
        except ValueError:  # no number for a port, or an unfinished address
            known = None
        if not known:
            raise BadInput("port-name-wrong", port=name)
        return f"{scheme.lower()}://{rest}"
    if not (name.startswith("/dev/") or re.fullmatch(r"COM[1-9]\d*", name, re.IGNORECASE)):
        raise BadInput("port-name-wrong", port=name)
    return name if name.startswith("/") else name.upper()


def keys_among(seen: Sequence[PortInfo]) -> Mapping[str, tuple[str, ...]]:
    """Return by port name what each port is known by among these, the strongest first.

    A serial number that two adapters bear tells neither of them: such ports go by their names.
    """
    bearers = Counter(port.serial_number for port in seen if not port.location)

    def keys(port: PortInfo) -> tuple[str, ...]:
        key, name = key_of(port), f"port:{port.port}"
        if port.location:
            return (key,)
        return (key, name) if key != name and bearers[port.serial_number] == 1 else (name,)

    return {port.port: keys(port) for port in seen}


class Places:
    """The ties and the blocklist, in one JSON file; the ports, looked at by one thread.

    ``gate``: the watcher waits while slots open ports through it.
    """

    def __init__(
        self,
        file: Path,
        ports: Callable[[], Sequence[PortInfo]] = list_candidates,
        gate: PortGate | None = None,
    ) -> None:
        self.gate = gate or PortGate()
        self._file = file
        self._ports = ports
        self._lock = threading.Lock()
        self._seen: tuple[PortInfo, ...] = ()
        self._keys: Mapping[str, tuple[str, ...]] = {}  # port name -> what it is known by
        self._at: Mapping[str, str] = {}  # key of a tie -> the port it was last seen at
        self._pretend: tuple[PortInfo, ...] = ()
        self._there: frozenset[str] = frozenset()  # named ports that can be tried
        self._wanted: int | None = None
        self._known: frozenset[str] = frozenset()
        self._stop = threading.Event()
        self._changed: Callable[[], None] = lambda: None
        self._ties, self._blocked = self._load()
        self._thread = threading.Thread(target=self._watch, name="ports", daemon=True)

    def start(self, changed: Callable[[], None]) -> None:
        """Begin to watch; ``changed`` is called from the watcher's thread."""
        self._changed = changed
        self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def pretend(self, ports: Sequence[PortInfo]) -> None:
        """Add simulated ports; each becomes the next slot for as long as the program runs."""
        with self._lock:
            self._pretend = tuple(ports)

    def ports(self) -> tuple[PortInfo, ...]:
        """Return the ports as last seen, and those that a person named."""
        with self._lock:
            seen = (*self._pretend, *self._seen)
            names = {port.port for port in seen}
            named = (named_port(tie) for tie in self._ties)
            return (*seen, *(PortInfo(name) for name in named if name and name not in names))

    def is_named(self, port: PortInfo) -> bool:
        """Say whether a slot is tied to this port's name."""
        with self._lock:
            return any(named_port(tie) == port.port for tie in self._ties)

    def slots(self) -> dict[int, str]:
        """Return slot number -> port name now; empty text where its adapter is not there."""
        with self._lock:
            if self._pretend:
                return {number: p.port for number, p in enumerate(self._pretend, start=1)}
            here = {key: name for name, keys in self._keys.items() for key in reversed(keys)}
            at = {tie.slot: here.get(tie.key) or self._still_at(tie.key) for tie in self._ties}
            self._at = {tie.key: at[tie.slot] for tie in self._ties}
            return at | self._named_slots(frozenset(at.values()))

    def _named_slots(self, taken: frozenset[str]) -> dict[int, str]:
        """Return the slots whose port was named; one port is never given to two slots."""
        blocked = {port.port for port in self._seen if self._is_blocked(port)} | taken
        ports = {tie.slot: named_port(tie) for tie in self._ties if named_port(tie)}
        return {
            slot: port if port not in blocked and self._is_there(port) else ""
            for slot, port in ports.items()
        }

    def _is_there(self, port: str) -> bool:
        """Say whether a named port can be tried; what is behind a URL only the slot finds out."""
        here = port.startswith("/") and Path(port).exists()
        return here or "://" in port or any(seen.port == port for seen in self._seen)

    def _still_at(self, key: str) -> str:
        """Return where an adapter was, while a second one that bears its number is plugged in."""
        last = self._at.get(key, "")
        bears = (port for port in self._seen if key_of(port) == key)
        return last if last and any(port.port == last for port in bears) else ""

    def slot_of(self, port: PortInfo) -> int:
        """Return the slot of a port, 0 where it has none; of a named one also while it is away."""
        with self._lock:
            named = next((tie.slot for tie in self._ties if named_port(tie) == port.port), 0)
        return named or next((n for n, name in self.slots().items() if name == port.port), 0)

    def is_blocked(self, port: PortInfo) -> bool:
        """Say whether a port must not be touched."""
        with self._lock:
            return self._is_blocked(port)

    def _is_blocked(self, port: PortInfo) -> bool:
        # Where a blocked serial number is borne by two adapters, both are left alone.
        return not self._blocked.isdisjoint((key_of(port), *self._keys.get(port.port, ())))

    def tie(self, port: PortInfo, slot: int) -> None:
        """Tie a place to a slot (0: to none). A slot has one place, a place one slot."""
        with self._lock:
            self._tie(self._key(port), slot)
        self._changed()

    def tie_named(self, text: str, slot: int) -> str:
        """Tie a port that a person names to a slot; returns the name.

        Where an adapter has that name now, its place is tied instead: that survives renumbering.
        Raises BadInput ``port-name-wrong`` | ``port-is-blocked``.
        """
        name = port_name(text)
        with self._lock:
            seen = next((port for port in self._seen if port.port == name), None)
            if seen is not None and self._is_blocked(seen):
                raise BadInput("port-is-blocked", port=name)
            self._tie(NAMED + name if seen is None else self._key(seen), slot)
        self._changed()
        return name

    def _key(self, port: PortInfo) -> str:
        if any(named_port(tie) == port.port for tie in self._ties):
            return NAMED + port.port
        return self._keys.get(port.port, (key_of(port),))[0]

    def block(self, port: PortInfo, *, blocked: bool) -> None:
        """Put a port on the blocklist, or take it off; a blocked one leaves its slot.

        A named one is only tied no more: nothing touches it that nobody names.
        """
        if self.is_named(port):
            self.tie(port, 0)
            return
        with self._lock:
            keys = {key_of(port), *self._keys.get(port.port, ())}
            self._blocked = self._blocked | {self._key(port)} if blocked else self._blocked - keys
            if blocked:
                self._ties = [tie for tie in self._ties if tie.key not in keys]
            self._save()
        self._changed()

    # Assigning by plugging in.

    def want(self, slot: int) -> None:
        """Tie the next adapter that is plugged in to this slot; replaces an earlier wish.

        Adapters that are there already do not count: they would have to be taken out first.
        """
        with self._lock:
            self._wanted = slot
            self._known = frozenset(self._all_keys())

    def want_nothing(self) -> None:
        """Give the wish up."""
        with self._lock:
            self._wanted = None

    def wanted(self) -> int | None:
        """Return the slot that waits for its adapter, if any."""
        with self._lock:
            return self._wanted

    def look(self) -> None:
        """Ask for the ports once; only the watcher does this."""
        found = tuple(self._ports())
        with self._lock:
            differs, self._seen = found != self._seen, found
            self._keys = keys_among(found)
            named = (named_port(tie) for tie in self._ties)
            there = frozenset(name for name in named if name and self._is_there(name))
            differs, self._there = differs or there != self._there, there
            if self._wanted is not None:
                self._fulfil()
        if differs:
            self._changed()

    def _fulfil(self) -> None:
        new = [
            port
            for port in self._seen
            if self._known.isdisjoint(self._keys[port.port]) and not self._is_blocked(port)
        ]
        # one that is taken out and put in again is a new one
        self._known &= frozenset(self._all_keys())
        if new and self._wanted is not None:
            self._tie(self._key(new[0]), self._wanted)
            self._wanted = None

    def _all_keys(self) -> Iterator[str]:
        return itertools.chain.from_iterable(self._keys.values())

    def _tie(self, key: str, slot: int) -> None:
        kept = [tie for tie in self._ties if tie.key != key and tie.slot != slot]
        self._ties = sorted([*kept, *([Tie(slot, key)] if slot else [])], key=lambda t: t.slot)
        self._save()

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self.gate.wait_until_quiet()
                self.look()
            except OSError as error:  # a driver that is just being removed
                log.warning("ports could not be listed: %s", error)
            self._stop.wait(LOOK_S)

    def _load(self) -> tuple[list[Tie], frozenset[str]]:
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
            return [Tie(**tie) for tie in stored["ties"]], frozenset(stored["blocked"])
        except FileNotFoundError:
            return [], frozenset()
        except (ValueError, KeyError, TypeError) as error:
            log.warning("the slots file was not understood and is written anew: %s", error)
            return [], frozenset()

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        stored = {"ties": [asdict(tie) for tie in self._ties], "blocked": sorted(self._blocked)}
        part.write_text(json.dumps(stored, indent=2), encoding="utf-8")
        os.replace(part, self._file)  # noqa: PTH105 - replaces on Windows too
