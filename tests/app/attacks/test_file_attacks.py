"""Files from outside: a design, a profile, a scheme, a list, a name. They are data and stay data."""

import contextlib
import csv
import zipfile
from pathlib import Path

import pytest

from app.errors import BadInput, KeywrightError
from app.intake.scheme_check import check_scheme
from app.labels.design_file import parse_design
from app.reports.spreadsheet import safe_cell
from app.reports.writes import COLUMNS, write_csv
from app.workflows.import_lot import ImportOptions, import_lot
from flasher.boards.profile import ProfileError, load_profile
from tests.people import OS_USER, Factory

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "tests" / "samples"
DESIGN = (ROOT / "resources/labels/small-40x30.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "field",
    [
        "{key}",
        "{authkey}",
        "{auth_key}",
        "{DeviceSecret}",
        "{identity.__class__}",
        "{local_key}",
    ],
)
def test_a_label_design_cannot_read_a_secret(field: str) -> None:
    bad = DESIGN.replace('content = "{identity}"', f'content = "{field}"')
    assert bad != DESIGN
    with pytest.raises(BadInput):
        parse_design(bad, "small-40x30", secrets=("key", "authkey", "DeviceSecret"))


@pytest.mark.parametrize(
    "line",
    [
        "import = \"os; os.system('touch owned')\"",
        "prompt = [\"__import__('os').system('touch owned')\"]",
        'baud = "eval(1)"',
        'module = "./evil.py"',
    ],
)
def test_a_profile_is_data_and_never_code(tmp_path: Path, line: str) -> None:
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    file = tmp_path / "evil.toml"
    file.write_text(f'title = "x"\n{line}\n', encoding="utf-8")
    with pytest.raises(ProfileError):
        load_profile(file)
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch owned']",
        "name = \"__import__('os').system('touch owned')\"",
        'name = "x"\ncode = "print(1)"\n[[field]]\nname = "key"\npattern = "(a+)+$"',
    ],
)
def test_a_scheme_is_data_and_never_code(tmp_path: Path, text: str) -> None:
    file = tmp_path / "evil.toml"
    file.write_text(text, encoding="utf-8")
    with contextlib.suppress(BadInput):  # no TOML at all
        assert check_scheme(file) != []
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_report_is_a_formula(tmp_path: Path, start: str) -> None:
    evil = f"{start}cmd|' /C calc'!A0"
    assert safe_cell(evil).startswith("'")
    out = tmp_path / "report.csv"
    write_csv([[evil] * len(COLUMNS)], out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        (_, row) = csv.reader(file)
    assert all(cell.startswith("'") for cell in row)


@pytest.mark.parametrize("name", ["x" * 10_000, "a\x00b", "a\nb", "\x1b[2J", "a\u202eb", "\u200f"])
def test_a_name_of_control_characters_or_without_end_is_refused_for_lots_and_orders(
    factory: Factory, name: str
) -> None:
    with pytest.raises(BadInput) as error:
        factory.fill(1, name=name)
    assert error.value.code == "name-unfit"
    assert name not in repr(error.value)
    factory.fill(1)
    with pytest.raises(BadInput):
        factory.order(name)
    with pytest.raises(BadInput):
        factory.services.ledger.lots.edit("A", {"name": name}, OS_USER)


def test_a_workbook_whose_entries_lead_outside_writes_nothing_there(
    factory: Factory, tmp_path: Path
) -> None:
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    evil = inner / "list.xlsx"
    with (
        zipfile.ZipFile(SAMPLES / "tuya-license-list.xlsx") as good,
        zipfile.ZipFile(evil, "w") as out,
    ):
        for entry in good.infolist():
            out.writestr(entry, good.read(entry))
        for name in (
            "../owned.txt",
            "../../owned.txt",
            str(tmp_path / "owned.txt"),
            "..\\owned.txt",
        ):
            out.writestr(name, "owned")
    before = sorted(p for p in tmp_path.rglob("*") if "ledger" not in p.name)
    with contextlib.suppress(KeywrightError):  # refused as a workbook is as good
        import_lot(
            factory.services.ledger, factory.services.vault, OS_USER, evil, "Z", ImportOptions()
        )
    assert sorted(p for p in tmp_path.rglob("*") if "ledger" not in p.name) == before


@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("http://x")', "../../../etc/passwd", "'; DROP TABLE licenses;--"]
)
def test_a_list_that_injects_is_refused_or_stays_text(
    factory: Factory, tmp_path: Path, cell: str
) -> None:
    file = tmp_path / "list.csv"
    rows = [["uuid", "key", "remark"], ["uuid0123456789abcdef", "k" * 32, cell]]
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    result = import_lot(
        factory.services.ledger, factory.services.vault, OS_USER, file, "Z", ImportOptions()
    )
    assert factory.services.ledger.check() == []
    if result.lot is not None:
        report = tmp_path / "out.csv"
        write_csv([[cell] * len(COLUMNS)], report)
        assert "\n=" not in report.read_text(encoding="utf-8-sig")


def test_an_identity_of_a_list_is_never_a_path_or_a_statement(
    factory: Factory, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("uuid,key\n../../../../etc/pass," + "k" * 32 + "\n", encoding="utf-8")
    result = import_lot(
        factory.services.ledger, factory.services.vault, OS_USER, file, "Z", ImportOptions()
    )
    assert result.lot is None
