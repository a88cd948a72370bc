"""Reports as files: every row, no formula, no secret, both languages."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from reportlab.graphics import renderSVG

from app.domain.figures import FigureFilter
from app.domain.orders import OrderRules
from app.domain.packing import Package, PackageKind, PackageState, PackedUnit
from app.domain.reasons import ReasonList
from app.domain.stories import Stage
from app.domain.verdicts import judge
from app.errors import BadInput
from app.ledger.ledger import Ledger
from app.reports import figures as paper
from app.reports.charts import Bar, bars
from app.reports.packing_list import packing_list_csv, packing_list_pdf
from app.reports.traveller import traveller_pdf
from app.reports.writes import COLUMNS, write_csv, write_json, write_xlsx
from app.texts import Texts
from flasher.model import Outcome
from tests.bench import Bench
from tests.ledgers import ACTOR, ON_SQLITE, board

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
        return "\n".join(texts)
    finally:
        document.close()


def lines(ledger: Ledger, **which: str) -> list[dict]:
    return [
        dict(zip(COLUMNS, row, strict=True))
        for row in ledger.reports.writes(columns=COLUMNS, **which)
    ]


def test_the_write_report_tells_every_license_and_its_last_attempt(bench: Bench) -> None:
    order = bench.ledger.orders.create(
        "W", product="P", quantity=9, lots=["A"], rules=OrderRules(), actor=ACTOR
    )
    bench.write(1, Outcome.DOUBTFUL, order_id=order.id)
    bench.write(1, slot="7")
    bench.write(2)
    bench.recheck(2)
    bench.write(3, Outcome.ABORTED)
    rows = lines(bench.ledger)
    assert len(rows) == 200
    told = {row["mac"]: row for row in rows if row["mac"]}
    one, two = told[board(1).mac], told[board(2).mac]
    assert (one["write_status"], one["attempts"], one["slot"], one["order"]) == (
        "written",
        2,
        "7",
        "W",
    )
    assert one["first_at"] < one["last_at"]
    assert (two["recheck"], two["attempts"], two["pickup_status"]) == ("yes", 1, "picked up")
    returned = [row for row in rows if row["pickup_status"] == "returned"]
    assert len(returned) == 1
    assert {row["write_status"] for row in rows} == {"written", "not written"}
    assert len(lines(bench.ledger, order="W")) == 1
    assert len(lines(bench.ledger, operator="Lin")) == 3
    assert lines(bench.ledger, since="2030-01-01") == []
    with pytest.raises(BadInput, match="lot-unknown"):
        bench.ledger.reports.writes(columns=COLUMNS, lot="nowhere")


@pytest.mark.parametrize(
    "evil", ["=1+1", "+a", "-b", "@c", "\td", "e\x07", "f,g", 'h"', "i\nj", "商品"]
)
def test_no_cell_of_the_csv_is_a_formula_and_every_other_text_survives(
    tmp_path: Path, evil: str
) -> None:
    rows = [("plain", None, 5, evil), (evil, 2.5, True, "x")] * 600
    count = write_csv(rows, tmp_path / "x.csv", ("a", "b", "c", "d"))
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert (count, len(read)) == (1200, 1201)
    expected = evil.replace("\x07", "")
    expected = "'" + expected if evil[0] in "=+-@\t" else expected
    assert read[1] == ["plain", "", "5", expected]
    assert read[2][0] == expected


def test_a_report_of_no_rows_is_a_header(tmp_path: Path) -> None:
    for write, name in ((write_csv, "a.csv"), (write_xlsx, "a.xlsx"), (write_json, "a.json")):
        assert write([], tmp_path / name) == 0
        assert (tmp_path / name).exists()


def test_the_workbook_holds_the_same_rows(tmp_path: Path) -> None:
    rows = [("A", n, f"id{n}") for n in range(50)]
    assert write_xlsx(rows, tmp_path / "w.xlsx", ("lot", "row", "identity")) == 50
    book = openpyxl.load_workbook(tmp_path / "w.xlsx", read_only=True)
    read = list(book.active.iter_rows(values_only=True))
    book.close()
    assert read[0] == ("lot", "row", "identity")
    assert read[50] == ("A", 49, "id49")


def a_day(bench: Bench) -> None:
    for number in range(12):
        if number % 4 == 3:
            bench.write(number, Outcome.DOUBTFUL, slot=str(number % 3 + 1), code="reply-late")
        bench.write(number, slot=str(number % 3 + 1))
        bench.pass_time(minutes=25)


@ON_SQLITE
def test_the_figures_say_the_same_in_every_format(bench: Bench) -> None:
    a_day(bench)
    shown = bench.ledger.figures.dashboard()
    record = json.loads(paper.as_json(shown))
    assert record["total"] == shown.total.as_record()
    rows = list(csv.DictReader(paper.as_csv(shown).decode("utf-8-sig").splitlines()))
    assert float(rows[0]["fpy"]) == record["total"]["fpy"] == 0.75
    slots = {row["key"]: row for row in rows if row["group"] == "slot"}
    assert {key: int(row["made"]) for key, row in slots.items()} == {"1": 4, "2": 4, "3": 4}
    from io import BytesIO

    book = openpyxl.load_workbook(BytesIO(paper.as_xlsx(shown)), read_only=True)
    sheet = list(book["slot"].iter_rows(values_only=True))
    book.close()
    assert [row[0] for row in sheet[1:]] == ["1", "2", "3"]


@ON_SQLITE
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_papers_speak_both_languages_and_say_the_numbers(bench: Bench, language: str) -> None:
    a_day(bench)
    texts = Texts(language)
    shown = bench.ledger.figures.dashboard(FigureFilter(lot="A"))
    words = words_of(paper.as_pdf(shown, texts, AT))
    assert "75.0%" in words
    assert "reply-late" in words
    assert texts.text("paper-figures") in words


@ON_SQLITE
def test_a_traveller_tells_the_whole_life_of_one_unit(bench: Bench) -> None:
    bench.write(1, Outcome.DOUBTFUL, code="reply-late")
    identity = bench.write(1)
    bench.ledger.unit_life.send_back(board(1).hwid, Stage.REWORK, "天线松动", ACTOR)
    told = bench.story(1)
    words = words_of(traveller_pdf(told, judge(told), Texts("en"), AT)).replace("\r\n", "")
    for expected in (identity, "reply-late", "unit.reworked", "天线松动", "Lin"):
        assert expected in words


@ON_SQLITE
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Soldering fault / 焊接不良"), ("zh_CN", "焊接不良 / Soldering fault")],
)
def test_a_traveller_says_reasons_in_both_languages_and_an_unknown_code_as_it_is(
    bench: Bench, language: str, said: str
) -> None:
    bench.write(1)
    told = bench.story(1)
    seen = {"at": "2026-03-12T08:00:00", "result": "reject", "remarks": "", "inspector": "Qiu"}
    told = replace(told, inspections=[seen | {"reasons": ["solder-fault", "of-old"]}])
    both = ReasonList({"solder-fault": {"en": "Soldering fault", "zh_CN": "焊接不良"}})
    words = words_of(traveller_pdf(told, judge(told), Texts(language), AT, both))
    flat = words.replace("\r\n", "").replace(" ", "")
    assert said.replace(" ", "") in flat
    assert "of-old" in flat
    assert "solder-fault" not in flat


def test_a_packing_list_says_every_unit() -> None:
    package = Package(
        1, PackageKind.CARTON, "C-1", "W", 1, 20, 2, PackageState.CLOSED, None, "t", "Lin"
    )
    units = [PackedUnit("C-1", f"uuid{n}", f"02000000000{n}", None, "t", "=Lin") for n in (1, 2)]
    text = packing_list_csv(package, units)
    assert text.count("\r\n") == 3
    assert ",'=Lin" in text
    words = words_of(packing_list_pdf(package, units, Texts("en"), AT))
    assert "uuid1" in words
    assert "02:00:00:00:00:02" in words


def test_a_chart_is_a_picture_that_names_its_bars() -> None:
    svg = renderSVG.drawToString(bars([Bar("slot 1", 10, 0.9), Bar("夜班", 4, 0.5)], 300))
    assert svg.lstrip().startswith("<?xml")
    assert "slot 1" in svg
    assert "夜班" in svg
    assert "<svg" in renderSVG.drawToString(bars([], 300))
