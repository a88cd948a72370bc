"""What a simulated board remembers without power: one JSON file, written atomically.

    {"mac": "AABBCCDDEEFF", "kv": {"uuid": …, "key": …},
     "otp": {"uuid": …, "key": …, "mac": …}, "kv_writes": 0, "otp_writes": 0, "boots": 0,
     "timing": {"wire_s": …, "flash_s": …, "boot_s": …}}

``kv.uuid`` is what the firmware's 20-byte cell holds (up to its first NUL), so a 16-character UUID
may show its stray bytes here. ``kv_writes`` counts single flash writes: a whole license is two.
The file is what the board really holds; tests compare it with the ledger. It is plain text on
purpose: a board's flash is readable by whoever holds the board.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

UUID_CELL = 20
"""Firmware always stores this many bytes of UUID."""


@dataclass(slots=True)
class Timing:
    """Seconds that wire, flash and boot took by themselves, summed since the last reset of it.

    ``wire_s``: seconds in which a bit of at least one byte was on the wire in at least one
    direction (an echo that overlaps the next byte going out is counted once). ``flash_s``: seconds
    in which the firmware waited for KV or OTP (up to 16 bytes of wire may overlap it).
    ``boot_s``: seconds from power or reset to the end of the first prompt; the bytes of the boot
    log are in both ``boot_s`` and ``wire_s``.
    """

    wire_s: float = 0.0
    flash_s: float = 0.0
    boot_s: float = 0.0


@dataclass(slots=True)
class Flash:
    """The non-volatile memory of one board."""

    mac: str
    kv_uuid: str | None = None
    kv_key: str | None = None
    otp_uuid: str | None = None
    otp_key: str | None = None
    otp_mac: str | None = None
    kv_writes: int = 0
    otp_writes: int = 0
    boots: int = 0
    timing: Timing = field(default_factory=Timing)

    @property
    def kv_is_whole(self) -> bool:
        """Say whether both halves of a license stand in KV."""
        return self.kv_uuid is not None and self.kv_key is not None

    @property
    def otp_is_whole(self) -> bool:
        """Say whether both halves of a license stand in OTP."""
        return self.otp_uuid is not None and self.otp_key is not None

    @property
    def otp_is_spent(self) -> bool:
        """Say whether anything at all was burnt: OTP takes nothing more."""
        return self.otp_uuid is not None or self.otp_key is not None

    def as_json(self) -> dict[str, Any]:
        """Return the file's content."""
        return {
            "mac": self.mac,
            "kv": {"uuid": self.kv_uuid, "key": self.kv_key},
            "otp": {"uuid": self.otp_uuid, "key": self.otp_key, "mac": self.otp_mac},
            "kv_writes": self.kv_writes,
            "otp_writes": self.otp_writes,
            "boots": self.boots,
            "timing": {
                "wire_s": round(self.timing.wire_s, 6),
                "flash_s": round(self.timing.flash_s, 6),
                "boot_s": round(self.timing.boot_s, 6),
            },
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Flash":
        """Return the flash that :meth:`as_json` described. Raises KeyError for other data."""
        timing = data.get("timing", {})
        return cls(
            mac=data["mac"],
            kv_uuid=data["kv"]["uuid"],
            kv_key=data["kv"]["key"],
            otp_uuid=data["otp"]["uuid"],
            otp_key=data["otp"]["key"],
            otp_mac=data["otp"]["mac"],
            kv_writes=data["kv_writes"],
            otp_writes=data["otp_writes"],
            boots=data["boots"],
            timing=Timing(
                timing.get("wire_s", 0.0), timing.get("flash_s", 0.0), timing.get("boot_s", 0.0)
            ),
        )


def load_flash(path: Path) -> Flash:
    """Read one board's flash file. Raises OSError, ValueError or KeyError."""
    return Flash.from_json(json.loads(path.read_text(encoding="utf-8")))


def save_flash(flash: Flash, path: Path) -> None:
    """Write one board's flash file so that a reader sees the old or the new one, never a part."""
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(flash.as_json()), encoding="utf-8")
    os.replace(draft, path)  # noqa: PTH105 - atomic, named for what it is
