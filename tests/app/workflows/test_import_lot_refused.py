"""What keeps a list out, or some of its rows, and how it is told."""

from pathlib import Path

import pytest

from app.domain.lots import LotData
from app.errors import BadInput
from app.texts import Texts
from tests.app.intake.lists import licenses, write_csv
from tests.app.workflows.import_desk import Desk

SAMPLES = Path(__file__).parent.parent / "intake" / "samples"


def test_a_status_nobody_understands_blocks_until_it_is_answered(desk: Desk) -> None:
    sample = SAMPLES / "tyutool-v2-half-used.xlsx"
    asked = desk.bring(sample)
    assert asked.lot is None
    assert asked.questions == {"scrap": 1}
    answered = desk.bring(sample, answers={"scrap": "held"})
    assert answered.lot is not None
    counts = answered.lot.counts
    assert (counts.verified, counts.available, counts.held) == (18, 22, 1)


def test_one_bad_row_keeps_the_whole_list_out(desk: Desk) -> None:
    rows = licenses(5)
    result = desk.bring(desk.list([*rows[:2], ("short", rows[2][1]), *rows[3:]]))
    assert result.lot is None
    assert result.is_blocked
    assert [(p.code, p.row, p.column) for p in result.problems] == [("cell-length", 4, "A")]
    assert desk.ledger.lots.overview() == []


def test_skip_bad_imports_the_good_rows_and_writes_the_others_beside_the_list(desk: Desk) -> None:
    rows = licenses(4)
    path = desk.list([rows[0], ("short", rows[1][1]), rows[2], (rows[3][0], "=1+1")])
    texts = Texts("en")
    result = desk.bring(path, skip_bad=True, say=lambda p: texts.sentence(p.code, **p.facts))
    assert result.lot is not None
    assert result.lot.counts.total == 2
    assert result.rejected == desk.folder / "list.rejected.csv"
    text = result.rejected.read_text(encoding="utf-8-sig")
    assert "A3: uuid has 5 characters" in text
    assert "'=1+1" in text
    assert rows[0][0] not in text


def test_a_corrected_file_of_rejected_rows_can_be_imported(desk: Desk) -> None:
    rows = licenses(2)
    formula = "=" + rows[1][1][1:]
    path = desk.list([rows[0], ("short", formula)])
    rejected = desk.bring(path, skip_bad=True).rejected
    assert rejected is not None
    rejected.write_text(
        rejected.read_text(encoding="utf-8-sig").replace("short", rows[1][0]), encoding="utf-8"
    )
    again = desk.bring(rejected, "L2")
    assert again.lot is not None
    seen = desk.ledger.custody.find("tuya", rows[1][0])
    assert seen is not None
    assert seen.digest == desk.vault.digest("tuya", formula)


def test_the_same_file_again_is_recognised(desk: Desk) -> None:
    path = desk.list(licenses(3))
    desk.bring(path)
    again = desk.bring(path, "L2")
    assert again.lot is None
    assert [(p.code, p.facts["lot"]) for p in again.problems] == [("same-file", "L1")]


def test_a_clash_names_the_lot_and_row_of_the_ledger(desk: Desk) -> None:
    rows = licenses(6)
    desk.bring(desk.list(rows[:3]), "Q1")
    again = desk.bring(desk.list([rows[4], rows[1], rows[5]], "second.csv"), "Q2")
    assert again.lot is None
    (problem,) = again.problems
    assert (problem.code, problem.row, problem.column) == ("identity-in-ledger", 3, "A")
    assert (problem.facts["lot"], problem.facts["lot_row"]) == ("Q1", 3)


def test_the_same_identity_with_another_secret_is_a_conflict(desk: Desk) -> None:
    rows, others = licenses(2), licenses(2, seed=9)
    desk.bring(desk.list(rows))
    again = desk.bring(desk.list([(rows[0][0], others[0][1])], "b.csv"), "L2")
    assert [p.code for p in again.problems] == ["identity-conflict-in-ledger"]


