"""The quality pages over a real ledger: people who signed in, units that were made."""

from dataclasses import dataclass, field, replace
from functools import partial

import pytest

from app.ui.live.approvals import Approvals
from app.ui.live.quality_services import LiveQualityServices
from app.ui.live.sign_in import LiveSignIn
from app.ui.pages.page import Context
from app.workflows.people import passwords_of
from app.workflows.sign_in import Shift
from tests.people import factory_in


@dataclass
class AtDesk:
    """The session of a desk where ``name`` is signed in; nobody: a ledger without people."""

    factory: object
    name: str = ""
    approvals: Approvals = field(default_factory=Approvals)

    def is_open(self):
        return True

    def services(self):
        made = self.factory.by(self.name) if self.name else self.factory.services
        return self.approvals.named(replace(made, shift=None))

    def shift(self):
        made = self.factory.services
        return Shift(made.ledger, passwords_of(made), made.clock, made.actor)


@pytest.fixture
def factory(tmp_path):
    folder = tmp_path / "quality-factory"
    folder.mkdir()
    with factory_in(folder) as made:
        made.fill(40)
        made.order(quantity=30)
        yield made


@pytest.fixture
def desk(factory):
    return AtDesk(factory)


@pytest.fixture
def made(factory):
    """Five units that passed at the bench."""
    with factory.run() as run:
        return [factory.make(run, number, order_id=1).identity for number in range(5)]


@pytest.fixture
def real(context, desk, tmp_path):
    """A context whose quality services are the real ones."""
    (tmp_path / "station").mkdir()
    context.services.quality = LiveQualityServices(desk, tmp_path / "station")
    context.services.sign_in = LiveSignIn(desk)
    return Context(context.services, context.tasks, context.settings, context.sounds)


@pytest.fixture
def page_of(page_over, real):
    return partial(page_over, context=real)


@pytest.fixture
def demo_page_of(page_over, context):
    return partial(page_over, context=context)
