"""Keeps gaps, edges and set widths in step with the text size while the program runs.

A length is set in pixels once, at the size of that moment. When the text size changes, every such
length below a window is set again from what it was at 100 %, so that a window that was changed
looks like one that was opened at that size. Lengths that a style sheet or a ``wear`` sets come anew
by themselves, afterwards.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QGridLayout, QLayout, QSpacerItem, QWidget

DESIGN, LAST = "_design", "_last"
LIMIT = (1 << 24) - 1  # Qt's word for «no largest size»
STYLED_WIDTH = b"_q_stylesheet_minw"  # Qt's marks of what a style sheet has set
STYLED_HEIGHT = b"_q_stylesheet_minh"


def rescale(root: QWidget, old: float, new: float) -> None:
    """Set all lengths below a window again; ``old`` and ``new`` are scales, 1.0 is 100 %."""
    for layout in root.findChildren(QLayout):
        _set_layout(layout, _scaled(layout, _lengths(layout), old, new))
    for widget in root.findChildren(QWidget):
        if not widget.isWindow():
            _set_sizes(widget, _scaled(widget, _sizes(widget), old, new))


def _scaled(kept: QObject, now: Sequence[int], old: float, new: float) -> list[int]:
    """Return these lengths at the new scale; no rounding adds up over many changes."""
    design = kept.property(DESIGN)
    if design is None or tuple(kept.property(LAST)) != tuple(now):
        design = tuple(length / old for length in now)
    made = [
        length if not 0 < length < LIMIT else max(1, round(d * new))
        for length, d in zip(now, design, strict=True)
    ]
    kept.setProperty(DESIGN, tuple(design))
    kept.setProperty(LAST, tuple(made))
    return made


def _lengths(layout: QLayout) -> list[int]:
    edges = layout.contentsMargins()
    lengths = [edges.left(), edges.top(), edges.right(), edges.bottom()]
    if isinstance(layout, QGridLayout | QFormLayout):
        return [*lengths, layout.horizontalSpacing(), layout.verticalSpacing()]
    lengths.append(layout.spacing())
    if isinstance(layout, QBoxLayout):
        for spacer in _spacers(layout):
            lengths += [spacer.sizeHint().width(), spacer.sizeHint().height()]
    return lengths


def _set_layout(layout: QLayout, lengths: list[int]) -> None:
    layout.setContentsMargins(*lengths[:4])
    if isinstance(layout, QGridLayout | QFormLayout):
        layout.setHorizontalSpacing(lengths[4])
        layout.setVerticalSpacing(lengths[5])
    else:
        layout.setSpacing(lengths[4])
    if isinstance(layout, QBoxLayout):
        for spacer, wide, high in zip(_spacers(layout), lengths[5::2], lengths[6::2], strict=True):
            policy = spacer.sizePolicy()
            spacer.changeSize(wide, high, policy.horizontalPolicy(), policy.verticalPolicy())
        layout.invalidate()


def _spacers(layout: QBoxLayout) -> list[QSpacerItem]:
    items = (layout.itemAt(index) for index in range(layout.count()))
    found = (item.spacerItem() for item in items if item is not None)
    return [spacer for spacer in found if spacer is not None]


def _sizes(widget: QWidget) -> list[int]:
    least, most = widget.minimumSize(), widget.maximumSize()
    return [least.width(), least.height(), most.width(), most.height()]


def _set_sizes(widget: QWidget, sizes: list[int]) -> None:
    if sizes == _sizes(widget):
        return
    wide, high, most_wide, most_high = sizes
    widget.setMaximumSize(max(wide, most_wide), max(high, most_high))
    styled = {bytes(name.data()) for name in widget.dynamicPropertyNames()}
    if STYLED_WIDTH not in styled:
        widget.setMinimumWidth(wide)
    if STYLED_HEIGHT not in styled:
        widget.setMinimumHeight(high)
