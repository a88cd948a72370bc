"""What this station last saw of a ledger, kept apart from it: how an older copy is noticed.

A ledger cannot know that it was replaced by yesterday's copy of itself; whoever saw today's can.
The note is sealed with a key of the vault, so it can be removed but not written by a stranger.
"""

import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Seen:
    """The end of the audit chain as it was seen, and the last restore that was known of then."""

    seq: int
    mac: bytes
    restore_id: int = 0


class Witness:
    """The notes of this computer's user, one file per ledger. ``key``: 32 bytes of the vault."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def recall(self, ledger_id: str) -> Seen | None:
        """Return what was last seen of this ledger; None where nothing (or nothing sound) is."""
        try:
            raw = json.loads(self._file(ledger_id).read_text(encoding="utf-8"))
            seen = Seen(int(raw["seq"]), bytes.fromhex(raw["mac"]), int(raw["restore_id"]))
            seal = bytes.fromhex(raw["seal"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return seen if hmac.compare_digest(seal, self._seal(ledger_id, seen)) else None

    def note(self, ledger_id: str, seen: Seen) -> None:
        """Keep what was seen. OSError where the folder cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        words = {
            "seq": seen.seq,
            "mac": seen.mac.hex(),
            "restore_id": seen.restore_id,
            "seal": self._seal(ledger_id, seen).hex(),
        }
        file = self._file(ledger_id)
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(words) + "\n", encoding="utf-8")
        os.replace(part, file)  # noqa: PTH105 - replaces on Windows too

    def _file(self, ledger_id: str) -> Path:
        return self._folder / f"{hmac.digest(self._key, ledger_id.encode(), 'sha256').hex()}.json"

    def _seal(self, ledger_id: str, seen: Seen) -> bytes:
        words = f"{ledger_id}|{seen.seq}|{seen.mac.hex()}|{seen.restore_id}"
        return hmac.digest(self._key, words.encode(), "sha256")
