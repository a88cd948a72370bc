"""How a unit is known: its hardware id, which is its MAC or else its serial number."""

import re
from dataclasses import dataclass

_MAC_DIGITS = re.compile(r"[0-9A-F]{12}")
_SEPARATORS = str.maketrans("", "", ":-. _")

FACTORY_DEFAULT_MACS = frozenset(
    {"C8478C000018", "000000000000", "FFFFFFFFFFFF", "112233445566", "001122334455"}
)
"""MACs of modules that were never personalised: many boards carry them, so none is a unit.
C8:47:8C:00:00:18 is the T5/T5AI default; the rest are erased or demonstration values."""


def normalise_mac(text: str) -> str | None:
    """Return 12 upper-case hex digits for any usual spelling of a MAC, else None."""
    digits = text.strip().translate(_SEPARATORS).upper()
    return digits if _MAC_DIGITS.fullmatch(digits) else None


def is_usable_mac(mac: str) -> bool:
    """Say whether this normalised MAC can name one unit: no default, no multicast bit."""
    return mac not in FACTORY_DEFAULT_MACS and not int(mac[:2], 16) & 1


def show_mac(mac: str) -> str:
    """Return ``AA:BB:CC:DD:EE:FF`` for 12 hex digits."""
    return ":".join(mac[i : i + 2] for i in range(0, 12, 2))


def hardware_id(*, mac: str | None, serial: str | None = None) -> str | None:
    """Return the key of a unit: the MAC, else ``SN:<serial>``, else None (cannot be a unit)."""
    if mac is not None:
        return mac
    return f"SN:{serial.strip()}" if serial and serial.strip() else None


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A board that stands in a slot right now, by what it says of itself."""

    hwid: str
    mac: str | None = None
    serial: str | None = None

    @classmethod
    def of(cls, *, mac: str | None, serial: str | None = None) -> "UnitSeen | None":
        """Return the unit that a MAC (normalised) or else a serial number names, or None."""
        hwid = hardware_id(mac=mac, serial=serial)
        return None if hwid is None else cls(hwid, mac, serial.strip() if serial else None)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the ledger keeps it. ``present``: (run id, slot) where it stands right now."""

    id: int
    hwid: str
    mac: str | None
    serial: str | None
    first_seen_at: str
    first_station: str
    attempts: int
    held_reason: str | None = None
    present: tuple[int, str] | None = None
