"""Report files that appear whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write_bytes(out: Path, content: bytes) -> None:
    """Write a small file. Raises OSError."""
    write_whole(out, lambda file: file.write(content))


def write_whole(out: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let ``fill`` write beside the file's place, then move it there. Raises OSError."""
    beside = out.with_name(out.name + ".part")
    try:
        with beside.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
