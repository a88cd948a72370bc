"""A second person's word, good for one call of a page and for nothing beside it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.people import Actor

if TYPE_CHECKING:
    from app.workflows.services import Services


class Approvals:
    """Holds the approved actor for the thread that makes the call; other threads see nothing."""

    def __init__(self) -> None:
        self._here = threading.local()

    @contextmanager
    def given(self, actor: Actor) -> Iterator[None]:
        """Let what this thread does meanwhile be done in this actor's name."""
        self._here.actor = actor
        try:
            yield
        finally:
            self._here.actor = None

    def named(self, services: "Services") -> "Services":
        """Return the services with the approval, where this thread has one for the same person."""
        actor: Actor | None = getattr(self._here, "actor", None)
        if actor is not None and actor.name == services.actor.name:
            return replace(services, actor=actor)
        return services
