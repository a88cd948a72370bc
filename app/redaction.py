"""The one redactor: strikes secrets out of everything that leaves the program as text.

Log lines, traces, error messages, serial console, transcripts, support bundle: all go through it.
It strikes whatever looks like a secret: the key of an ``auth`` command, a value behind a name such
as ``DeviceSecret``, and any stand-alone run of exactly 32 printable characters (the shape of an
AuthKey). What went over a wire, where noise may cut a key in pieces, is
struck by the engine's own, wider net (:mod:`flasher.transport.redaction`) first.
"""

import re
from collections.abc import Mapping
from typing import Any

STRUCK = "••••"

_AUTH = re.compile(r"(?i)(\bauth\s+\S+\s+)(\S+)")
_NAMED = re.compile(
    r"(?i)\b((?:auth_?key|device_?secret|local_?key|secret|password|passphrase|access_token|"
    r"refresh_token|pin)\b[\"']?\s*[:=]\s*[\"']?)([^\s\"',;}]+)"
)
_KEY_SHAPED = re.compile(r"(?<![!-~])[!-~]{32}(?![!-~])")
_QUOTED_KEY = re.compile(r"(?<=[\"'=:(\[])[A-Za-z0-9]{32}(?=[\"',;)\]}\s]|$)")
_RECOVERY = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}\b")
_KEY_FILE = re.compile(r"(keywright-key-1:)[0-9a-fA-F]+")
_PEM = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END|\Z)", re.DOTALL)


# 32 letters and digits that are no hexadecimal number: an AuthKey, whatever stands around it.
_KEY_IN_CELL = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[G-Zg-z])[A-Za-z0-9]{32}(?![A-Za-z0-9])")


def strike_keys(cell: str) -> str:
    """Return a cell of a list without what has the shape of a key.

    For columns that are said to hold no secret: an identity, a status. A list whose columns are
    swapped, or whose separator is another one, has its keys there.
    """
    return _KEY_IN_CELL.sub(STRUCK, cell)


class Redactor:
    """Strikes secrets out of text. Safe to use from any thread."""

    def strike(self, text: str) -> str:
        """Return the text with every secret replaced by dots."""
        text = _PEM.sub(rf"\1{STRUCK}\2", text)
        text = _RECOVERY.sub(STRUCK, text)
        text = _KEY_FILE.sub(rf"\1{STRUCK}", text)
        text = _AUTH.sub(rf"\1{STRUCK}", text)
        text = _NAMED.sub(rf"\1{STRUCK}", text)
        text = _QUOTED_KEY.sub(STRUCK, text)
        return _KEY_SHAPED.sub(STRUCK, text)

    def strike_facts(self, facts: Mapping[str, object]) -> dict[str, Any]:
        """Return an error's facts with secrets struck out of their texts; numbers stay numbers."""
        return {
            key: self.strike(value) if type(value) is str else value for key, value in facts.items()
        }
