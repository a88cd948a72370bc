"""A valid list survives whatever a spreadsheet program or a person does to its shape."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.intake.checking import check_list
from app.intake.drafts import DraftReader
from app.intake.lists import open_list
from tests.app.intake.lists import csv_bytes, licenses, write_xlsx

SPACES = st.sampled_from(["", " ", "  ", "\u00a0", "\u3000", "\t"])
IDENTITY = st.text("abcdefXYZ0123456789._-", min_size=16, max_size=16)
# All printable ASCII: quotes, delimiters and what Excel takes for a formula are legal in a key.
KEY = st.text([chr(code) for code in range(33, 127)], min_size=32, max_size=32)
LISTS = st.lists(
    st.tuples(IDENTITY, KEY), min_size=1, max_size=12, unique_by=(lambda r: r[0], lambda r: r[1])
).filter(lambda rows: all(identity.count("x") < 12 for identity, _ in rows))


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(data=st.data(), rows=LISTS)
def test_a_valid_text_list_survives_any_shape_unchanged(data: st.DataObject, rows: list) -> None:
    draw = data.draw
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    encoding = draw(
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
    )
    uuid = draw(st.sampled_from(["uuid", "UUID", " Uuid ", "ＵＵＩＤ", "设备UUID"]))
    key = draw(st.sampled_from(["key", "AuthKey", "auth_key", "AUTH KEY", "授权密钥"]))
    turned = draw(st.booleans())
    pads = SPACES if delimiter != "\t" else st.sampled_from(["", " ", "\u00a0"])
    if encoding.startswith("utf-16-"):
        uuid, key = "uuid", "key"  # without a mark, only the zeros of ASCII tell UTF-16
        pads = st.sampled_from(["", " "])
    lines: list[list[str]] = [[uuid, key, "备注"]]
    if encoding.startswith("utf-16-"):
        lines = [[uuid, key, "remark"]]
    wanted = []
    for identity, secret in rows:
        for _ in range(draw(st.integers(0, 1))):
            lines.append(draw(st.sampled_from([[], [""], ["", "", ""], [" ", "", ""]])))
        before, after = draw(pads), draw(pads)
        lines.append([f"{before}{identity}{after}", f"{after}{secret}{before}", "x"])
        wanted.append((identity, secret, len(lines)))
    if turned:
        lines = [[one[1], one[0], one[2]] if len(one) == 3 else one for one in lines]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(csv_bytes(lines, delimiter, encoding))
        assert _read(path) == wanted


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rows=LISTS, turned=st.booleans(), title=st.booleans(), gaps=st.integers(0, 2))
def test_a_valid_workbook_survives_titles_gaps_and_column_order(
    rows: list, turned: bool, title: bool, gaps: int
) -> None:
    lines: list[list[str | None]] = [["Licenses 2026", None, None]] if title else []
    lines += [[None, None, None]] * gaps
    lines.append([" UUID\u00a0", "AuthKey", "Remark"])
    wanted = []
    for identity, secret in rows:
        lines.append([identity, secret, None])
        wanted.append((identity, secret, len(lines)))
    if turned:
        lines = [[one[1], one[0], one[2]] for one in lines]
    with tempfile.TemporaryDirectory() as folder:
        path = write_xlsx(Path(folder) / "list.xlsx", lines)
        if any(secret.startswith("=") for _, secret in rows):
            return  # openpyxl itself would write a formula; see the round trip of templates
        assert _read(path) == wanted


def test_rows_count_as_in_excel_even_behind_blank_ones(tmp_path: Path) -> None:
    rows = licenses(2)
    path = tmp_path / "list.csv"
    path.write_bytes(csv_bytes([["title"], [], ["uuid", "key"], [], [*rows[0]], [], [*rows[1]]]))
    assert [row for _, _, row in _read(path)] == [5, 7]


def _read(path: Path) -> list[tuple[str, str, int]]:
    opened = open_list(path)
    checked = check_list(opened.table, opened.layout)
    assert [p for p in checked.problems if p.severity == "error"] == []
    read: list[tuple[str, str, int]] = []
    for draft in DraftReader(opened.table, opened.layout, checked).batches():
        read += zip(draft.identities, draft.proof, draft.rows, strict=True)
    return read
