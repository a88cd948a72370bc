"""What may become of a unit, with the rules of custody kept, on both engines."""

from collections.abc import Callable

import pytest

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.orders import OrderRules
from app.domain.stories import Stage
from app.domain.units import UnitSeen
from app.domain.verdicts import judge
from app.errors import BadInput, KeywrightError, Refused
from app.ledger.ledger import Ledger
from flasher.model import Outcome
from tests.bench import Bench
from tests.ledgers import ACTOR, ON_SQLITE, board, licenses

BLANK = {"blank": True}


def verdict(bench: Bench, number: int) -> str:
    return judge(bench.story(number)).verdict.value


def new_order(ledger: Ledger, quantity: int = 5) -> int:
    return ledger.orders.create(
        "W", product="P", quantity=quantity, lots=["A"], rules=OrderRules(), actor=ACTOR
    ).id


def well(ledger: Ledger) -> bool:
    return ledger.check() == [] and ledger.figures.findings() == []


def test_a_reworked_unit_keeps_its_license_and_is_good_again_after_the_bench(bench: Bench) -> None:
    identity = bench.write(1)
    bench.ledger.unit_life.send_back(board(1).hwid, Stage.REWORK, "loose antenna", ACTOR)
    assert verdict(bench, 1) == "held"
    bench.recheck(1)
    assert verdict(bench, 1) == "passed"
    assert bench.write(1) == identity  # blanked in rework: the same license once more
    assert well(bench.ledger)


def test_a_held_unit_is_refused_at_the_bench_and_free_again_afterwards(bench: Bench) -> None:
    bench.write(1)
    bench.ledger.unit_life.hold(board(1).hwid, "strange smell", ACTOR)
    assert verdict(bench, 1) == "held"
    assert bench.story(1).license.state is LicenseState.HELD
    with pytest.raises(Refused, match="unit-held"):
        bench.write(1)
    with pytest.raises(Refused, match="unit-held"):
        bench.ledger.unit_life.hold(board(1).hwid, "again", ACTOR)
    bench.ledger.unit_life.free(board(1).hwid, "washed", ACTOR)
    assert verdict(bench, 1) == "passed"
    with pytest.raises(Refused, match="unit-not-held"):
        bench.ledger.unit_life.free(board(1).hwid, "again", ACTOR)
    assert well(bench.ledger)


def test_a_scrapped_unit_loses_its_license_for_ever_and_gives_its_place_back(
    bench: Bench,
) -> None:
    order_id = new_order(bench.ledger, quantity=1)
    bench.write(1, order_id=order_id)
    bench.ledger.unit_life.scrap(board(1).hwid, "burnt", ACTOR)
    assert verdict(bench, 1) == "void"
    assert bench.ledger.orders.get("W").taken == 0
    with pytest.raises(Refused, match="license-void"):
        bench.write(1)
    with pytest.raises(Refused, match="unit-final"):
        bench.ledger.unit_life.send_back(board(1).hwid, Stage.REWORK, "no", ACTOR)
    bench.write(2, order_id=order_id)
    assert well(bench.ledger)


def test_a_replacement_gets_a_new_license_and_the_old_ones_serial_and_place(bench: Bench) -> None:
    order_id = new_order(bench.ledger, quantity=1)
    old = UnitSeen(board(1).hwid, board(1).mac, "S-0001")
    first = bench.write(old, order_id=order_id)
    second = bench.write(2)
    bench.ledger.unit_life.replace(old.hwid, board(2), "dead radio", ACTOR)
    gone, new = bench.story(1), bench.story(2)
    assert (gone.license.identity, gone.license.state) == (first, LicenseState.VOID)
    assert (new.license.identity, new.license.state) == (second, LicenseState.VERIFIED)
    assert (gone.life.replaced_by, new.life.replaces) == (board(2).hwid, board(1).hwid)
    assert (gone.unit.serial, new.unit.serial) == (None, "S-0001")
    assert new.order == "W"
    assert bench.ledger.orders.get("W").taken == 1
    assert judge(gone).verdict.value == "void"
    assert judge(new).verdict.value == "passed"
    assert well(bench.ledger)


def test_a_blank_replacement_gets_the_next_license_at_the_bench(bench: Bench) -> None:
    order_id = new_order(bench.ledger, quantity=1)
    first = bench.write(1, order_id=order_id)
    bench.ledger.unit_life.replace(board(1).hwid, board(9), "dead", ACTOR)
    assert bench.write(9, order_id=order_id) != first
    assert bench.ledger.orders.get("W").taken == 1
    assert well(bench.ledger)


