"""Lots of one product are one series: how the next one is inspected follows from those before."""

import pytest

from app.domain.quality import InspectionResult
from app.domain.sampling import SamplingMode, SamplingPlan, Severity
from app.errors import Refused
from app.workflows.inspect import open_sample, severity_for
from tests.ledgers import board
from tests.people import OS_USER, Factory

PLAN = SamplingPlan(SamplingMode.AQL, aql=6.5)


@pytest.fixture
def factory(factory: Factory) -> Factory:
    factory.fill(40)
    order_id = factory.order("O", quantity=30)
    factory.order("P", quantity=5)
    with factory.run() as run:
        for number in range(20):
            factory.make(run, number, order_id=order_id)
    return factory


def decide(factory: Factory, name: str, *, good: bool, resume: str = "") -> Severity:
    """Draw a sample of a lot of 2 and let its decision fall; returns how strict it was."""
    sample = open_sample(factory.services, name, PLAN, 2, order="O", resume=resume)
    inspections = factory.services.ledger.inspections
    for number in range(sample.sample.size if good else 1):
        result = InspectionResult.PASS if good else InspectionResult.REJECT
        reasons = [] if good else ["scratch"]
        inspections.record(board(number).hwid, result, OS_USER, reasons=reasons, sample=name)
    assert inspections.sample(name).decision is not None
    return Severity(sample.plan["severity"])


def test_two_rejected_lots_make_the_next_ones_tightened_for_every_order_of_the_product(
    factory: Factory,
) -> None:
    assert decide(factory, "1", good=False) is Severity.NORMAL
    assert decide(factory, "2", good=True) is Severity.NORMAL
    assert decide(factory, "3", good=False) is Severity.NORMAL
    assert decide(factory, "4", good=True) is Severity.TIGHTENED
    assert severity_for(factory.services, PLAN, "P") is Severity.TIGHTENED
    assert severity_for(factory.services, PLAN, None) is Severity.NORMAL
    every = SamplingPlan()
    assert severity_for(factory.services, every, "O") is Severity.NORMAL
    for name in "5678":
        decide(factory, name, good=True)
    assert severity_for(factory.services, PLAN, "O") is Severity.NORMAL


def test_discontinued_inspection_goes_on_only_with_what_was_done_and_tightened(
    factory: Factory,
) -> None:
    for number in range(7):
        decide(factory, str(number), good=False)
    with pytest.raises(Refused, match="sampling-discontinued"):
        open_sample(factory.services, "next", PLAN, 2, order="O")
    assert decide(factory, "next", good=True, resume="jig repaired") is Severity.TIGHTENED
    told = [r for r in factory.services.ledger.audit.records() if r.subject == "sample:next"]
    assert "jig repaired" in [record.reason for record in told]
    assert severity_for(factory.services, PLAN, "O") is Severity.TIGHTENED


def test_a_sample_that_is_not_decided_yet_is_not_counted(factory: Factory) -> None:
    decide(factory, "1", good=False)
    open_sample(factory.services, "open", PLAN, 2, order="O")
    assert severity_for(factory.services, PLAN, "O") is Severity.NORMAL
