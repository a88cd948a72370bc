"""The demo factory is a real one: its sums are right, its record is whole, its days differ."""

from datetime import UTC, datetime

import pytest

from app.bootstrap import open_services
from app.demo.factory import CLOSED_ORDER, OPEN_ORDER, build_factory
from app.demo.people import STAFF
from app.domain.acts import Act
from app.domain.figures import FigureFilter, GroupBy
from app.domain.packing import PackageState
from app.domain.people import Actor
from app.domain.printing import PrintState
from flasher.model import Outcome
from flasher.timing import FakeClock

UNTIL = datetime(2026, 3, 12, 14, 26, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build_factory(tmp_path_factory.mktemp("factory"), until=UNTIL)


@pytest.fixture(scope="module")
def ledger(built):
    services = open_services(
        built.location, built.unlock, Actor("test", "line-1"), clock=FakeClock(UNTIL)
    )
    yield services.ledger
    services.ledger.close()


def test_every_rule_of_custody_holds_and_the_record_is_whole(ledger):
    assert ledger.check() == []
    assert ledger.audit.head()[0] > 2_000
    assert ledger.audit.records(act=Act.CLONE_FOUND)


def test_licenses_are_in_every_state_that_lasts_and_from_several_clouds(ledger):
    total = ledger.lots.totals()
    assert min(total.available, total.doubtful, total.verified, total.held, total.void) > 0
    assert (total.reserved, total.writing) == (0, 0)
    assert len({lot.scheme for lot in ledger.lots.overview()}) == 3


def test_one_order_is_closed_and_the_open_one_is_half_made(ledger):
    assert ledger.orders.get(CLOSED_ORDER).closed_at
    order = ledger.orders.get(OPEN_ORDER)
    assert 0 < order.taken < order.quantity


def test_a_month_of_days_has_failures_and_one_slot_fails_more_than_the_others(ledger):
    shown = ledger.figures.dashboard(FigureFilter())
    assert len(shown.groups[GroupBy.DAY]) > 15
    assert {failure.outcome for failure in shown.failures} >= {
        Outcome.FAILED,
        Outcome.REFUSED,
        Outcome.DOUBTFUL,
    }
    slots = shown.groups[GroupBy.SLOT]
    assert min(slots, key=lambda name: slots[name].first_pass_yield or 1) == "3"


def test_labels_cartons_samples_and_people_are_there(ledger):
    jobs = ledger.print_jobs.find()
    assert {job.state for job in jobs} >= {PrintState.PRINTED, PrintState.QUEUED, PrintState.FAILED}
    states = {package.state for package in ledger.packing.all()}
    assert states == {PackageState.OPEN, PackageState.CLOSED}
    assert {sample.decision is None for sample in ledger.inspections.samples()} == {True, False}
    everybody = ledger.people.all(gone_too=True)
    assert len(everybody) == len(STAFF) + 1
    assert any(not person.is_here for person in everybody)


def test_the_same_seed_makes_the_same_units(built, ledger, tmp_path):
    again = build_factory(tmp_path, until=UNTIL, units=90)
    other = build_factory(_made(tmp_path / "other"), until=UNTIL, units=90)
    assert _attempts(again) == _attempts(other)


def _made(folder):
    folder.mkdir()
    return folder


def _attempts(factory):
    services = open_services(factory.location, factory.unlock, Actor("test", "line-1"))
    try:
        kept = ("started_at", "hwid", "identity", "outcome", "code", "seconds", "slot")
        return [[row[name] for name in kept] for row in services.ledger.attempts.latest(500)]
    finally:
        services.ledger.close()
