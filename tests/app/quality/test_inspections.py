"""Inspections, samples with their decision, golden samples; on both engines."""

import pytest

from app.domain.orders import OrderRules
from app.domain.quality import InspectionResult, QualityRules
from app.domain.reasons import ReasonList
from app.domain.sampling import LotDecision, SamplingMode, SamplingPlan
from app.domain.shifts import ShiftPlan
from app.domain.stories import Stage
from app.domain.verdicts import judge
from app.errors import BadInput, Refused
from app.ledger.inspections import Picture
from app.paths import resources_dir
from tests.bench import Bench
from tests.ledgers import ACTOR, board

PASS, REJECT = InspectionResult.PASS, InspectionResult.REJECT
DOT = b"\x89PNG\r\n\x1a\n" + bytes(20)


def test_a_rejected_unit_fails_until_the_bench_and_an_inspector_passed_it_again(
    bench: Bench,
) -> None:
    bench.write(1)
    inspections = bench.ledger.inspections
    one = inspections.record(
        board(1).hwid,
        REJECT,
        ACTOR,
        reasons=["label-missing", "dirty"],
        remarks="脏",
        pictures=[Picture("dot.png", "image/png", DOT)],
    )
    found = judge(bench.story(1))
    assert (found.verdict.value, found.code) == ("failed", "qa-rejected")
    assert inspections.pictures(one) == [Picture("dot.png", "image/png", DOT)]
    bench.ledger.unit_life.send_back(board(1).hwid, Stage.REWORK, "label", ACTOR)
    bench.recheck(1)
    assert judge(bench.story(1)).verdict.value == "passed"
    inspections.record(board(1).hwid, PASS, ACTOR)
    assert judge(bench.story(1)).verdict.value == "already-inspected"


def test_a_sample_decides_as_soon_as_the_numbers_allow(bench: Bench) -> None:
    inspections = bench.ledger.inspections
    plan = SamplingPlan(SamplingMode.AQL, aql=10.0)
    drawn = inspections.open_sample("S1", plan, 40, ACTOR, lot="A")
    assert (drawn.sample.size, drawn.sample.accept, drawn.sample.letter) == (8, 2, "D")
    for number in range(8):
        bench.write(number)
    for number in range(7):
        result = REJECT if number < 2 else PASS
        inspections.record(board(number).hwid, result, ACTOR, sample="S1", reasons=["dirty"])
    with pytest.raises(Refused, match="sample-has-unit"):
        inspections.record(board(0).hwid, PASS, ACTOR, sample="S1")
    assert inspections.sample("S1").decision is None
    inspections.record(board(7).hwid, PASS, ACTOR, sample="S1")
    done = inspections.sample("S1")
    assert (done.decision, done.inspected, done.rejected) == (LotDecision.ACCEPT, 8, 2)
    with pytest.raises(Refused, match="sample-decided"):
        inspections.record(board(7).hwid, PASS, ACTOR, sample="S1")
    acts = [r.act for r in bench.ledger.audit.records(subject="sample:S1")]
    assert acts == ["sample.opened", "sample.decided"]


def test_every_unit_inspected_means_one_reject_rejects_the_lot(bench: Bench) -> None:
    inspections = bench.ledger.inspections
    inspections.open_sample("S1", SamplingPlan(), 5, ACTOR)
    bench.write(1)
    inspections.record(board(1).hwid, REJECT, ACTOR, sample="S1", reasons=["other"])
    assert inspections.sample("S1").decision is LotDecision.REJECT


def test_what_cannot_be_inspected_is_refused(bench: Bench) -> None:
    inspections = bench.ledger.inspections
    bench.write(1)
    hwid = board(1).hwid
    for refused, act in {
        "unit-not-found": lambda: inspections.record("nobody", PASS, ACTOR),
        "sample-unknown": lambda: inspections.record(hwid, PASS, ACTOR, sample="S9"),
        "remarks-too-long": lambda: inspections.record(hwid, PASS, ACTOR, remarks="x" * 2001),
        "picture-too-large": lambda: inspections.record(
            hwid, PASS, ACTOR, pictures=[Picture("a", "image/png", bytes(8_000_001))]
        ),
        "lot-unknown": lambda: inspections.open_sample("S", SamplingPlan(), 5, ACTOR, lot="Z"),
        "sample-name-taken": lambda: inspections.open_sample(" ", SamplingPlan(), 5, ACTOR),
        "golden-unknown": lambda: bench.ledger.golden.retire("G", "r", ACTOR),
        "order-unknown": lambda: inspections.set_rules("W9", QualityRules(), ACTOR),
    }.items():
        with pytest.raises(BadInput, match=refused):
            act()
    assert bench.story(1).inspections == []


def test_a_golden_sample_opens_its_station_for_its_shift_only(bench: Bench) -> None:
    golden, plan = bench.ledger.golden, ShiftPlan()
    identity = bench.write(1)
    golden.add("G1", board(1).hwid, identity, ACTOR)
    (known,) = golden.in_use()
    shift = plan.name_of(bench.now)
    assert not golden.is_checked("station-1", shift)
    golden.note_check(known, "1", shift, "golden-right", ACTOR, passed=True)
    assert golden.is_checked("station-1", shift)
    assert not golden.is_checked("station-2", shift)
    golden.note_check(known, "1", shift, "golden-wrong", ACTOR, passed=False)
    assert not golden.is_checked("station-1", shift)
    bench.pass_time(hours=8)
    assert plan.name_of(bench.now) != shift
    golden.retire("G1", "worn", ACTOR)
    assert golden.in_use() == []


def test_what_an_order_asks_of_quality_is_kept_with_its_old_values(bench: Bench) -> None:
    order = bench.ledger.orders.create(
        "W", product="P", quantity=5, lots=["A"], rules=OrderRules(), actor=ACTOR
    )
    inspections = bench.ledger.inspections
    assert inspections.rules_of(order.id) == QualityRules()
    asked = QualityRules(
        golden=True,
        sampling=SamplingPlan(SamplingMode.NTH, nth=10),
        shifts=ShiftPlan(("08:00", "20:00"), 480),
        per_carton=12,
    )
    inspections.set_rules("W", asked, ACTOR)
    assert inspections.rules_of(order.id) == asked
    inspections.set_rules("W", QualityRules(), ACTOR)
    last = bench.ledger.audit.records(subject="order:W")[-1]
    assert '"per_carton":12' in str(last.old)


def test_the_shipped_reasons_have_words_in_both_languages() -> None:
    reasons = ReasonList.load(resources_dir() / "quality" / "reasons.toml")
    assert len(reasons.words) >= 10
    for code in reasons.words:
        assert reasons.text(code, "en") != reasons.text(code, "zh_CN")
    assert reasons.check(["dirty", " dirty"]) == ("dirty",)
    with pytest.raises(BadInput, match="reject-without-reason"):
        reasons.check([" "])
    with pytest.raises(BadInput, match="reason-unknown"):
        reasons.check(["ugly"])
