"""Strikes secrets out of what went over a wire, also where noise cuts them in pieces.

Three nets, each wide enough alone for the usual case: what is known to be secret (every piece of
six characters or more), what stands where secrets stand (an ``auth`` line, the reply to
``auth-read``, a value behind ``uuid`` or ``key``), and what looks like one (24 visible characters
in a row). The text is looked at as it came, and again without log lines and colours, because a log
line may stand in the middle of an echoed key.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

MARK = "•"
"""Stands for one struck character, so that a transcript keeps its lengths."""

_PIECE = 6
_NOISE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]?|\[\d\d-\d\d \d\d:\d\d:\d\d[^\n]*\n?")
_PLACES = (
    re.compile(r"\bauth +([^\r\n]+)"),
    re.compile(r"(?i)(?:uuid|key)[\"']?\s?[:=]\s?[\"']?(\S+)"),
    re.compile(r"([^\s\x00-\x1f]{24,})"),
)
_READ_REPLY = re.compile(r"auth-read[ 0-9]*[\r\n](.*?)(?=tuya>|\Z)", re.DOTALL)
_HARMLESS = (
    re.compile(r"[*=\-_#. ]+"),
    re.compile(r"Authorization [\w ]+\.?"),
    re.compile(r"No command or file name"),
    re.compile(r"storage must be 0 or 1"),
    re.compile(r"tuya>?"),
)


def strike(text: str, secrets: Iterable[str], *, has_replies: bool = True) -> str:
    """Return the text, same length, with every character of a secret replaced by MARK.

    ``has_replies``: the text came from a board, so what follows ``auth-read`` answers it.
    """
    pieces = {s[i : i + _PIECE] for s in secrets for i in range(max(1, len(s) - _PIECE + 1)) if s}
    struck: set[int] = set()
    for view, has_line_ends in _views(text):
        seen = "".join(text[i] for i in view)
        spans = list(_pieces(seen, pieces))
        if has_line_ends:  # without them, harmless words would run together into long ones
            spans.extend(_places(seen))
            spans.extend(_replies(seen) if has_replies else ())
        for start, end in spans:
            struck.update(view[start:end])
    return "".join(MARK if i in struck and not c.isspace() else c for i, c in enumerate(text))


def _views(text: str) -> Iterator[tuple[Sequence[int], bool]]:
    """Yield index lists: all of it, then without noise, then without line ends as well."""
    everything = range(len(text))
    yield everything, True
    noise: set[int] = set()
    for match in _NOISE.finditer(text):
        noise.update(range(*match.span()))
    yield [i for i in everything if i not in noise], True
    yield [i for i in everything if i not in noise and text[i] not in "\r\n\b"], False


def _pieces(text: str, pieces: set[str]) -> Iterator[tuple[int, int]]:
    for start in range(len(text)):
        if text[start : start + _PIECE] in pieces:
            yield start, start + _PIECE


def _places(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _PLACES:
        for match in pattern.finditer(text):
            if not _is_harmless(match[1]):
                yield match.span(1)


def _replies(text: str) -> Iterator[tuple[int, int]]:
    for reply in _READ_REPLY.finditer(text):
        for line in re.finditer(r"[^\r\n]+", reply[1]):
            if not _is_harmless(line[0].strip()):
                yield reply.start(1) + line.start(), reply.start(1) + line.end()


def _is_harmless(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in _HARMLESS)
