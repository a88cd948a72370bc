"""Matter onboarding payloads: the QR text and the manual pairing code.

Layout of the QR payload (least significant bit first): version 3, vendor 16, product 16, flow 2,
discovery 8, discriminator 12, passcode 27, padding 4; Base38 behind ``MT:``. Source: the Matter
core specification, chapter 5.1, and the open reference implementation's test vectors.
"""

from dataclasses import dataclass
from typing import Final

from app.labels.errors import LabelRefused

BLE: Final = 2
ON_NETWORK: Final = 4

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-."
_FORBIDDEN: Final = frozenset({*(int(str(d) * 8) for d in range(10)), 12345678, 87654321})
_MAX_PASSCODE: Final = 99999998
_PAYLOAD_BYTES: Final = 11
_CHUNK: Final = 3  # bytes that become 5 characters; 2 become 4, 1 becomes 2
_CHARS: Final = {1: 2, 2: 4, 3: 5}

# Verhoeff's tables: the dihedral group D5 and the position permutation.
_TIMES: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_TURN: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
_INVERSE: Final = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)


@dataclass(frozen=True, slots=True)
class MatterSetup:
    """What a Matter code says. ``flow``: 0 standard, 1 user intent, 2 custom.

    Raises LabelRefused ``matter-value`` (facts: ``name``, ``value``) or ``matter-passcode``.
    """

    vendor_id: int
    product_id: int
    discriminator: int
    passcode: int
    discovery: int = BLE
    flow: int = 0

    def __post_init__(self) -> None:
        limits = {
            "vendor_id": 0xFFFF,
            "product_id": 0xFFFF,
            "discriminator": 0xFFF,
            "discovery": 0xFF,
            "flow": 2,
        }
        for name, highest in limits.items():
            value = getattr(self, name)
            if not 0 <= value <= highest:
                raise LabelRefused("matter-value", name=name, value=value, highest=highest)
        if not 1 <= self.passcode <= _MAX_PASSCODE or self.passcode in _FORBIDDEN:
            raise LabelRefused("matter-passcode")

    def qr_text(self) -> str:
        """Return ``MT:`` and 19 Base38 characters."""
        bits = 0
        at = 3  # version 0
        for value, width in (
            (self.vendor_id, 16),
            (self.product_id, 16),
            (self.flow, 2),
            (self.discovery, 8),
            (self.discriminator, 12),
            (self.passcode, 27),
        ):
            bits |= value << at
            at += width
        return "MT:" + base38(bits.to_bytes(_PAYLOAD_BYTES, "little"))

    def manual_code(self) -> str:
        """Return the digits a person types: 11, or 21 where the flow is not standard."""
        short = self.discriminator >> 8
        long_form = self.flow != 0
        digits = f"{(int(long_form) << 2) | (short >> 2)}"
        digits += f"{((short & 3) << 14) | (self.passcode & 0x3FFF):05d}"
        digits += f"{self.passcode >> 14:04d}"
        if long_form:
            digits += f"{self.vendor_id:05d}{self.product_id:05d}"
        return digits + verhoeff_digit(digits)


def base38(data: bytes) -> str:
    """Return Base38 text: three bytes, little-endian, become five characters."""
    text = ""
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        value = int.from_bytes(chunk, "little")
        for _ in range(_CHARS[len(chunk)]):
            value, digit = divmod(value, len(_ALPHABET))
            text += _ALPHABET[digit]
    return text


def verhoeff_digit(digits: str) -> str:
    """Return the check digit that finds every single error and every swap of neighbours."""
    check = 0
    for position, char in enumerate(reversed(digits), start=1):
        value = int(char)
        for _ in range(position % 8):
            value = _TURN[value]
        check = _TIMES[check][value]
    return str(_INVERSE[check])