def test_a_license_that_was_on_a_device_is_void_after_a_reset_and_the_board_gets_another(
    bench: Bench,
) -> None:
    first = bench.write(1)
    state = bench.ledger.unit_life.reset(board(1).hwid, BLANK, "order cancelled", ACTOR)
    assert state is LicenseState.VOID
    second = bench.write(1)
    assert second != first
    told = bench.story(1)
    assert told.license.identity == second
    assert [one.identity for one in told.earlier] == [first]
    assert well(bench.ledger)


def test_a_license_that_never_left_goes_back_to_the_pool(ledger: Ledger) -> None:
    elsewhere = licenses(1, state=LicenseState.RESERVED, unit=board(5).hwid)
    ledger.lots.create(
        "B",
        scheme="tuya",
        family="tuya",
        source_name="b.csv",
        sha256="0" * 64,
        batches=[elsewhere],
        actor=ACTOR,
    )
    state = ledger.unit_life.reset(board(5).hwid, BLANK, "never written", ACTOR)
    assert state is LicenseState.AVAILABLE
    assert ledger.lots.get("B").counts.available == 1
    assert ledger.check() == []


def test_a_doubtful_license_is_never_available_again(bench: Bench) -> None:
    bench.write(1, Outcome.DOUBTFUL)
    state = bench.ledger.unit_life.reset(board(1).hwid, BLANK, "test", ACTOR)
    assert state is LicenseState.VOID
    assert well(bench.ledger)


def test_a_unit_from_the_field_leaves_its_carton_and_needs_the_bench(bench: Bench) -> None:
    bench.write(1)
    packing = bench.ledger.packing
    from app.domain.packing import PackageKind

    packing.open(PackageKind.CARTON, "C1", 5, ACTOR)
    packing.put_unit("C1", board(1).hwid, ACTOR)
    with pytest.raises(Refused, match="unit-packed"):
        bench.ledger.unit_life.scrap(board(1).hwid, "no", ACTOR)
    bench.ledger.unit_life.send_back(board(1).hwid, Stage.RETURNED, "customer", ACTOR)
    assert packing.get("C1").content == 0
    assert verdict(bench, 1) == "held"


def test_remarks_and_tags_are_edited_and_both_values_are_on_record(bench: Bench) -> None:
    bench.write(1)
    life = bench.ledger.unit_life
    life.edit(board(1).hwid, ACTOR, remarks="first", tags=["blue", "blue", "pilot"])
    life.edit(board(1).hwid, ACTOR, remarks="second")
    told = bench.story(1)
    assert (told.life.remarks, told.life.tags) == ("second", ("blue", "pilot"))
    edits = [act for act in told.acts if act["act"] == Act.UNIT_EDITED.value]
    assert (edits[-1]["old"], edits[-1]["new"]) == (
        '{"remarks":"first"}',
        '{"remarks":"second"}',
    )
    with pytest.raises(BadInput, match="remarks-too-long"):
        life.edit(board(1).hwid, ACTOR, remarks="x" * 513)
    with pytest.raises(BadInput, match="tag-wrong"):
        life.edit(board(1).hwid, ACTOR, tags=[""])


def test_a_clone_tells_the_stories_of_both_boards(bench: Bench) -> None:
    bench.write(1)
    bench.clone(victim=1, found_on=2)
    one, other = bench.story(1), bench.story(2)
    assert judge(one).verdict.value == "clone"
    assert one.clone_of == (board(2).hwid,) or list(one.clone_of) == [board(2).hwid]
    assert judge(other).verdict.value in {"clone", "held"}
    assert other.unit.held_reason == "clone"


@pytest.mark.parametrize(
    "act",
    [
        lambda life: life.send_back("nobody", Stage.REWORK, "r", ACTOR),
        lambda life: life.hold("nobody", "r", ACTOR),
        lambda life: life.scrap("nobody", "r", ACTOR),
        lambda life: life.reset("nobody", BLANK, "r", ACTOR),
        lambda life: life.edit("nobody", ACTOR, remarks="r"),
    ],
)
@ON_SQLITE
def test_an_unknown_unit_is_refused(ledger: Ledger, act: Callable[[object], None]) -> None:
    with pytest.raises(KeywrightError, match="unit-not-found"):
        act(ledger.unit_life)


def test_every_act_needs_no_more_than_one_record(bench: Bench) -> None:
    bench.write(1)
    seq, _ = bench.ledger.audit.head()
    bench.ledger.unit_life.send_back(board(1).hwid, Stage.RETEST, "why", ACTOR)
    records = bench.ledger.audit.records(after=seq)
    assert [(r.act, r.reason, r.who) for r in records] == [("unit.retested", "why", "Lin")]
