"""A secret's file: one line, and no more of it is read than a secret can be long."""

from pathlib import Path

MOST_BYTES = 1 << 20


def one_line_of(file: Path) -> str:
    """Return the text of a secret's file without its line end.

    Raises OSError, and ValueError where it is no UTF-8 or longer than a mebibyte: a device, or a
    file that was named by mistake, is not read for ever.
    """
    with file.open("rb") as source:
        raw = source.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        message = "too long for a secret"
        raise ValueError(message)
    return raw.decode("utf-8").rstrip("\r\n")
