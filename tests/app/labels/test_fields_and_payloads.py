from datetime import UTC, date, datetime

import pytest

from app.labels.errors import LabelRefused
from app.labels.fields import LabelData, parse_template
from app.labels.matter import ON_NETWORK, MatterSetup, verhoeff_digit
from app.labels.payloads import preset_content
from app.labels.serials import check_digit, parse_pattern

UNIT = LabelData(
    identity="uuid0123456789abcdef",
    mac="AABBCCDDEEFF",
    product_id="pid",
    counter=7,
    when=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    extra={"批号": "七"},
)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{mac:colons}", "AA:BB:CC:DD:EE:FF"),
        ("{mac:last6|lower}", "ddeeff"),
        ("{identity:short}", "uuid01…abcdef"),
        ("{counter:05d}", "00007"),
        ("{date:%Y/%m/%d} {time}", "2026/01/02 03:04"),
        ("{{{批号}}}", "{七}"),
        ("{mark}", ""),
    ],
)
def test_fields_are_filled_and_formatted(source, text):
    assert parse_template(source).fill(UNIT) == (text, ())


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{key}", "label-secret"),
        ("{Auth_Key}", "label-secret"),
        ("{ＡuthKey}", "label-secret"),
        ("{pop}", "label-secret"),
        ("{device secret:upper}", "label-secret"),
        ("{mysecretcolumn}", "label-secret"),
        ("{identity.__class__}", "label-field-name"),
        ("{identity!r}", "label-field-name"),
        ("{a[0]}", "label-field-name"),
        ("{identity:>99999}", "label-format-unknown"),
        ("{date:%c}", "label-format-unknown"),
        ("a } b", "label-braces"),
    ],
)
def test_a_design_text_that_names_a_secret_or_reaches_into_objects_is_refused(source, code):
    with pytest.raises(LabelRefused) as refused:
        parse_template(source, ["MySecretColumn"])
    assert refused.value.problems[0].code == code


def test_matter_payloads_equal_the_published_vectors():
    setup = MatterSetup(0xFFF1, 0x8001, 3840, 20202021)
    assert setup.qr_text() == "MT:-24J042C00KA0648G00"
    assert setup.manual_code() == "34970112332"
    assert (
        MatterSetup(0xFFF1, 0x8001, 3840, 20202021, ON_NETWORK).qr_text()
        == "MT:-24J0AFN00KA0648G00"
    )
    assert MatterSetup(0xFFF1, 0x8000, 3840, 20202021).qr_text() == "MT:Y.K9042C00KA0648G00"
    assert verhoeff_digit("236") == "3"


@pytest.mark.parametrize("passcode", [0, 11111111, 12345678, 87654321, 99999999, 99999998 + 1])
def test_forbidden_matter_passcodes_are_refused(passcode):
    with pytest.raises(LabelRefused):
        MatterSetup(0xFFF1, 0x8001, 3840, passcode)


def test_cloud_payloads_have_the_makers_form():
    assert preset_content("tuya-bind", {}).fill(UNIT)[0] == (
        "https://smartapp.tuya.com/s/p?p=pid&uuid=uuid0123456789abcdef&v=2.0"
    )
    assert preset_content("rainmaker", {"proof": "abcd1234"}).fill(UNIT)[0] == (
        '{"ver": "v1", "name": "PROV_DDEEFF", "pop": "abcd1234", "transport": "ble"}'
    )
    content = preset_content("alibaba", {"product_key": "a1"})
    assert content.fill(UNIT)[0].endswith("locale=all&pk=a1&dn=uuid0123456789abcdef")


def test_serial_numbers_are_formatted_with_their_check_digit():
    pattern = parse_pattern("KW{yy}W{week}L{line}-{counter:6}{check}")
    serial = pattern.format(42, date(2026, 2, 12), "1")
    assert serial.startswith("KW26W07L1-000042")
    assert serial[-1] == check_digit(serial[:-1])
    assert parse_pattern("S{counter:3}X").format(5, date(2026, 1, 1)) == "S005X"
    with pytest.raises(LabelRefused):
        pattern.format(1_000_000, date(2026, 2, 12), "1")
    assert parse_pattern("{yy}W{week}{counter:2}").scope(date(2027, 1, 1)) != "27W53"
