"""The style of what only the label pages have: tool buttons, number fields with decimals."""

from collections.abc import Callable

from app.ui.theme import Palette, mix


def label_style(p: Palette, px: Callable[[float], int]) -> str:
    """Return style rules for a page; the window's own sheet stays in force."""
    edge = max(1, px(1)) if p.name != "contrast" else px(2)
    checked_edge = p.accent if p.name == "contrast" else p.accent_soft
    return f"""
QToolButton#tool {{ background: transparent; color: {p.text}; border: {px(2)}px solid transparent;
  border-radius: {px(7)}px; padding: {px(4)}px; }}
QToolButton#tool:hover {{ background: {p.accent_soft}; }}
QToolButton#tool:checked {{ background: {p.accent_soft}; border-color: {checked_edge}; }}
QToolButton#tool:focus {{ border-color: {p.focus}; }}
QToolButton#tool:disabled {{ color: {mix(p.muted, p.surface, 0.35)}; }}
QToolButton#add {{ background: transparent; color: {p.text}; border: {px(2)}px solid transparent;
  border-radius: {px(7)}px; padding: {px(3)}px {px(6)}px; text-align: left;
  font-size: {px(13)}px; }}
QToolButton#add:hover {{ background: {p.accent_soft}; color: {p.accent_text}; }}
QToolButton#add:focus {{ border-color: {p.focus}; }}
QDoubleSpinBox {{ background: {p.surface}; color: {p.text}; border: {edge}px solid {p.line_strong};
  border-radius: {px(8)}px; padding: {px(5)}px {px(8)}px; min-height: {px(20)}px;
  selection-background-color: {p.accent}; selection-color: {p.on_accent}; }}
QDoubleSpinBox:focus {{ border: {px(2)}px solid {p.focus}; padding: {px(4)}px {px(7)}px; }}
QDoubleSpinBox QLineEdit {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ border: none; width: 0; }}
QFrame#props QSpinBox, QFrame#props QComboBox, QFrame#props QLineEdit {{
  padding: {px(5)}px {px(8)}px; min-height: {px(20)}px; }}
QFrame#props QSpinBox QLineEdit {{ padding: 0; }}
QFrame#props QSpinBox::up-button, QFrame#props QSpinBox::down-button {{ width: 0; border: none; }}
QFrame#props QPlainTextEdit {{ padding: {px(3)}px {px(5)}px; }}
QListView#elements {{ background: transparent; border: none; }}
QListView#elements::item {{ padding: {px(5)}px {px(6)}px; border-radius: {px(6)}px;
  border: {px(1)}px solid transparent; }}
QListView#elements::item:selected {{ background: {p.accent_soft}; color: {p.accent_text}; }}
QListView#elements:focus::item:selected {{ border-color: {p.focus}; }}
QListView#gallery {{ background: transparent; border: none; }}
QFrame#divider {{ background: {p.line}; max-width: {edge}px; min-width: {edge}px; }}
"""