def test_the_same_secret_under_another_identity_is_found(desk: Desk) -> None:
    rows, others = licenses(2), licenses(2, seed=9)
    desk.bring(desk.list(rows))
    again = desk.bring(desk.list([others[0], (others[1][0], rows[1][1])], "b.csv"), "L2")
    (problem,) = again.problems
    assert (problem.code, problem.row, problem.column) == ("secret-in-ledger", 3, "B")
    assert problem.facts["other_identity"] == rows[1][0]
    assert len(desk.ledger.lots.overview()) == 1


def test_skip_bad_leaves_out_what_the_ledger_has_already(desk: Desk) -> None:
    rows = licenses(6)
    desk.bring(desk.list(rows[:3]), "Q1")
    again = desk.bring(desk.list(rows, "all.csv"), "Q2", skip_bad=True)
    assert again.lot is not None
    assert again.lot.counts.total == 3


def test_an_earlier_part_of_the_same_order_is_shown(desk: Desk) -> None:
    rows = licenses(4)
    order = LotData(order_no="PO-7")
    desk.bring(desk.list(rows[:2]), "part 1", data=order)
    second = desk.bring(desk.list(rows[2:], "b.csv"), "part 2", data=order)
    assert second.lot is not None
    notice = next(p for p in second.problems if p.code == "order-has-lots")
    assert notice.facts["lots"] == "part 1"


def test_one_secret_under_two_identities_is_right_only_where_the_scheme_says_so(
    desk: Desk,
) -> None:
    assert desk.bring(SAMPLES / "enos-devices.csv").lot is not None
    header = ["Device Serial No.", "groupId", "groupSecret"]
    rows = [["SN-9", "g", "u" * 32], ["SN-10", "g", "u" * 32]]
    more = write_csv(desk.folder / "more.csv", [header, *rows])
    assert desk.bring(more, "L2").lot is not None


def test_a_taken_lot_name_is_refused_before_anything_happens(desk: Desk) -> None:
    rows = licenses(4)
    desk.bring(desk.list(rows[:2]))
    with pytest.raises(BadInput) as refused:
        desk.bring(desk.list(rows[2:], "b.csv"))
    assert refused.value.code == "lot-name-taken"
    assert desk.ledger.lots.totals().total == 2


def test_a_unit_that_holds_a_license_already_cannot_get_a_second_by_a_list(desk: Desk) -> None:
    rows = licenses(2)
    header = ["uuid", "key", "STATUS", "MAC"]
    first = write_csv(desk.folder / "a.csv", [header, [*rows[0], "USED", "DC:23:4D:00:00:10"]])
    second = write_csv(desk.folder / "b.csv", [header, [*rows[1], "DONE", "dc234d000010"]])
    assert desk.bring(first, "A").lot is not None
    again = desk.bring(second, "B")
    assert again.lot is None
    (problem,) = again.problems
    assert (problem.code, problem.row, problem.column) == ("unit-in-ledger", 2, "D")
    assert problem.facts["other_identity"] == rows[0][0]


def test_no_problem_of_any_list_shows_a_secret(desk: Desk) -> None:
    rows = licenses(4)
    desk.bring(desk.list(rows[:1]), "L0")
    bad = [
        (rows[1][0], rows[1][1] + "x"),
        (rows[2][0], rows[0][1]),
        (rows[3][0], "ｋ" + rows[3][1][1:]),
        (rows[3][0], rows[3][1]),
    ]
    result = desk.bring(desk.list(bad, "b.csv"), "L1")
    assert len(result.problems) >= 3
    shown = repr(result)
    assert not any(secret[1:] in shown for _, secret in (*rows, *bad))


def test_lot_data_out_of_bounds_is_refused(desk: Desk) -> None:
    for data in (LotData(batch_tag="x" * 65), LotData(description="x" * 513)):
        with pytest.raises(BadInput) as refused:
            desk.bring(desk.list(licenses(1)), data=data)
        assert refused.value.code == "lot-option-length"
