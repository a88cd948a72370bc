"""The order in which Tab goes through a page: the order of reading, as its layouts say."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from app.ui.widgets.flow import Flow


def order_tabs(root: QWidget) -> None:
    """Let Tab go through everything below a widget line by line."""
    for former, later in pairwise(_stops(root)):
        QWidget.setTabOrder(former, later)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Return what takes the keyboard, whether it is in sight now or not."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    layout = widget.layout()
    if layout is not None and not isinstance(widget, QTabWidget):
        yield from _in_layout(layout)
        return
    for part in _parts(widget):
        if part is not None:
            yield from _stops(part)


def _parts(widget: QWidget) -> Sequence[QWidget | None]:
    """Return what a widget without a layout holds, in the order of reading."""
    match widget:
        case QTabWidget():
            return [widget.tabBar(), *(widget.widget(n) for n in range(widget.count()))]
        case Flow():
            return widget.parts
        case QStackedWidget() | QSplitter():
            return [widget.widget(n) for n in range(widget.count())]
        case QScrollArea():
            return [widget.widget()]
        case _ if _lays_out_itself(widget):
            inside = [one for one in widget.children() if isinstance(one, QWidget)]
            return sorted(inside, key=lambda child: (child.y(), child.x()))
    return []


def _lays_out_itself(widget: QWidget) -> bool:
    """Say whether a widget of ours sets its children where they are, as the grid of slots does."""
    own = not type(widget).__module__.startswith("PySide6")
    return own and not isinstance(widget, QAbstractScrollArea)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _in_layout(inner)
