"""Broken and malicious files end in a clear refusal, never in a trace, a hang or a lot."""

import bz2
import gzip
import io
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BadInput, KeywrightError
from app.intake.checking import check_list
from app.intake.drafts import DraftReader
from app.intake.lists import open_list
from app.texts import Texts
from tests.app.intake.lists import csv_bytes, licenses, write_csv, write_xlsx

SAMPLES = Path(__file__).parent / "samples"
SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        open_list(path)
    assert Texts("en").sentence(refused.value.code, **refused.value.facts)
    assert Texts("zh_CN").advice(refused.value.code, **refused.value.facts)
    return refused.value.code


def with_entry(path: Path, name: str, content: bytes) -> Path:
    """Put one entry of a sound workbook out for another."""
    source = zipfile.ZipFile(SAMPLES / "tuya-license-list.xlsx")
    with source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.infolist():
            if entry.filename != name:
                out.writestr(entry, source.read(entry))
        out.writestr(name, content)
    return path


def sheet_name() -> str:
    with zipfile.ZipFile(SAMPLES / "tuya-license-list.xlsx") as archive:
        return next(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
        out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(900):
            entry.write(b" " * (1 << 20))
    assert path.stat().st_size < 8 << 20
    assert refusal(path) == "workbook-bomb"


def test_an_entry_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = with_entry(tmp_path / "liar.xlsx", sheet_name(), b" " * (40 << 20))
    data = bytearray(path.read_bytes())
    true_size = (40 << 20).to_bytes(4, "little")
    assert data.count(true_size) >= 2
    path.write_bytes(bytes(data).replace(true_size, (4096).to_bytes(4, "little")))
    assert refusal(path) == "workbook-damaged"


def test_two_cells_in_opposite_corners_are_refused_before_the_sheet_is_laid_out(
    tmp_path: Path,
) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>uuid</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    path = with_entry(tmp_path / "wide.xlsx", sheet_name(), SHEET.format(rows=rows).encode())
    assert refusal(path) == "workbook-too-large"


def test_a_reference_hidden_behind_character_codes_is_refused(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="&#88;FD1048576"><v>1</v></c></row>'
    path = with_entry(tmp_path / "coded.xlsx", sheet_name(), SHEET.format(rows=rows).encode())
    assert refusal(path) == "workbook-bomb"


def test_one_long_shared_text_for_a_million_cells_is_refused(tmp_path: Path) -> None:
    shared = b"<sst><si><t>" + b"x" * 200_000 + b"</t></si></sst>"
    path = with_entry(tmp_path / "copies.xlsx", "xl/sharedStrings.xml", shared)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    with zipfile.ZipFile(path) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    entries[sheet_name()] = SHEET.format(rows=rows).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    assert refusal(path) == "workbook-bomb"


def test_a_zip_that_is_no_workbook_is_called_packed(tmp_path: Path) -> None:
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("photo.txt", "none")
    assert refusal(path) == "file-packed"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_list_is_called_packed(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(pack(b"uuid,key\n"))
    assert refusal(path) == "file-packed"


def test_an_old_workbook_cut_short_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal(path) == "workbook-damaged"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b'uuid,key\n"' + b"x" * 200_000, "csv-broken"),
        ("b.json", b'[{"uuid": "x"', "json-broken"),
        ("c.json", b"[" * 100_000, "json-broken"),
        ("d.json", b'["uuid"]', "json-not-objects"),
        ("e.json", b"17", "json-not-a-list"),
        ("k.json", b"[]", "json-list-empty"),
        ("l.json", b'{"code": 0, "status": "ok", "data": {"list": []}}', "json-list-empty"),
        ("m.jsonl", b'{"uuid": "x"}\n{\n[1]\n{"a": 1, "a": 2}\n', "json-lines-broken"),
        ("f.jsonl", b'{"uuid": "x"}\n[1]\n', "json-not-objects"),
        ("g.csv", b"uuid,key\n\xff\xff,x\n", "encoding-unknown"),
        ("h.csv", b"name,price\nscrew,1\n", "header-missing"),
        ("i.csv", b"uuid,price\nscrew,1\n", "columns-missing"),
        ("j.csv", b"\xef\xbb\xbf\r\n", "file-empty"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == code


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "file-missing"
    assert refusal(tmp_path) == "file-is-folder"


def test_a_list_only_on_a_hidden_sheet_is_not_taken_silently(tmp_path: Path) -> None:
    import openpyxl

    path = write_xlsx(tmp_path / "list.xlsx", [["uuid", "key"], *licenses(2)], sheet="old")
    book = openpyxl.load_workbook(path)
    book.create_sheet("empty")
    book["old"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    assert refusal(path) == "list-hidden"


def test_a_lock_file_of_excel_beside_the_list_is_a_warning(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", [["uuid", "key"], *licenses(1)])
    (tmp_path / "~$list.csv").write_bytes(b"who")
    assert [p.code for p in open_list(path).source.warnings] == ["file-open-elsewhere"]


def test_mutated_lists_end_in_drafts_or_a_refusal(tmp_path: Path) -> None:
    rng = random.Random(20261122)
    texts = Texts("en")
    seeds = [
        (".xlsx", (SAMPLES / "tyutool-v2-half-used.xlsx").read_bytes()),
        (".csv", csv_bytes([["uuid", "key"], *licenses(30)])),
        (".csv", (SAMPLES / "traps-gb18030.csv").read_bytes()),
        (".csv", csv_bytes([["uuid", "key"], *licenses(30)], ";", "utf-16")),
        (".jsonl", b'{"uuid": "uuid0123456789abcdef", "key": "%s"}\n' % (b"k" * 32)),
    ]
    ends: dict[str, int] = {}
    for turn in range(300):
        suffix, seed = seeds[turn % len(seeds)]
        path = tmp_path / f"mutant{suffix}"
        path.write_bytes(_mutate(seed, rng) if suffix != ".xlsx" else _mutate_book(seed, rng))
        end = "drafts"
        try:
            opened = open_list(path)
            checked = check_list(opened.table, opened.layout)
            for problem in checked.problems:
                assert texts.sentence(problem.code, **problem.facts)
            drafts = list(DraftReader(opened.table, opened.layout, checked).batches())
            assert sum(len(draft.rows) for draft in drafts) == checked.good
        except KeywrightError as error:
            end = texts.sentence(error.code, **error.facts) and error.code
        ends[end] = ends.get(end, 0) + 1
    assert ends["drafts"] > 100
    assert len(ends) > 3


def _mutate(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(out))
        match rng.randrange(5):
            case 0:
                out[place] = rng.randrange(256)
            case 1:
                del out[place : place + rng.randint(1, 40)]
            case 2:
                out[place:place] = bytes(
                    rng.choices(b'",;\t\r\n\x00=\xff\xc2', k=rng.randint(1, 5))
                )
            case 3:
                out[place:place] = out[max(0, place - 60) : place]
            case _:
                del out[place:]
        if not out:
            return b"x"
    return bytes(out)


def _mutate_book(data: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.3:
        return _mutate(data, rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _mutate(content, rng) if name == chosen else content)
    return buffer.getvalue()
