"""What is wrong in a cell, a row or a whole list, and how it is told."""

import json
from pathlib import Path

import pytest

from app.domain.problems import Problem, Severity
from app.errors import BadInput
from app.intake.checking import Checked, check_list
from app.intake.drafts import DraftReader
from app.intake.layout import NO_HEADER, Choice
from app.intake.lists import open_list
from app.intake.mappings import MappingProfile, parse_mapping
from app.intake.registration import write_registration
from app.intake.rejected import rejected_path
from app.intake.scheme_check import check_scheme
from app.intake.schemes import CHARSETS, Kind, find_scheme, load_schemes, schemes_dir
from app.intake.shred import shred
from app.intake.templates import write_template
from app.texts import Texts, load_words
from tests.app.intake.lists import licenses, write_csv, write_xlsx

KEY = "k" * 31
NAMES = list(load_schemes())


def check(path: Path, choice: Choice | None = None, **answers: str) -> Checked:
    opened = open_list(path, choice)
    return check_list(opened.table, opened.layout, answers)


def problems(path: Path, rows: list, header: tuple[str, ...] = ("uuid", "key")) -> list:
    checked = check(write_csv(path / "l.csv", [header, *rows]))
    return [(p.code, p.row, p.column) for p in checked.problems]


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ("uuid0123456789abcde", "cell-length"),
        ("uuid 123456789abcdef", "cell-space"),
        ("uuid０123456789abcde", "cell-full-width"),
        ("uuid\u200b0123456789abcde", "cell-invisible"),
        ("uuid/0123456789abcde", "cell-character"),
        ("1.23457E+19", "cell-number-text"),
        ("", "cell-empty"),
        ("uuidxxxxxxxxxxxxxxxx", "placeholder"),
    ],
)
def test_a_wrong_identity_is_named_with_its_reason(
    tmp_path: Path, identity: str, code: str
) -> None:
    assert problems(tmp_path, [(identity, KEY + "1")]) == [(code, 2, "A")]


def test_a_row_without_a_secret_is_an_error(tmp_path: Path) -> None:
    assert problems(tmp_path, [(licenses(1)[0][0], "")]) == [("cell-empty", 2, "B")]


def test_the_same_row_twice_blames_the_later_one_only(tmp_path: Path) -> None:
    one = licenses(1)[0]
    assert problems(tmp_path, [one, one, one]) == [
        ("identity-twice", 3, "A"),
        ("identity-twice", 4, "A"),
    ]


def test_repeats_are_found_across_batches(tmp_path: Path) -> None:
    rows = licenses(9001)
    rows[9000] = (rows[9000][0], rows[0][1])
    assert problems(tmp_path, rows) == [("secret-twice", 2, "B"), ("secret-twice", 9002, "B")]


def test_one_issued_mac_cannot_be_given_twice(tmp_path: Path) -> None:
    rows = [
        (*one, mac)
        for one, mac in zip(licenses(2), ("dc:23:4d:00:00:10", "DC-23-4D-00-00-10"), strict=True)
    ]
    codes = problems(tmp_path, rows, ("uuid", "key", "mac"))
    assert codes == [("unit-named-twice", 2, "C"), ("unit-named-twice", 3, "C")]


@pytest.mark.parametrize(
    ("mac", "code"),
    [
        ("C8478C000018", "mac-unusable"),
        ("010000000000", "mac-unusable"),
        ("12345", "mac-malformed"),
    ],
)
def test_a_mac_that_names_no_unit_is_an_error(tmp_path: Path, mac: str, code: str) -> None:
    rows = [(*licenses(1)[0], mac)]
    assert problems(tmp_path, rows, ("uuid", "key", "mac")) == [(code, 2, "C")]


def test_one_unit_cannot_hold_two_licenses_of_a_sheet(tmp_path: Path) -> None:
    rows = [(*one, "USED", "DC234D000010") for one in licenses(2)]
    assert problems(tmp_path, rows, ("uuid", "key", "status", "mac")) == [("unit-twice", 3, "D")]


