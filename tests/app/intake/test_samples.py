"""Every sample list gives what its maker's notes say."""

from pathlib import Path

import pytest

from app.domain.licenses import LicenseState
from app.errors import BadInput
from app.intake.checking import Checked, check_list
from app.intake.drafts import DraftBatch, DraftReader, utc_text
from app.intake.layout import Choice
from app.intake.lists import OpenList, open_list
from app.intake.schemes import find_scheme

SAMPLES = Path(__file__).parent / "samples"


def check(name: str, choice: Choice | None = None, **answers: str) -> tuple[OpenList, Checked]:
    opened = open_list(SAMPLES / name, choice)
    return opened, check_list(opened.table, opened.layout, answers)


def drafts(opened: OpenList, checked: Checked, **answers: str) -> DraftBatch:
    batches = list(DraftReader(opened.table, opened.layout, checked, answers).batches())
    assert len(batches) == 1
    return batches[0]


@pytest.mark.parametrize(
    ("name", "scheme", "rows"),
    [
        ("tuya-license-list.xlsx", "tuya", 200),
        ("tuya-license-list.csv", "tuya", 200),
        ("tuya-license-list-16.xlsx", "tuya", 20),
        ("tuya-ble-list.xlsx", "tuya-ble", 50),
        ("tuyalink-certificates.csv", "tuyalink", 60),
        ("enos-devices.csv", "enos", 60),
        ("alibaba-certificates.csv", "alibaba", 60),
        ("rainmaker-node_certs.csv", "rainmaker", 12),
        ("traps-gb18030.csv", "tuya", 10),
    ],
)
def test_a_sound_sample_is_recognised_and_wholly_good(name: str, scheme: str, rows: int) -> None:
    opened, checked = check(name)
    assert opened.layout.scheme.name == scheme
    assert (checked.rows, checked.good, checked.errors) == (rows, rows, 0)
    assert checked.states == {"available": rows}
    assert opened.layout.reason.facts["scheme"] == scheme


def test_an_issued_mac_is_a_value_to_write_and_binds_nothing() -> None:
    draft = drafts(*check("tuya-ble-list.xlsx"))
    assert draft.issued_mac is not None
    assert draft.issued_mac[0] == "DC234D289C8E"
    assert draft.bound_to is None


def test_the_same_columns_bind_when_the_scheme_says_so() -> None:
    opened, checked = check("tuya-ble-list.xlsx", Choice(scheme=find_scheme("tuya-bound")))
    draft = drafts(opened, checked)
    assert draft.bound_to is not None
    assert draft.bound_to[0] == "DC234D289C8E"
    assert draft.issued_mac is None


def test_a_half_used_v2_sheet_has_18_on_devices_22_free_and_one_question() -> None:
    _, checked = check("tyutool-v2-half-used.xlsx")
    assert checked.states == {"verified": 18, "available": 22}
    assert checked.questions == {"scrap": 1}
    assert [p.code for p in checked.problems] == ["status-unknown"]
    assert checked.problems[0].column == "C"


@pytest.mark.parametrize(
    ("answer", "state"), [("available", "available"), ("held", "held"), ("used", "verified")]
)
def test_an_answered_status_becomes_what_was_answered(answer: str, state: str) -> None:
    opened, checked = check("tyutool-v2-half-used.xlsx", None, scrap=answer)
    assert not checked.errors
    draft = drafts(opened, checked, scrap=answer)
    row = next(i for i, number in enumerate(draft.rows) if number == 42)
    assert draft.states is not None
    assert draft.states[row] == state


def test_used_rows_keep_their_unit_and_time() -> None:
    opened, checked = check("tyutool-v2-half-used.xlsx", None, scrap="held")
    draft = drafts(opened, checked, scrap="held")
    assert draft.states is not None
    assert draft.unit is not None
    assert draft.state_at is not None
    assert draft.states[0] is LicenseState.VERIFIED
    assert draft.unit[0] == "DC234D5C27DC"
    assert draft.state_at[0] == utc_text("2026-11-01 10:00:00")


def test_times_are_kept_as_utc_of_one_length() -> None:
    assert utc_text("2026-11-10T08:00:00Z") == "2026-11-10T08:00:00.000Z"
    assert utc_text("2026-11-10T16:00:00+08:00") == "2026-11-10T08:00:00.000Z"
    assert utc_text("yesterday") is None


def test_a_v3_sheet_in_progress_keeps_every_state_apart() -> None:
    opened, checked = check("tyutool-v3-in-progress.xlsx")
    assert checked.states == {"verified": 13, "doubtful": 3, "reserved": 2, "available": 22}
    assert opened.layout.sheet == "Sheet1"


def test_registration_ids_that_are_macs_bind_their_certificates() -> None:
    draft = drafts(*check("tuyalink-certificates.csv"))
    assert draft.bound_to is not None
    assert draft.bound_to[0] == "DC234D605D84"
    assert draft.extra is not None
    assert "whmr0c9950fbc93c" in (draft.extra[0] or "")


def test_one_group_secret_for_all_is_right_for_enos() -> None:
    draft = drafts(*check("enos-devices.csv"))
    assert len(set(draft.proof)) == 1
    assert len(set(draft.identities)) == 60


def test_certificates_keep_every_line() -> None:
    draft = drafts(*check("rainmaker-node_certs.csv"))
    assert draft.proof[0].startswith("-----BEGIN CERTIFICATE-----\n")
    assert draft.proof[0].endswith("-----END CERTIFICATE-----\n")


def test_every_trap_is_named_with_its_cell() -> None:
    _, checked = check("traps.xlsx")
    found = {(p.code, p.row, p.column) for p in checked.problems}
    assert found == {
        ("identity-conflict", 5, "A"),
        ("identity-conflict", 6, "A"),
        ("secret-twice", 7, "B"),
        ("secret-twice", 8, "B"),
        ("cell-length", 9, "A"),
        ("cell-length", 10, "B"),
        ("placeholder", 11, "A"),
        ("placeholder", 11, "B"),
        ("cell-number", 12, "A"),
        ("cell-space", 13, "B"),
        ("spaces-trimmed", 15, "A"),
        ("cell-full-width", 17, "A"),
    }
    assert (checked.rows, checked.good) == (14, 4)


def test_the_good_rows_of_a_bad_list_are_the_only_drafts() -> None:
    draft = drafts(*check("traps.xlsx"))
    assert list(draft.rows) == [4, 15, 16, 18]
    assert draft.identities[1] == "uuidcb1da25c8e477ec0"  # the spaces around it are gone
    assert draft.proof[2].startswith("=")  # a secret may start like a formula


@pytest.mark.parametrize(
    ("name", "code"),
    [("empty.csv", "file-empty"), ("credential-token.txt", "token-file")],
)
def test_a_file_without_a_list_is_refused_with_its_reason(name: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_list(SAMPLES / name)
    assert refused.value.code == code


def test_a_header_without_licenses_is_refused_with_its_reason() -> None:
    _, checked = check("header-only.csv")
    assert [p.code for p in checked.problems] == ["no-rows"]
    assert checked.errors == 1
