"""The plain list, deleted after import: overwritten first, with honest words about what that is.

On a magnetic disk overwriting makes a file unreadable. On an SSD, on a file system that keeps old
versions, on a synchronised or backed-up folder it cannot: copies may stay. Deleting is still right;
who must be certain encrypts the whole drive. The words for this stand in ``shredded``.
"""

import os
from pathlib import Path

from app.errors import BadInput

_CHUNK = 1 << 20


def shred(path: Path) -> None:
    """Overwrite a file once with random bytes, flush it to the disk, and delete it.

    Raises BadInput ``shred-failed`` when the file is in use or protected; it is then still there.
    """
    try:
        left = path.stat().st_size
        with path.open("r+b", buffering=0) as stream:
            while left > 0:
                left -= stream.write(os.urandom(min(_CHUNK, left))) or 0
            os.fsync(stream.fileno())
        path.unlink()
    except OSError as error:
        raise BadInput("shred-failed", file=path.name, reason=str(error.strerror)) from error
