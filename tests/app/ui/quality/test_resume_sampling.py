"""Discontinued inspection is resumed on the QA page: only with what was done about the cause."""

import pytest

from app.domain.quality import InspectionResult
from app.domain.sampling import SamplingMode, SamplingPlan
from app.ui.pages.qa import QaPage
from app.ui.widgets.form import Form
from app.workflows.inspect import open_sample
from tests.ledgers import board
from tests.people import OS_USER

VALUES = {"name": "next", "size": 2, "mode": "aql", "aql": "6.5", "level": "II", "nth": 1}


@pytest.fixture
def discontinued(factory, made):
    """Seven lots of the product that were rejected, one after the other."""
    inspections, plan = factory.services.ledger.inspections, SamplingPlan(SamplingMode.AQL, aql=6.5)
    for name in "1234567":
        open_sample(factory.services, name, plan, 2, order="O")
        inspections.record(
            board(0).hwid, InspectionResult.REJECT, OS_USER, reasons=["scratch"], sample=name
        )
    return inspections


def test_a_sample_is_drawn_again_once_somebody_says_what_was_done(
    settled, page_of, factory, discontinued
):
    page = page_of(QaPage)
    page._orders(["O"])
    page.order.setCurrentIndex(page.order.findData("O"))
    page._drawn(VALUES)
    settled()
    form = page.findChild(Form)
    assert not form.ok.isEnabled()
    form.inputs["done"].setText("jig repaired")
    form.accept()
    settled()
    settled()
    assert page.card.chosen_sample == "next"
    assert discontinued.sample("next").plan["severity"] == "tightened"
    told = [r for r in factory.services.ledger.audit.records() if r.subject == "sample:next"]
    assert "jig repaired" in [record.reason for record in told]


def test_nothing_is_drawn_while_nobody_says_it(settled, page_of, discontinued):
    page = page_of(QaPage)
    page._orders(["O"])
    page.order.setCurrentIndex(page.order.findData("O"))
    page._drawn(VALUES)
    settled()
    page.findChild(Form).reject()
    settled()
    assert "next" not in {sample.name for sample in discontinued.samples()}
