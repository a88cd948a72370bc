"""Old workbooks (.xls) by another writer (xlwt 1.3): read, or refused before they do harm."""

import contextlib
import random
from pathlib import Path

import pytest

from app.errors import BadInput
from app.intake.checking import check_list
from app.intake.drafts import DraftReader
from app.intake.lists import open_list
from app.intake.sources import FileKind
from tests.app.intake.lists import licenses

SAMPLES = Path(__file__).parent / "samples" / "xlwt"


def read(name: str) -> list[tuple[str, str]]:
    opened = open_list(SAMPLES / name)
    assert opened.source.kind is FileKind.XLS
    checked = check_list(opened.table, opened.layout)
    assert checked.errors == 0
    (draft,) = DraftReader(opened.table, opened.layout, checked).batches()
    return list(zip(draft.identities, draft.proof, strict=True))


def test_a_list_whose_shared_texts_go_on_in_further_records_is_read_whole() -> None:
    assert (SAMPLES / "list.xls").stat().st_size > 2 * 8224  # the longest record there may be
    assert read("list.xls") == licenses(300)


def test_a_cover_a_hidden_sheet_formats_formulas_and_dates_do_not_disturb() -> None:
    assert read("rich.xls") == licenses(40, seed=3)
    opened = open_list(SAMPLES / "rich.xls")
    assert (opened.layout.sheet, opened.layout.header_row) == ("List", 2)


def test_what_another_writer_stored_as_number_or_truth_is_named() -> None:
    opened = open_list(SAMPLES / "numbers.xls")
    problems = check_list(opened.table, opened.layout).problems
    assert {(p.code, p.column, p.row) for p in problems} == {
        ("cell-number", "A", 3),
        ("cell-boolean", "B", 4),
    }


@pytest.mark.parametrize(
    ("name", "code"), [("far.xls", "workbook-too-large"), ("bomb.xls", "workbook-bomb")]
)
def test_what_would_need_gigabytes_is_refused_at_once(name: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_list(SAMPLES / name)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["list.xls", "rich.xls"])
def test_another_writers_workbook_with_any_bytes_changed_ends_no_program(
    tmp_path: Path, name: str
) -> None:
    whole = (SAMPLES / name).read_bytes()
    rng = random.Random(2)
    path = tmp_path / "m.xls"
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        with contextlib.suppress(BadInput):
            opened = open_list(path)
            check_list(opened.table, opened.layout)
