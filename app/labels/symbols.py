"""Contents to modules: QR, Micro QR, DataMatrix, Code 128 and EAN as rows of dark and light.

QR is made by the ``qrcode`` package's encoder with one fixed mask (choosing a mask takes nine
tenths of its time and every mask is valid); the rest by zxing-cpp's writer.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

import qrcode.constants
import qrcode.main
import qrcode.util
import zxingcpp
from qrcode.exceptions import DataOverflowError

from app.labels.errors import LabelRefused


class Symbology(StrEnum):
    """The codes a label can carry."""

    QR = "qr"
    MICRO_QR = "micro-qr"
    DATA_MATRIX = "data-matrix"
    CODE_128 = "code-128"
    EAN = "ean"

    @property
    def is_linear(self) -> bool:
        """Say whether it is bars instead of a matrix."""
        return self in {Symbology.CODE_128, Symbology.EAN}


QUIET_ZONE: Final = {
    Symbology.QR: 4,
    Symbology.MICRO_QR: 2,
    Symbology.DATA_MATRIX: 1,
    Symbology.CODE_128: 10,
    Symbology.EAN: 11,
}
"""Modules of white each code needs around it (linear codes: left and right)."""

LEVELS: Final = {
    "L": qrcode.constants.ERROR_CORRECT_L,
    "M": qrcode.constants.ERROR_CORRECT_M,
    "Q": qrcode.constants.ERROR_CORRECT_Q,
    "H": qrcode.constants.ERROR_CORRECT_H,
}
_MASK: Final = 2
_FORMATS: Final = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.MICRO_QR: zxingcpp.BarcodeFormat.MicroQRCode,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.CODE_128: zxingcpp.BarcodeFormat.Code128,
}
_EAN_LENGTHS: Final = {7: "EAN8", 8: "EAN8", 12: "EAN13", 13: "EAN13"}
_FIRST_PRINTABLE, _LAST_ASCII = 32, 126


@dataclass(frozen=True, slots=True)
class Matrix:
    """A code's modules without quiet zone. Each row is one byte per module: 1 dark, 0 light."""

    rows: tuple[bytes, ...]

    @property
    def columns(self) -> int:
        """Return modules per row."""
        return len(self.rows[0])


def encode(symbology: Symbology, content: str, level: str = "M") -> Matrix:
    """Return the modules of one code. Linear codes have one row.

    ``level`` is QR's error correction, L M Q H. Raises LabelRefused: ``code-empty``,
    ``code-characters`` (the code has no such characters), ``code-too-long``, ``code-check-digit``.
    """
    if not content:
        raise LabelRefused("code-empty", symbology=symbology.value)
    if symbology is Symbology.QR:
        return _qr(content, level)
    if symbology is Symbology.EAN:
        return _ean(content)
    if symbology is Symbology.CODE_128 and not all(
        _FIRST_PRINTABLE <= ord(char) <= _LAST_ASCII for char in content
    ):
        raise LabelRefused("code-characters", symbology=symbology.value)
    return _by_zxing(symbology, content, _FORMATS[symbology])


def reader_formats(symbology: Symbology) -> zxingcpp.BarcodeFormats:
    """Return what an independent reader should look for."""
    if symbology is Symbology.EAN:
        return zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.EAN13, zxingcpp.BarcodeFormat.EAN8])
    return zxingcpp.BarcodeFormats([_FORMATS[symbology]])


def full_ean(content: str) -> str:
    """Return 8 or 13 digits: the check digit added, or checked.

    Raises LabelRefused ``code-characters`` or ``code-check-digit``.
    """
    if not content.isascii() or not content.isdigit() or len(content) not in _EAN_LENGTHS:
        raise LabelRefused("code-characters", symbology=Symbology.EAN.value)
    body = content if len(content) in {7, 12} else content[:-1]
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    full = body + str(-total % 10)
    if len(content) == len(full) and content != full:
        raise LabelRefused("code-check-digit", content=content, expected=full[-1])
    return full


def _ean(content: str) -> Matrix:
    full = full_ean(content)
    return _by_zxing(Symbology.EAN, full, zxingcpp.BarcodeFormat[_EAN_LENGTHS[len(full)]])


def _by_zxing(symbology: Symbology, content: str, form: zxingcpp.BarcodeFormat) -> Matrix:
    try:
        made = zxingcpp.create_barcode(content, form, **_OPTIONS.get(symbology, {}))
    except (ValueError, RuntimeError) as cause:
        raise LabelRefused("code-too-long", symbology=symbology.value) from cause
    image: Any = made.to_image(scale=1, add_quiet_zones=False)
    view = memoryview(image)
    height, width = image.shape
    pixels = view.tobytes()
    dark = pixels.translate(_DARK)
    if symbology.is_linear:
        return Matrix((dark[:width],))
    return Matrix(tuple(dark[row * width : (row + 1) * width] for row in range(height)))


_DARK: Final = bytes(1 if value < 128 else 0 for value in range(256))  # noqa: PLR2004
_OPTIONS: Final[dict[Symbology, dict[str, object]]] = {Symbology.DATA_MATRIX: {"forceSquare": True}}


def _qr(content: str, level: str) -> Matrix:
    code = qrcode.main.QRCode(error_correction=LEVELS[level], mask_pattern=_MASK)
    code.add_data(qrcode.util.QRData(content.encode()), optimize=0)
    try:
        code.best_fit()
    except (DataOverflowError, ValueError) as cause:
        raise LabelRefused("code-too-long", symbology=Symbology.QR.value) from cause
    words = qrcode.util.create_data(code.version, code.error_correction, code.data_list)
    blank, order = _qr_blank(code.version, level)
    modules = bytearray(blank)
    bits = bin(int.from_bytes(b"\x01" + bytes(words), "big"))[3:].encode()
    for index, bit in zip(order, bits, strict=False):
        if bit == _ONE:
            modules[index] ^= 1
    size = code.version * 4 + 17
    return Matrix(tuple(bytes(modules[at : at + size]) for at in range(0, size * size, size)))


_ONE: Final = ord("1")


@cache
def _qr_blank(version: int, level: str) -> tuple[bytes, tuple[int, ...]]:
    """Return a QR of this size whose data bits are all 0 (masked), and where each bit goes.

    The order is the zig-zag of ISO/IEC 18004: column pairs from the right, up and down in turn,
    without the timing column 6.
    """
    code = qrcode.main.QRCode(version=version, error_correction=LEVELS[level], mask_pattern=_MASK)
    code.data_cache = []  # all data bits read as 0
    code.makeImpl(False, _MASK)
    size = code.modules_count
    reserved = qrcode.main.precomputed_qr_blanks[version]
    order: list[int] = []
    upwards = True
    for right in range(size - 1, 0, -2):
        column = right - 1 if right <= 6 else right  # noqa: PLR2004 - the timing column
        for row in range(size - 1, -1, -1) if upwards else range(size):
            order += [
                row * size + c
                for c in (column, column - 1)
                if reserved[row][c] is None and not _is_type_info(row, c, size, version)
            ]
        upwards = not upwards
    return bytes(int(bool(m)) for row in code.modules for m in row), tuple(order)


def _is_type_info(row: int, column: int, size: int, version: int) -> bool:
    beside = (row == 8 and (column <= 8 or column >= size - 8)) or (  # noqa: PLR2004
        column == 8 and (row <= 8 or row >= size - 8)  # noqa: PLR2004
    )
    number = version >= 7 and (  # noqa: PLR2004
        (row < 6 and column >= size - 11) or (column < 6 and row >= size - 11)  # noqa: PLR2004
    )
    return beside or number
