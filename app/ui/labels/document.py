"""The design being worked on: what is chosen, every change undoable.

A design is a frozen value, so a change is simply the one before and the one after; changes of the
same kind that follow each other (arrow keys, typing, a slider) become one step of undo.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.labels.design import Design, Element
from app.ui.labels.geometry import Arrange, Rect, arranged, bounds, fitted, moved

COPY_SHIFT_MM: Final = 2.0
_MERGE_ID: Final = 1

Chosen = tuple[int, ...]


class Document(QObject):
    """One design with its undo stack. Elements are counted from 0, the last lies on top."""

    design_changed = Signal()
    chosen_changed = Signal()
    undo_changed = Signal()

    def __init__(self, design: Design, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._design = design
        self._chosen: Chosen = ()
        self.undo = QUndoStack(self)
        # Handed on by this object: a stack that is being destroyed still speaks, to nobody then.
        for changed in (self.undo.canUndoChanged, self.undo.canRedoChanged, self.undo.cleanChanged):
            changed.connect(self._tell_undo)
        for text in (self.undo.undoTextChanged, self.undo.redoTextChanged):
            text.connect(self._tell_undo)

    @property
    def design(self) -> Design:
        """Return the design as it is now."""
        return self._design

    @property
    def chosen(self) -> Chosen:
        """Return the numbers of the chosen elements, in order."""
        return self._chosen

    @property
    def label(self) -> Rect:
        """Return the label's own box."""
        return Rect(0, 0, self._design.width, self._design.height)

    @property
    def one(self) -> Element | None:
        """Return the chosen element where it is exactly one."""
        return self._design.elements[self._chosen[0]] if len(self._chosen) == 1 else None

    def open(self, design: Design) -> None:
        """Work on another design; nothing before it can be undone."""
        self.undo.clear()
        self._design, self._chosen = design, ()
        self.design_changed.emit()
        self.chosen_changed.emit()

    def choose(self, numbers: Iterable[int]) -> None:
        """Choose exactly these elements."""
        chosen = tuple(sorted({n for n in numbers if 0 <= n < len(self._design.elements)}))
        if chosen != self._chosen:
            self._chosen = chosen
            self.chosen_changed.emit()

    def put(
        self, design: Design, words: str, *, chosen: Chosen | None = None, key: str = ""
    ) -> None:
        """Change the design; changes with the same ``key`` in a row are undone together."""
        after = self._chosen if chosen is None else chosen
        if design != self._design:
            self.undo.push(_Change(self, design, after, words, key))

    def show(self, design: Design, chosen: Chosen) -> None:
        """Be exactly this; only undo and redo come here."""
        before = self._chosen
        self._design, self._chosen = design, chosen
        self.design_changed.emit()
        if chosen != before:
            self.chosen_changed.emit()

    # What a person does with elements.

    def edit(self, change: Callable[[Element], Element], words: str, key: str = "") -> None:
        """Change each chosen element."""
        made = list(self._design.elements)
        for number in self._chosen:
            made[number] = change(made[number])
        self._put_elements(made, words, key=key and f"{key} {self._chosen}")

    def place(self, boxes: Sequence[Rect], words: str, key: str = "") -> None:
        """Put the chosen elements into these boxes, in their order."""
        made = list(self._design.elements)
        for number, box in zip(self._chosen, boxes, strict=True):
            made[number] = fitted(made[number], box)
        self._put_elements(made, words, key=key and f"{key} {self._chosen}")

    def nudge(self, dx: float, dy: float, words: str) -> None:
        """Move the chosen elements a little; many in a row are one step."""
        self.edit(lambda element: moved(element, dx, dy), words, key="nudge")

    def add(self, element: Element, words: str) -> None:
        """Put an element on top and choose it."""
        number = len(self._design.elements)
        self._put_elements([*self._design.elements, element], words, chosen=(number,))

    def delete(self, words: str) -> None:
        """Take the chosen elements away."""
        gone = set(self._chosen)
        kept = [e for number, e in enumerate(self._design.elements) if number not in gone]
        self._put_elements(kept, words, chosen=())

    def duplicate(self, words: str) -> None:
        """Put copies beside the chosen elements and choose those."""
        copies = [
            moved(self._design.elements[number], COPY_SHIFT_MM, COPY_SHIFT_MM)
            for number in self._chosen
        ]
        self.insert(copies, words)

    def insert(self, elements: Sequence[Element], words: str) -> None:
        """Put elements on top and choose them."""
        first = len(self._design.elements)
        chosen = tuple(range(first, first + len(elements)))
        self._put_elements([*self._design.elements, *elements], words, chosen=chosen)

    def arrange(self, how: Arrange, words: str) -> None:
        """Align or spread the chosen elements; one alone is aligned to the label."""
        boxes = [bounds(self._design.elements[number]) for number in self._chosen]
        if boxes:
            self.place(arranged(boxes, how, self.label), words)

    def lift(self, words: str, *, top: bool) -> None:
        """Bring the chosen elements to the front, or send them to the back."""
        elements = self._design.elements
        taken = [elements[number] for number in self._chosen]
        rest = [e for number, e in enumerate(elements) if number not in set(self._chosen)]
        first = len(rest) if top else 0
        made = [*rest, *taken] if top else [*taken, *rest]
        self._put_elements(made, words, chosen=tuple(range(first, first + len(taken))))

    def _tell_undo(self) -> None:
        self.undo_changed.emit()

    def _put_elements(
        self,
        elements: Sequence[Element],
        words: str,
        *,
        chosen: Chosen | None = None,
        key: str = "",
    ) -> None:
        self.put(replace(self._design, elements=tuple(elements)), words, chosen=chosen, key=key)


class _Change(QUndoCommand):
    """From one design to another."""

    def __init__(
        self, document: Document, after: Design, chosen: Chosen, words: str, key: str
    ) -> None:
        super().__init__(words)
        self._document = document
        self._before = document.design, document.chosen
        self.after = after, chosen
        self.key = key

    def undo(self) -> None:
        """Go back."""
        self._document.show(*self._before)

    def redo(self) -> None:
        """Go there."""
        self._document.show(*self.after)

    def id(self) -> int:
        """Return whether it may be joined with the one before."""
        return _MERGE_ID if self.key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Join a change of the same kind."""
        if not isinstance(other, _Change) or other.key != self.key:
            return False
        self.after = other.after
        return True
