"""The colours of the window, read from ``resources/themes``; their contrast."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.paths import resources_dir

THEMES = ("light", "dark", "contrast")
AA_TEXT = 4.5  # WCAG 2.2, 1.4.3
AA_SHAPE = 3.0  # WCAG 2.2, 1.4.11: edges of controls, focus, icons


class Tone(StrEnum):
    """What a colour says. Every tone also has a word and a shape."""

    RUNNING = "running"
    PASS = "pass"
    FAIL = "fail"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    WAIT = "wait"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ToneColours:
    """``fill`` carries ``on``; ``soft`` carries ``text``. All are ``#RRGGBB``."""

    fill: str
    on: str
    soft: str
    text: str


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of one theme as ``#RRGGBB``."""

    name: str
    bg: str
    surface: str
    sunken: str
    line: str
    line_strong: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    accent_text: str
    focus: str
    rail: str
    on_rail: str
    rail_active: str
    on_rail_active: str
    outcome: dict[Tone, ToneColours]
    license: dict[str, str]

    def tone(self, tone: Tone) -> ToneColours:
        """Return the four colours of one tone."""
        return self.outcome[tone]


@cache
def load_palette(name: str) -> Palette:
    """Read one theme; a missing or surplus colour is an error at once."""
    raw = tomllib.loads((resources_dir() / "themes" / f"{name}.toml").read_text(encoding="utf-8"))
    outcome = {Tone(key): ToneColours(**value) for key, value in raw.pop("outcome").items()}
    if set(outcome) != set(Tone):
        raise ValueError(f"theme {name} does not colour every tone")
    return Palette(name=name, outcome=outcome, license=raw.pop("license"), **raw)


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two ``#RRGGBB`` colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Return ``one`` with a ``share`` (0 to 1) of ``other`` stirred in."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
