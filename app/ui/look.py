"""The look of the running window: theme, text scale, fonts; one per application, like qApp."""

import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.paths import resources_dir
from app.ui.icons import svg_text
from app.ui.stylesheet import build_stylesheet
from app.ui.theme import Palette, load_palette

LATIN = ("Segoe UI Variable Text", "Segoe UI", "SF Pro Text", "Inter", "Noto Sans", "Cantarell")
CJK = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC")
MONO = ("Cascadia Mono", "Consolas", "SF Mono", "DejaVu Sans Mono", "monospace")

BODY = 14  # px at 100 %
GAP = 8  # every distance is a multiple


class Look(QObject):
    """Turns a theme's name and a scale into palette, fonts and style sheet of the application."""

    changed = Signal()
    scaled = Signal(float, float)  # from, to; before ``changed``

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._theme = "system"
        self._is_fusion = False
        self._folder = tempfile.TemporaryDirectory(prefix="keywright-look-")
        self.scale = 1.0
        self._fonts: dict[tuple[float, bool, bool], QFont] = {}  # of this scale
        self.palette: Palette = load_palette("light")
        self.families = _families()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def wear(self, theme: str, scale_percent: int) -> None:
        """Put a theme on at once; ``system`` follows the desktop's light or dark."""
        self._theme = theme
        former, self.scale = self.scale, scale_percent / 100
        if former != self.scale:
            self._fonts.clear()
            self.scaled.emit(former, self.scale)
        self.palette = load_palette(self._resolved(theme))
        app = self._app
        if not self._is_fusion:  # once: a style that replaces its like is deleted under its widgets
            app.setStyle("Fusion")
            self._is_fusion = True
        app.setFont(self.font(BODY))
        app.setPalette(_qt_palette(self.palette))
        app.setStyleSheet(
            build_stylesheet(self.palette, self.px, self._glyphs(), ", ".join(_quoted(MONO)))
        )
        self.changed.emit()

    def px(self, size: float) -> int:
        """Return a length of the design in pixels at the present scale."""
        return max(1, round(size * self.scale))

    def font(self, size: float, *, bold: bool = False, mono: bool = False) -> QFont:
        """Return a font of the type scale; ``size`` in px at 100 %."""
        font = self._fonts.get((size, bold, mono))
        if font is None:
            font = self._fonts[size, bold, mono] = QFont()
            font.setFamilies([*(MONO if mono else ()), *self.families])
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        return QFont(font)  # the caller's own, to be changed

    def close(self) -> None:
        """Remove the recoloured glyphs from disk."""
        self._folder.cleanup()

    def _resolved(self, theme: str) -> str:
        if theme != "system":
            return theme
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    def _system_changed(self) -> None:
        if self._theme == "system":
            self.wear("system", round(self.scale * 100))

    def _glyphs(self) -> dict[str, str]:
        """Return paths of the few glyphs that a style sheet can only take from files."""
        colours = {"down": self.palette.muted, "up": self.palette.muted}
        colours["check"] = self.palette.on_accent
        paths = {}
        for name, colour in colours.items():
            file = Path(self._folder.name) / f"{name}-{colour[1:]}.svg"
            if not file.exists():
                file.write_text(svg_text(name, colour), encoding="utf-8")
            paths[name] = file.as_posix()
        return paths


def look() -> Look:
    """Return the look of this application; made on first use."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    found = app.findChild(Look)
    if found is None:
        found = Look(app)
        app.aboutToQuit.connect(found.close)
    return found


@cache
def colour(value: str, alpha: float = 1.0) -> QColor:
    """Return a ``#RRGGBB`` as QColor with an alpha of 0 to 1; not to be changed."""
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


def _families() -> list[str]:
    """Return the families to use: the system's, and the bundled ones where it has none."""
    known = set(QFontDatabase.families())
    latin = [name for name in LATIN if name in known] or _bundled("NotoSans-*.ttf")
    chinese = [name for name in CJK if name in known] or _bundled("DroidSansFallback*.ttf")
    return [*latin, *chinese] or [QFont().family()]


def _bundled(pattern: str) -> list[str]:
    """Add shipped font files to the application; return their families."""
    names: list[str] = []
    for file in sorted((resources_dir() / "fonts").glob(pattern)):
        added = QFontDatabase.addApplicationFont(str(file))
        names += [n for n in QFontDatabase.applicationFontFamilies(added) if n not in names]
    return names


def _quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]


def _qt_palette(palette: Palette) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, palette.bg),
        (role.WindowText, palette.text),
        (role.Base, palette.surface),
        (role.AlternateBase, palette.sunken),
        (role.Text, palette.text),
        (role.PlaceholderText, palette.muted),
        (role.Button, palette.surface),
        (role.ButtonText, palette.text),
        (role.ToolTipBase, palette.text),
        (role.ToolTipText, palette.surface),
        (role.Highlight, palette.accent),
        (role.HighlightedText, palette.on_accent),
        (role.Link, palette.accent_text),
    ):
        made.setColor(which, QColor(value))
    return made