def test_a_unit_beside_an_empty_status_is_asked_about(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "l.csv",
        [("uuid", "key", "status", "mac"), (*licenses(1)[0], "", "DC234D000010")],
    )
    assert check(path).questions == {"": 1}
    answered = check_list(*_parts(path), {"": "held"})
    assert not answered.errors
    assert answered.states == {"held": 1}


def test_used_without_a_unit_is_told_and_never_free(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", [("uuid", "key", "status"), (*licenses(1)[0], "used")])
    checked = check(path)
    assert checked.states == {"verified": 1}
    assert [p.code for p in checked.problems] == ["status-without-unit"]
    assert checked.errors == 0


def test_statuses_are_understood_in_chinese_and_any_case(tmp_path: Path) -> None:
    rows = [
        (*one, word) for one, word in zip(licenses(3), ("未使用", "已使用", "uSeD"), strict=True)
    ]
    path = write_csv(tmp_path / "l.csv", [("uuid", "key", "使用状态"), *rows])
    assert check(path).states == {"available": 1, "verified": 2}


def test_a_number_a_date_and_a_boolean_cell_name_their_cells(tmp_path: Path) -> None:
    import datetime as dt

    rows = [["uuid", "key"], [1234567890123456, KEY + "1"], [True, KEY + "2"]]
    rows.append([dt.date(2026, 1, 1), KEY + "3"])
    checked = check(write_xlsx(tmp_path / "l.xlsx", rows))
    found = [(p.code, p.row, p.column) for p in checked.problems]
    assert found == [("cell-number", 2, "A"), ("cell-boolean", 3, "A"), ("cell-date", 4, "A")]


def test_a_list_that_begins_far_from_the_corner_names_excels_own_cells(tmp_path: Path) -> None:
    blank: list[object] = [None] * 27
    rows = [[], [], [*blank, "uuid", "key"], [*blank, "short", KEY + "1"]]
    checked = check(write_xlsx(tmp_path / "l.xlsx", rows))
    assert [(p.row, p.column) for p in checked.problems] == [(4, "AB")]


def test_merged_cells_and_unused_columns_are_warnings(tmp_path: Path) -> None:
    import openpyxl

    path = write_xlsx(tmp_path / "l.xlsx", [["Title"], ["uuid", "key", "Box"], *licenses(1)])
    book = openpyxl.load_workbook(path)
    book["Sheet1"].merge_cells("A1:C1")
    book.save(path)
    found = {(p.code, p.severity, p.column) for p in check(path).problems}
    assert found == {
        ("cells-merged", Severity.WARNING, "A"),
        ("column-unused", Severity.WARNING, "C"),
    }


def test_two_columns_for_one_field_are_an_error_until_one_is_chosen(tmp_path: Path) -> None:
    one = licenses(1)[0]
    path = write_csv(tmp_path / "l.csv", [("uuid", "key", "authkey"), (*one, one[1])])
    assert [p.code for p in check(path).problems] == ["column-twice"]
    chosen = Choice(scheme=find_scheme("tuya"), mapping={"key": "C"})
    assert not check(path, chosen).errors


def test_other_lists_in_a_workbook_are_told(tmp_path: Path) -> None:
    import openpyxl

    path = write_xlsx(tmp_path / "l.xlsx", [["uuid", "key"], *licenses(2)], sheet="one")
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("two")
    for row in [["uuid", "key"], *licenses(3, seed=5)]:
        page.append(row)
    book.save(path)
    found = check(path)
    assert (found.rows, [p.code for p in found.problems]) == (2, ["other-lists"])
    assert check(path, Choice(sheet="two")).rows == 3


def test_a_list_without_header_is_read_by_letters(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", licenses(3))
    mapping = parse_mapping(find_scheme("tuya"), ["uuid=A", "key=B"])
    assert check(path, Choice(find_scheme("tuya"), None, NO_HEADER, mapping)).good == 3


def test_json_and_json_lines_are_lists_too(tmp_path: Path) -> None:
    rows = [{"uuid": a, "key": b} for a, b in licenses(3)]
    whole = tmp_path / "l.json"
    whole.write_text(json.dumps({"success": True, "result": rows}), encoding="utf-8")
    lines = tmp_path / "l.jsonl"
    lines.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert check(whole).good == check(lines).good == 3


def test_aws_bulk_parameters_have_no_secret_and_are_read(tmp_path: Path) -> None:
    path = tmp_path / "bulk.json"
    rows = [
        {"ThingName": f"t-{n}", "SerialNumber": f"S{n}", "CSR": "-----BEGIN\nx"} for n in (1, 2)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    opened = open_list(path)
    checked = check_list(opened.table, opened.layout)
    (draft,) = DraftReader(opened.table, opened.layout, checked).batches()
    assert opened.layout.scheme.name == "aws-bulk"
    assert draft.plain == ["{}", "{}"]


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_scheme_is_sound(name: str) -> None:
    assert check_scheme(schemes_dir() / f"{name}.toml") == []
    scheme = find_scheme(name)
    assert scheme.sources
    assert {"en", "zh_CN"} <= set(scheme.title)
    assert all(one.charset in CHARSETS for one in scheme.fields)


def test_a_new_cloud_is_a_new_file(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(
        (schemes_dir() / "alibaba.toml").read_text(encoding="utf-8").replace("alibaba", "acme"),
        encoding="utf-8",
    )
    assert find_scheme(str(file)).family == "acme"


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('kind = "identity"', 'kind = "ident"', "scheme-word-unknown", "field 1 (uuid).kind"),
        ("lengths = [32]", "lengths = [-1]", "scheme-lengths-wrong", "field 2 (key).lengths"),
        ('family = "tuya"', "", "scheme-key-missing", "family"),
        ('proof = "key"', 'proof = "uuid"', "scheme-role-wrong", "proof"),
        ("marks = true", "pattern = '(a+)+'", "scheme-key-unknown", "field 4 (status).pattern"),
        ("priority = 10", 'priority = "10"', "scheme-wrong-type", "priority"),
        ('doubtful = ["auth', 'free = ["auth', "scheme-word-unknown", "status.free"),
        (
            'headers = ["step"]',
            'headers = ["pin"]',
            "scheme-header-twice",
            "field 7 (step).headers",
        ),
    ],
)
def test_a_faulty_scheme_names_the_place(
    tmp_path: Path, old: str, new: str, code: str, place: str
) -> None:
    text = (schemes_dir() / "tuya.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "bad.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [(p.code, p.facts["place"]) for p in check_scheme(file)]
    assert (code, place) in found
    with pytest.raises(BadInput) as refused:
        find_scheme(str(file))
    assert refused.value.code == "scheme-faulty"


def test_a_file_that_is_no_toml_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("= nothing", encoding="utf-8")
    assert [p.code for p in check_scheme(file)] == ["scheme-not-toml"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_template_is_recognised_as_its_own_scheme_once_filled(
    tmp_path: Path, name: str, suffix: str
) -> None:
    path = write_template(find_scheme(name), tmp_path / f"t{suffix}", "zh_CN")
    opened = open_list(path, Choice(scheme=find_scheme(name)))
    used = opened.layout.by_field
    assert all(one.name in used for one in find_scheme(name).fields if one.required)
    assert [p.code for p in check_list(opened.table, opened.layout).problems] == ["no-rows"]


def test_ids_typed_into_a_template_stay_text(tmp_path: Path) -> None:
    import openpyxl

    path = write_template(find_scheme("tuya"), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["tuya"]
    assert {page.cell(row=row, column=col).number_format for row in (2, 900) for col in (1, 2)} == {
        "@"
    }
    assert page["A1"].comment.text.startswith("required")


def test_a_template_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("mine", encoding="utf-8")
    for name, code in (("t.csv", "file-exists"), ("t.pdf", "template-kind")):
        with pytest.raises(BadInput) as refused:
            write_template(find_scheme("tuya"), tmp_path / name)
        assert refused.value.code == code


def test_registration_lists_hold_at_most_a_thousand_rows_each(tmp_path: Path) -> None:
    units = [f"DC234D{n:06X}" for n in range(0x10, 0x10 + 2500)]
    paths = write_registration("tuyalink", [*units, units[0]], tmp_path / "r.csv")
    assert [p.name for p in paths] == ["r-1.csv", "r-2.csv", "r-3.csv"]
    lines = [p.read_text(encoding="utf-8-sig").splitlines() for p in paths]
    assert [len(one) - 1 for one in lines] == [1000, 1000, 500]
    assert lines[0][:2] == ["RegistrationId,Remark", "DC234D000010,"]


def test_an_enos_list_stays_below_two_megabytes(tmp_path: Path) -> None:
    units = [f"SN:{n:064d}" for n in range(1000)]
    paths = write_registration("enos", units, tmp_path / "r.csv", description="描" * 512)
    assert len(paths) == 1
    assert max(p.stat().st_size for p in paths) <= 2 * 1024 * 1024
    first = paths[0].read_text(encoding="utf-8-sig").splitlines()[1]
    assert first.startswith("0" * 64)


@pytest.mark.parametrize(
    ("scheme", "units", "facts", "code"),
    [
        ("tuya", ["A"], {}, "registration-scheme"),
        ("enos", [], {}, "registration-empty"),
        ("enos", ["SN:1"], {"batch_tag": "x" * 65}, "batch-tag-length"),
        ("enos", ["SN:1"], {"description": "x" * 513}, "description-length"),
    ],
)
def test_a_registration_list_out_of_bounds_is_refused(
    tmp_path: Path, scheme: str, units: list, facts: dict, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        write_registration(scheme, units, tmp_path / "r.csv", **facts)
    assert refused.value.code == code


def test_a_mapping_profile_survives_storage() -> None:
    profile = MappingProfile("acme", "generic", {"identity": "Node"}, "S", 3, {"x": "held"})
    assert MappingProfile.from_json("acme", profile.to_json()) == profile
    with pytest.raises(BadInput):
        MappingProfile.from_json("acme", "{}")


@pytest.mark.parametrize(
    ("word", "code"), [("key", "mapping-malformed"), ("nokey=C", "mapping-field-unknown")]
)
def test_a_mapping_that_means_nothing_is_refused(word: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_mapping(find_scheme("tuya"), [word])
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"nokey": "A"}, "mapping-field-unknown"), ({"pin": "Z"}, "mapping-column-missing")],
)
def test_a_mapping_to_nothing_is_refused(tmp_path: Path, mapping: dict, code: str) -> None:
    path = write_csv(tmp_path / "l.csv", [("uuid", "key"), *licenses(1)])
    for scheme in (None, find_scheme("tuya")):
        with pytest.raises(BadInput) as refused:
            open_list(path, Choice(scheme=scheme, mapping=mapping))
        nowhere = scheme is None and code == "mapping-field-unknown"
        assert refused.value.code == ("mapping-no-scheme" if nowhere else code)


def test_an_answer_that_means_nothing_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", [("uuid", "key"), *licenses(1)])
    with pytest.raises(BadInput) as refused:
        check(path, scrap="maybe")
    assert refused.value.code == "answer-malformed"


def test_shredding_removes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(b"secret" * 1000)
    shred(path)
    assert not path.exists()
    with pytest.raises(BadInput):
        shred(path)


def test_rejected_rows_never_overwrite_a_file(tmp_path: Path) -> None:
    source = tmp_path / "l.xlsx"
    (tmp_path / "l.rejected.csv").write_text("", encoding="utf-8")
    assert rejected_path(source).name == "l.rejected-2.csv"


def test_every_kind_of_problem_has_words_in_both_languages() -> None:
    english, chinese = load_words("en"), load_words("zh_CN")
    for code in ("cell-length", "identity-in-ledger", "scheme-by-headers", "token-file"):
        assert code in english
        assert code in chinese
    problem = Problem("cell-length", facts={"field": "uuid", "length": 19, "allowed": "16/20"})
    assert "19" in Texts("zh_CN").sentence(problem.code, **problem.facts)
    assert {kind.value for kind in Kind}  # kinds are words of scheme files, never of sentences


def _parts(path: Path) -> tuple:
    opened = open_list(path)
    return opened.table, opened.layout
