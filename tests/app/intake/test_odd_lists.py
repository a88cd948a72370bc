"""Odd files: what a list seems to leave empty never makes a used license free, and no row is lost."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.problems import Severity
from app.errors import BadInput
from app.intake.checking import Checked, check_list
from app.intake.layout import Choice
from app.intake.lists import open_list
from tests.app.intake.biff import write_xls
from tests.app.intake.lists import licenses, write_csv, write_xlsx

ONE, TWO, THREE, FOUR = licenses(4)
STATUS = ["uuid", "key", "status"]


def check(path: Path, choice: Choice | None = None) -> Checked:
    opened = open_list(path, choice)
    return check_list(opened.table, opened.layout)


def errors(path: Path) -> list[tuple[str, int | None, str | None]]:
    found = (p for p in check(path).problems if p.severity is Severity.ERROR)
    return [(p.code, p.row, p.column) for p in found]


def refusal(path: Path) -> tuple[str, object]:
    with pytest.raises(BadInput) as refused:
        check(path)
    return refused.value.code, refused.value.facts.get("line")


def shaped(
    path: Path, rows: Sequence[Sequence[object]], shape: Callable[[Worksheet], None]
) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    shape(page)
    book.save(path)
    book.close()
    return path


@pytest.mark.parametrize("status", ["#N/A", "#REF!", '=IF(A2="","","USED")'])
def test_a_status_whose_cell_has_no_value_is_asked_about(tmp_path: Path, status: str) -> None:
    rows: list[Sequence[object]] = [STATUS, [*ONE, status], [*TWO, None]]
    checked = check(write_xlsx(tmp_path / "l.xlsx", rows))
    assert checked.questions == {status: 1}
    assert checked.bad_rows == {2}


def test_formulas_without_values_below_the_last_value_are_rows_too(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["uuid", "key"], ONE, ['=LOWER("X")', "=A2"]]
    assert errors(write_xlsx(tmp_path / "l.xlsx", rows)) == [
        ("cell-not-text", 3, "A"),
        ("cell-not-text", 3, "B"),
    ]


def test_a_formula_that_was_computed_is_its_value_also_an_empty_one(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", [STATUS, [*ONE, '=IF(1,"","x")'], [*TWO, "=A1"]])
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    sheet = entries["xl/worksheets/sheet1.xml"].decode()
    assert sheet.count("</f><v />") + sheet.count("</f><v/>") == 2
    for values in ("", "free"):
        sheet = sheet.replace("</f><v />", f"</f><v>{values}</v>", 1)
    sheet = sheet.replace('<c r="C2">', '<c r="C2" t="str">')
    sheet = sheet.replace('<c r="C3">', '<c r="C3" t="str">')
    entries["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    checked = check(path)
    assert (checked.errors, checked.states) == (0, {"available": 2})


def test_merged_cells_in_the_list_keep_it_out(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [STATUS, [*ONE, "USED"], [*TWO, None], [*THREE, None]]
    path = shaped(tmp_path / "l.xlsx", rows, lambda page: page.merge_cells("C2:C4"))
    (problem,) = (p for p in check(path).problems if p.severity is Severity.ERROR)
    assert (problem.code, problem.row) == ("cells-merged-list", None)
    assert (problem.facts["first"], problem.facts["last"]) == ("C2", "C4")


def test_merged_cells_beside_the_list_are_told_only(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["uuid", "key", "Box"], [*ONE, "7"], [*TWO, None]]
    path = shaped(tmp_path / "l.xlsx", rows, lambda page: page.merge_cells("C2:C3"))
    assert errors(path) == []


@pytest.mark.parametrize("name", ["l.csv", "l.xlsx"])
def test_a_word_in_a_column_without_a_name_is_an_error_and_numbers_are_not(
    tmp_path: Path, name: str
) -> None:
    write = write_csv if name == "l.csv" else write_xlsx
    rows = [["", "uuid", "key"], ["0", *ONE, ""], ["1", *TWO, "scrap"], ["2", *THREE]]
    assert errors(write(tmp_path / name, rows)) == [("cell-beside", 3, "D")]


def test_a_used_mark_under_a_name_nobody_knows_is_an_error(tmp_path: Path) -> None:
    rows = [["uuid", "key", "Line 3"], [*ONE, "used"], [*TWO, "box 4"], [*THREE, ""]]
    assert errors(write_csv(tmp_path / "l.csv", rows)) == [("cell-beside", 2, "C")]
    kept = Choice(mapping={"remark": "C"})
    assert check(tmp_path / "l.csv", kept).errors == 0


def test_a_status_in_a_list_whose_scheme_has_none_is_an_error(tmp_path: Path) -> None:
    rows = [["DeviceName", "DeviceSecret", "ProductKey", "Status"]]
    rows += [[f"dev{i}", f"{i:032x}", "a1B2c3D4e5F", word] for i, word in enumerate(["", "sold"])]
    assert errors(write_csv(tmp_path / "l.csv", rows)) == [("cell-beside", 3, "D")]


@pytest.mark.parametrize("header", ["State", "Used", "是否使用"])
def test_further_names_of_a_status_are_known(tmp_path: Path, header: str) -> None:
    path = write_csv(tmp_path / "l.csv", [["uuid", "key", header], [*ONE, "yes"], [*TWO, ""]])
    assert check(path).questions == {"yes": 1}


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    lines = ["uuid,key,box", ",".join(ONE) + ',"oops', ",".join(TWO), ",".join(THREE)]
    for text in ("\n".join(lines), "\n".join([*lines, ",".join(FOUR) + ',said "x"'])):
        path.write_text(text, encoding="utf-8")
        assert refusal(path) == ("csv-broken", 2)


def test_a_space_behind_a_quote_breaks_no_line(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    rows = [("uuid", "key"), *licenses(200)]
    path.write_text("".join(f'"{u}" ,"{k}" \n' for u, k in rows), encoding="utf-8")
    checked = check(path)
    assert (checked.rows, checked.errors) == (200, 0)


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_an_object_that_names_a_key_twice_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"l.{suffix}"
    text = json.dumps({"uuid": ONE[0], "key": ONE[1], "status": "USED"})[:-1] + ', "status": ""}'
    path.write_text(f"[{text}]" if suffix == "json" else text, encoding="utf-8")
    assert refusal(path)[0] == "json-key-twice"


def test_every_broken_line_of_json_lines_is_named(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    lines = [json.dumps({"uuid": u, "key": k}) for u, k in licenses(9)]
    lines[2], lines[5], lines[8] = lines[2][:-1], "17", '{"uuid": "a", "uuid": "b"}'
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        check(path)
    assert error.value.code == "json-lines-broken"
    assert error.value.facts["count"] == 3
    assert error.value.facts["lines"] == "3, 6, 9"


def test_very_many_broken_lines_are_counted_and_the_first_hundred_named(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text("{\n" * 250, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        check(path)
    assert error.value.facts["count"] == 250
    assert str(error.value.facts["lines"]).endswith(" 99, 100, …")


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda rows: {"status": "ok", "data": rows}, id="one deep"),
        pytest.param(lambda rows: {"code": 0, "data": {"page": {"list": rows}}}, id="three deep"),
    ],
)
def test_the_list_in_an_answer_of_an_api_is_found(
    tmp_path: Path, wrap: Callable[[list[dict[str, str]]], object]
) -> None:
    path = tmp_path / "l.json"
    rows = [{"uuid": u, "key": k} for u, k in licenses(3)]
    path.write_text(json.dumps(wrap(rows)), encoding="utf-8")
    assert check(path).good == 3


def test_a_single_device_with_a_list_of_its_own_is_one_license(tmp_path: Path) -> None:
    path = tmp_path / "l.json"
    one = {"uuid": ONE[0], "key": ONE[1], "tags": [], "more": {"list": []}}
    path.write_text(json.dumps(one), encoding="utf-8")
    assert check(path).good == 1


def test_a_single_license_without_a_header_is_no_token(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", [ONE])
    assert refusal(path)[0] == "header-missing"
    token = write_csv(tmp_path / "t.csv", [["token", "c2VjcmV0LXRva2VuLW9mLWEtYmF0Y2gtMTIz"]])
    assert refusal(token)[0] == "token-file"


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_hidden_rows_are_imported_and_named(tmp_path: Path, suffix: str) -> None:
    rows: list[Sequence[object]] = [["uuid", "key"], *licenses(12)]
    path, unseen = tmp_path / f"l.{suffix}", (1, 4, 5, 6, 9)
    if suffix == "xls":
        write_xls(path, rows, hidden=[*unseen, 40])
    else:

        def hide(page: Worksheet) -> None:
            for number in (*unseen, 40):  # header and empty rows are no rows of the list
                page.row_dimensions[number].hidden = True

        shaped(path, rows, hide)
    checked = check(path)
    assert checked.good == 12
    told = [p for p in open_list(path).layout.problems if p.code == "rows-hidden"]
    assert [(p.severity, p.row, dict(p.facts)) for p in told] == [
        (Severity.WARNING, 4, {"n": 4, "rows": "4-6, 9"})
    ]


def test_a_list_with_nothing_hidden_says_nothing_of_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", [["uuid", "key"], *licenses(2)])
    assert [p.code for p in open_list(path).layout.problems] == []


@pytest.mark.parametrize("entry", ["content.xml", "xl/workbook.bin"])
def test_workbooks_of_other_kinds_are_refused_before_they_are_parsed(
    tmp_path: Path, entry: str
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(entry, b"")
    for name in ("l.ods", "l.xlsb", "l.xlsx"):
        (tmp_path / name).write_bytes(held.getvalue())
        assert refusal(tmp_path / name)[0] == "workbook-kind"


def test_a_date_beside_the_list_is_no_mark(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["uuid", "key", None], [*ONE, dt.date(2026, 1, 1)]]
    assert errors(write_xlsx(tmp_path / "l.xlsx", rows)) == []


def test_a_zero_byte_that_strayed_into_a_text_is_named_with_its_cell(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", [["uuid", "key"], ONE, [f"{TWO[0][:9]}\0", TWO[1]]])
    assert errors(path) == [("cell-invisible", 3, "A")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    rows = [["uuid", "key", "备注"], [*ONE, "产线三已检验合格"], [*TWO, "盒"]]
    checked = check(write_csv(tmp_path / "l.csv", rows, encoding=encoding))
    assert (checked.rows, checked.errors) == (2, 0)
