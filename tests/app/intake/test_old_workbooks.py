"""Old workbooks (.xls), and files that another program holds open."""

import contextlib
import random
from pathlib import Path

import pytest

from app.errors import BadInput
from app.intake.checking import check_list
from app.intake.drafts import DraftReader
from app.intake.lists import open_list
from app.intake.sources import FileKind, read_source
from tests.app.intake.biff import write_xls
from tests.app.intake.lists import licenses


def test_an_old_workbook_is_a_list_like_any_other(tmp_path: Path) -> None:
    rows = licenses(40)
    path = write_xls(tmp_path / "list.xls", [["Order 7", ""], ["UUID", "AuthKey"], *rows], "清单")
    opened = open_list(path)
    assert (opened.source.kind, opened.layout.sheet) == (FileKind.XLS, "清单")
    assert opened.layout.header_row == 2
    checked = check_list(opened.table, opened.layout)
    (draft,) = DraftReader(opened.table, opened.layout, checked).batches()
    assert list(zip(draft.identities, draft.proof, strict=True)) == rows


def test_a_number_cell_in_an_old_workbook_is_named(tmp_path: Path) -> None:
    rows = licenses(2)
    path = write_xls(tmp_path / "list.xls", [["uuid", "key"], rows[0], [1e19, rows[1][1]]])
    opened = open_list(path)
    (problem,) = check_list(opened.table, opened.layout).problems
    assert (problem.code, problem.column, problem.row) == ("cell-number", "A", 3)


def test_an_error_in_an_old_workbook_is_never_an_empty_cell(tmp_path: Path) -> None:
    one, two, three = licenses(3)
    rows = [["uuid", "key", "status"], [*one, "#N/A"], [*two, "#REF!"], [three[0], "#N/A", ""]]
    opened = open_list(write_xls(tmp_path / "list.xls", rows))
    checked = check_list(opened.table, opened.layout)
    assert checked.questions == {"#N/A": 1, "#REF!": 1}
    assert [(p.code, p.row) for p in checked.problems if p.column == "B"] == [("cell-not-text", 4)]


def test_an_old_workbook_cut_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    whole = write_xls(tmp_path / "whole.xls", [["uuid", "key"], *licenses(9)]).read_bytes()
    for at in range(8, len(whole), 211):
        path = tmp_path / f"{at}.xls"
        path.write_bytes(whole[:at])
        try:
            opened = open_list(path)
        except BadInput:
            continue
        assert check_list(opened.table, opened.layout).rows <= 9


def test_an_old_workbook_with_any_bytes_changed_ends_no_program(tmp_path: Path) -> None:
    whole = write_xls(tmp_path / "whole.xls", [["uuid", "key"], *licenses(9)]).read_bytes()
    rng = random.Random(1)
    path = tmp_path / "m.xls"
    for number in range(400):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data) if number % 2 else 1700)] = rng.randrange(256)
        path.write_bytes(data)
        with contextlib.suppress(BadInput):
            opened = open_list(path)
            check_list(opened.table, opened.layout)


def test_a_cell_in_a_far_corner_of_an_old_workbook_is_refused(tmp_path: Path) -> None:
    rows = [["uuid", "key"], *licenses(1), [*[""] * 300, "x"]]
    with pytest.raises(BadInput) as refused:
        open_list(write_xls(tmp_path / "far.xls", rows))
    assert refused.value.code == "workbook-too-large"


def test_a_file_that_excel_holds_open_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK")

    def locked(self: Path, *_words: object, **_more: object) -> object:
        # What Windows answers while another program has the file without sharing it for reading.
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(BadInput) as refused:
        read_source(path)
    assert (refused.value.code, refused.value.facts) == ("file-locked", {"file": "list.xlsx"})
