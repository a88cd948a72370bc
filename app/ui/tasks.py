"""Work away from the GUI thread: ask or act, then success or failure back in the GUI thread.

A :class:`Task` belongs to a widget (its owner); when the owner is gone, or a newer task of the same
``topic`` was started for it, the answer is dropped. Known errors (:class:`KeywrightError`) go to
``failed``; a bug goes to the unknown-error handler, as everywhere.
"""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import KeywrightError
from flasher.errors import FlasherError

R = TypeVar("R")
KNOWN = (KeywrightError, FlasherError)
Known = KeywrightError | FlasherError
WORKERS = 4


class Cancel:
    """A flag that a long act looks at; set from the GUI thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask the act to stop at its next safe place."""
        self._event.set()

    def __call__(self) -> bool:
        """Say whether the act should stop."""
        return self._event.is_set()


@dataclass(frozen=True, slots=True)
class Lasting:
    """Work that shall not be lost with the window: the window asks before it closes over it.

    ``words``: what is being done, as a sentence. ``stop``: asks it to end at its next safe place;
    None where it can only be finished.
    """

    words: Callable[[], str]
    stop: Callable[[], None] | None = None


class Task(QObject, Generic[R]):
    """One piece of work and where its answer goes."""

    _ended = Signal(object, object)

    def __init__(
        self,
        owner: QObject,
        topic: str,
        succeeded: Callable[[R], None],
        failed: Callable[[Known], None],
        lasting: Lasting | None = None,
    ) -> None:
        super().__init__()
        self.lasting = lasting
        self._owner = owner
        self._topic = topic
        self._succeeded = succeeded
        self._failed = failed
        self.done = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def work(self, call: Callable[[], R]) -> None:
        """Run in a worker thread."""
        answer: R | None = None
        error: BaseException | None = None
        try:
            answer = call()
        except Exception as caught:  # noqa: BLE001 - handed to the GUI thread, sorted there
            error = caught
        self._ended.emit(answer, error)

    def _deliver(self, answer: object, error: object) -> None:
        self.done = True
        tasks = _running.pop(self, None)
        if tasks is not None and self.lasting is not None and error is not None:
            tasks.has_failed = tasks.has_failed or not _is_stop(error)
        if tasks is None or not shiboken6.isValid(self._owner) or not tasks.is_newest(self):
            return
        if error is None:
            self._succeeded(cast("R", answer))
        elif isinstance(error, KNOWN):
            self._failed(error)
        elif isinstance(error, BaseException):
            sys.excepthook(type(error), error, error.__traceback__)

    @property
    def key(self) -> tuple[int, str]:
        """Return what a newer task replaces: the same owner's same topic."""
        return id(self._owner), self._topic


class Tasks:
    """A few worker threads for the window. Close it before the application ends."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="window")
        self._closed = False
        self._newest: dict[tuple[int, str], int] = {}
        self.has_failed = False  # a lasting one, since somebody last set this back

    def run(
        self,
        owner: QObject,
        topic: str,
        call: Callable[[], R],
        succeeded: Callable[[R], None],
        failed: Callable[[Known], None],
        *,
        lasting: Lasting | None = None,
    ) -> None:
        """Start ``call`` in the background; exactly one of the two answers comes, or neither."""
        if self._closed:  # the window is going; nobody would hear the answer
            return
        task: Task[R] = Task(owner, topic, succeeded, failed, lasting)
        self._newest[task.key] = id(task)
        _running[task] = self
        self._pool.submit(task.work, call)

    def is_newest(self, task: Task[R]) -> bool:
        """Say whether no newer task of this owner and topic was started."""
        return self._newest.get(task.key) == id(task)

    @property
    def is_closing(self) -> bool:
        """Say whether the window is going: who works long looks here, and stops."""
        return self._closed

    @property
    def lasting(self) -> tuple[Lasting, ...]:
        """Return what runs and shall not be lost with the window, the oldest first."""
        mine = (task for task, tasks in _running.items() if tasks is self)
        return tuple(task.lasting for task in mine if task.lasting is not None)

    @property
    def busy(self) -> bool:
        """Say whether an answer is still to come."""
        return self in _running.values()

    def close(self) -> None:
        """Wait for what runs; answers still on their way are dropped."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        for task in [task for task, tasks in _running.items() if tasks is self]:
            del _running[task]


def _is_stop(error: object) -> bool:
    """Say whether work ended because somebody stopped it."""
    return isinstance(error, KNOWN) and error.code.endswith("-stopped")


_running: dict[Task[Any], Tasks] = {}  # keeps a task alive until its answer came
