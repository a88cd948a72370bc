"""A service that is imported and made when a page first asks it something.

The window stands on the screen before most services exist: what they are made of (the database,
label printing, reports) takes longer to import than all the rest of a start. Pages ask away from
the GUI thread, so that is where the import happens too.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar, cast

S = TypeVar("S")


class Late(Generic[S]):
    """Stands in for a service; every question goes to the one that ``make`` returns. Thread-safe.

    ``make`` imports and joins it, once; an error of it comes to whoever asked, and the next
    question tries again.
    """

    def __init__(self, make: Callable[[], S]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: S | None = None

    @property
    def made(self) -> S | None:
        """Return the service if anybody asked it yet."""
        return self._made

    def get(self) -> S:
        """Return the service; the first call makes it."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def __getattr__(self, name: str) -> object:
        """Hand a question on; what is not asked of a service is not known here."""
        if name.startswith("__"):
            raise AttributeError(name)

        def ask(*facts: object, **named: object) -> object:
            return getattr(self.get(), name)(*facts, **named)

        return ask

    def stand_in(self) -> S:
        """Return this stand-in as what it stands in for."""
        return cast("S", self)
