"""What a printer is told besides the label: resolution, darkness, speed, where the label lies."""

from dataclasses import dataclass

from app.labels.errors import LabelRefused

DPIS = (203, 300, 600)
_MAX_DARKNESS = 30
_MAX_SPEED = 14
_MAX_SHIFT_MM = 15.0
_MAX_COPIES = 999


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """Settings of one printer. Raises LabelRefused ``print-setting`` (facts: ``name``, ``value``).

    ``darkness``: 0 to 30 as ZPL counts (TSPL has 0 to 15, half of it); ``speed``: inches a second;
    None leaves the printer's own. ``shift_x``, ``shift_y``: mm to the right and down, found with
    the test print. ``native_text``: Latin text in the printer's own font (fewer bytes, other
    letter shapes) instead of dots; Chinese is always dots.
    """

    dpi: int = 203
    darkness: int | None = None
    speed: int | None = None
    shift_x: float = 0.0
    shift_y: float = 0.0
    native_text: bool = False
    copies: int = 1

    def __post_init__(self) -> None:
        sound = {
            "dpi": self.dpi in DPIS,
            "darkness": self.darkness is None or 0 <= self.darkness <= _MAX_DARKNESS,
            "speed": self.speed is None or 1 <= self.speed <= _MAX_SPEED,
            "shift_x": abs(self.shift_x) <= _MAX_SHIFT_MM,
            "shift_y": abs(self.shift_y) <= _MAX_SHIFT_MM,
            "copies": 1 <= self.copies <= _MAX_COPIES,
        }
        for name, is_sound in sound.items():
            if not is_sound:
                raise LabelRefused("print-setting", name=name, value=getattr(self, name))
