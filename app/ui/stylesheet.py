"""The style sheet of the window, generated from a palette: no default look is left."""

from collections.abc import Callable, Mapping

from app.ui.theme import Palette, Tone, mix


def build_stylesheet(
    p: Palette, px: Callable[[float], int], glyphs: Mapping[str, str], mono: str
) -> str:
    """Return the sheet; ``px`` scales a length, ``glyphs`` are files of the arrow and the tick."""
    hover = mix(p.accent, p.text, 0.12)
    pressed = mix(p.accent, p.text, 0.24)
    quiet = mix(p.surface, p.accent, 0.06)
    edge = max(1, px(1)) if p.name != "contrast" else px(2)
    radius = px(8)
    return f"""
* {{ outline: none; }}
QWidget {{ color: {p.text}; font-size: {px(14)}px; }}
QMainWindow, QDialog, QWidget#pages, QWidget#page {{ background: {p.bg}; }}
QToolTip {{ background: {p.text}; color: {p.surface}; border: none; padding: {px(6)}px {px(9)}px;
  font-size: {px(13)}px; }}

QLabel[type="title"] {{ font-size: {px(24)}px; font-weight: 700; }}
QLabel[type="heading"] {{ font-size: {px(17)}px; font-weight: 700; }}
QLabel[type="strong"] {{ font-weight: 700; }}
QLabel[type="muted"] {{ color: {p.muted}; }}
QLabel[type="caption"] {{ color: {p.muted}; font-size: {px(12)}px; }}
QLabel[type="figure"] {{ font-size: {px(28)}px; font-weight: 700; }}
QLabel[type="figurealarm"] {{ font-size: {px(28)}px; font-weight: 700;
  color: {p.tone(Tone.FAIL).text}; }}
QLabel[type="mono"] {{ font-family: {mono}; }}
QLabel[type="error"] {{ color: {p.tone(Tone.FAIL).text}; font-weight: 700; }}
{_banner(p, px)}

QFrame#card {{ background: {p.surface}; border: {edge}px solid {p.line};
  border-radius: {px(12)}px; }}
QFrame#sunken {{ background: {p.sunken}; border-radius: {radius}px; }}
QFrame#rail {{ background: {p.rail}; }}
QFrame#status {{ background: {p.surface}; border-top: {edge}px solid {p.line}; }}
QFrame#status QLabel {{ color: {p.muted}; font-size: {px(12)}px; }}
QFrame#line {{ background: {p.line}; max-height: {edge}px; min-height: {edge}px; }}

QToolButton#railbutton {{ color: {p.on_rail}; background: transparent; border: none;
  border-radius: {px(10)}px; padding: {px(2)}px; font-size: {px(12)}px;
  border: {px(2)}px solid transparent; }}
QToolButton#railbutton:hover {{ color: {p.on_rail_active if p.name != "contrast" else p.accent};
  background: {mix(p.rail, p.rail_active, 0.5) if p.name != "contrast" else p.rail}; }}
QToolButton#railbutton:checked {{ color: {p.on_rail_active}; background: {p.rail_active};
  font-weight: 700; }}
QToolButton#railbutton:focus {{ border-color: {mix(p.focus, "#FFFFFF", 0.35)}; }}

QPushButton {{ background: {p.surface}; color: {p.text}; border: {edge}px solid {p.line_strong};
  border-radius: {radius}px; padding: {px(8)}px {px(16)}px; min-height: {px(22)}px; }}
QPushButton:hover {{ background: {quiet}; border-color: {p.accent}; }}
QPushButton:pressed {{ background: {p.accent_soft}; }}
QPushButton:focus {{ border: {px(2)}px solid {p.focus}; padding: {px(7)}px {px(15)}px; }}
QPushButton:disabled {{ color: {mix(p.muted, p.surface, 0.35)}; background: {p.sunken};
  border-color: {p.line}; }}
QPushButton[kind="primary"] {{ background: {p.accent}; color: {p.on_accent};
  border-color: {p.accent}; font-weight: 700; }}
QPushButton[kind="primary"]:hover {{ background: {hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {pressed}; }}
QPushButton[kind="primary"]:focus {{ border: {px(2)}px solid {p.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {p.sunken};
  color: {mix(p.muted, p.surface, 0.35)}; border-color: {p.line}; }}
QPushButton[kind="stop"] {{ color: {p.tone(Tone.FAIL).text}; border-color: {p.tone(Tone.FAIL).fill};
  font-weight: 700; }}
QPushButton[kind="stop"]:disabled {{ color: {mix(p.muted, p.surface, 0.35)};
  border-color: {p.line}; }}
QPushButton[kind="quiet"] {{ border-color: transparent; background: transparent;
  color: {p.accent_text}; padding: {px(8)}px {px(10)}px; }}
QPushButton[kind="quiet"]:disabled {{ color: {mix(p.muted, p.surface, 0.35)};
  background: transparent; border-color: transparent; }}
QPushButton[kind="quiet"]:hover {{ background: {p.accent_soft}; }}
QPushButton[kind="quiet"]:focus {{ border: {px(2)}px solid {p.focus};
  padding: {px(7)}px {px(9)}px; }}
QPushButton[big="true"] {{ font-size: {px(17)}px; padding: {px(12)}px {px(24)}px;
  min-height: {px(26)}px; }}

QLineEdit, QComboBox, QSpinBox, QDateEdit, QPlainTextEdit, QTextEdit {{ background: {p.surface};
  color: {p.text}; border: {edge}px solid {p.line_strong}; border-radius: {radius}px;
  padding: {px(7)}px {px(10)}px; min-height: {px(22)}px;
  selection-background-color: {p.accent}; selection-color: {p.on_accent}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus,
QTextEdit:focus {{ border: {px(2)}px solid {p.focus}; padding: {px(6)}px {px(9)}px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{ background: {p.sunken};
  color: {p.muted}; border-color: {p.line}; }}
QLineEdit {{ placeholder-text-color: {p.muted}; }}
QPlainTextEdit {{ placeholder-text-color: {p.muted}; }}
QLineEdit[large="true"] {{ font-size: {px(17)}px; padding: {px(10)}px {px(14)}px; }}
QPlainTextEdit#console {{ font-family: {mono}; font-size: {px(13)}px; background: {p.sunken};
  border-color: {p.line}; }}
QPlainTextEdit#console:focus {{ border-color: {p.focus}; }}
QSpinBox QLineEdit, QDateEdit QLineEdit, QComboBox QLineEdit {{ border: none;
  padding: 0 0 0 {px(9)}px;
  min-height: 0; background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {px(28)}px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url({glyphs["down"]});
  width: {px(16)}px; height: {px(16)}px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ background: {p.surface}; border: {edge}px solid {p.line_strong};
  padding: 0; selection-background-color: {p.accent_soft};
  selection-color: {p.accent_text}; }}
QComboBox QAbstractItemView::item {{ min-height: {px(32)}px; padding: 0 {px(8)}px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: {px(24)}px; }}
QSpinBox::up-arrow {{ image: url({glyphs["up"]}); width: {px(12)}px; height: {px(12)}px; }}
QSpinBox::down-arrow {{ image: url({glyphs["down"]}); width: {px(12)}px; height: {px(12)}px; }}

QCheckBox, QRadioButton {{ spacing: {px(9)}px; padding: {px(4)}px; border: {px(2)}px solid
  transparent; border-radius: {px(6)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {p.focus}; }}
QCheckBox::indicator, QListView::indicator {{ width: {px(20)}px; height: {px(20)}px;
  border-radius: {px(5)}px;
  border: {edge}px solid {p.line_strong}; background: {p.surface}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {p.accent};
  border-color: {p.accent};
  image: url({glyphs["check"]}); }}

QTableView, QListView, QTreeView {{ background: {p.surface}; border: {px(2)}px solid transparent;
  border-radius: {px(6)}px;
  alternate-background-color: {mix(p.surface, p.sunken, 0.45)}; gridline-color: {p.line};
  selection-background-color: {p.accent_soft}; selection-color: {p.text}; }}
QTableView:focus, QListView:focus, QTreeView:focus {{ border-color: {p.focus}; }}
QTableView::item {{ padding: 0 {px(10)}px; border: none; }}
QTableView::item:selected {{ background: {p.accent_soft}; color: {p.text}; }}
QTableView::item:focus {{ border: {px(2)}px solid {p.focus}; }}
QHeaderView {{ background: {p.surface}; }}
QHeaderView::section {{ background: {p.surface}; color: {p.muted}; border: none;
  border-bottom: {edge}px solid {p.line_strong}; padding: {px(9)}px {px(10)}px;
  font-weight: 700; font-size: {px(13)}px; }}
QHeaderView::up-arrow {{ image: url({glyphs["up"]}); width: {px(12)}px; height: {px(12)}px; }}
QHeaderView::down-arrow {{ image: url({glyphs["down"]}); width: {px(12)}px; height: {px(12)}px; }}
QTableCornerButton::section {{ background: {p.surface}; border: none; }}

QScrollArea {{ background: transparent; border: none; }}
QScrollArea#scrolls {{ border: {px(2)}px solid transparent; border-radius: {px(6)}px; }}
QScrollArea#scrolls:focus {{ border-color: {p.focus}; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {px(12)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(12)}px; margin: 0; }}
QScrollBar::handle {{ background: {mix(p.line_strong, p.surface, 0.35)}; border-radius: {px(4)}px;
  margin: {px(2)}px; min-height: {px(36)}px; min-width: {px(36)}px; }}
QScrollBar::handle:hover {{ background: {p.line_strong}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: transparent; width: 0; height: 0; }}

QProgressBar {{ background: {p.sunken}; border: none; border-radius: {px(4)}px;
  max-height: {px(8)}px; min-height: {px(8)}px; }}
QProgressBar::chunk {{ background: {p.accent}; border-radius: {px(4)}px; }}
QSlider::groove:horizontal {{ background: {p.line}; height: {px(6)}px; border-radius: {px(3)}px; }}
QSlider::sub-page:horizontal {{ background: {p.accent}; border-radius: {px(3)}px; }}
QSlider::handle:horizontal {{ background: {p.surface}; border: {px(2)}px solid {p.accent};
  width: {px(18)}px; margin: -{px(8)}px 0; border-radius: {px(11)}px; }}
QSlider::handle:horizontal:focus {{ border-color: {p.text}; }}
QSplitter::handle {{ background: transparent; }}

QTabBar::tab {{ color: {p.muted}; padding: {px(7)}px {px(14)}px;
  border: {px(2)}px solid transparent; border-bottom: {px(3)}px solid transparent;
  background: transparent; }}
QTabBar::tab:hover {{ color: {p.text}; }}
QTabBar::tab:selected {{ color: {p.accent_text}; border-bottom-color: {p.accent};
  font-weight: 700; }}
QTabBar::tab:focus {{ color: {p.text}; border-color: {p.focus}; }}
QTabWidget::pane {{ border: none; }}
QMenu {{ background: {p.surface}; border: {edge}px solid {p.line_strong}; padding: {px(5)}px; }}
QMenu::item {{ padding: {px(8)}px {px(24)}px; border-radius: {px(5)}px; }}
QMenu::item:selected {{ background: {p.accent_soft}; color: {p.accent_text}; }}
QCalendarWidget QWidget {{ background: {p.surface}; alternate-background-color: {p.sunken}; }}
"""


def _banner(p: Palette, px: Callable[[float], int]) -> str:
    """Return the rules of the message bands, one per tone."""
    return "\n".join(
        f'QFrame[banner="{tone}"] {{ background: {p.tone(tone).soft};'
        f" border-left: {px(5)}px solid {p.tone(tone).fill}; border-top-right-radius:"
        f" {px(6)}px; border-bottom-right-radius: {px(6)}px; }}\n"
        f'QFrame[banner="{tone}"] QLabel {{ color: {p.tone(tone).text}; }}'
        for tone in Tone
    )
