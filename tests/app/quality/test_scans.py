"""Any code on our labels leads to its unit, whatever the scanner adds around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scans import MAX_CODE_LENGTH, Clue, ClueKind, matter_numbers, read_scan
from app.labels.matter import MatterSetup

IDENTITY = "uuid0123456789abcdef"
ID = Clue(ClueKind.IDENTITY, IDENTITY)


@pytest.mark.parametrize(
    ("code", "clue"),
    [
        (f"https://smartapp.tuya.com/s/p?p=abc&uuid={IDENTITY}&v=2.0", ID),
        (f"https://g.aliplus.com/ilop/d.html?locale=all&pk=a1b2&dn={IDENTITY}", ID),
        (f'{{"uuid": "{IDENTITY}", "mac": "aa:bb:cc:dd:ee:ff"}}', ID),
        ('{"mac": "aa-bb-cc-dd-ee-ff"}', Clue(ClueKind.MAC, "AABBCCDDEEFF")),
        (
            '{"ver": "v1", "name": "PROV_a1B2c3", "pop": "abcd", "transport": "ble"}',
            Clue(ClueKind.MAC_END, "A1B2C3"),
        ),
        (IDENTITY, Clue(ClueKind.ANY, IDENTITY)),
        ("MAC: aa:bb:cc:dd:ee:ff", Clue(ClueKind.MAC, "AABBCCDDEEFF")),
        ("S/N: 42-7", Clue(ClueKind.SERIAL, "42-7")),
        (f"{IDENTITY};AABBCCDDEEFF", Clue(ClueKind.ANY, "AABBCCDDEEFF")),
        ("MT:-24J042C00KA0648G00", Clue(ClueKind.MATTER, "3840/20202021")),
        ("3497-011-2332", Clue(ClueKind.MATTER, "?/20202021")),
        ("https://short.example/q/Xy7", Clue(ClueKind.LINK, "https://short.example/q/Xy7")),
    ],
)
def test_every_code_on_our_labels_is_understood(code: str, clue: Clue) -> None:
    assert clue in read_scan(code).clues


@pytest.mark.parametrize(
    "typed",
    [
        IDENTITY,
        f"]Q1{IDENTITY}\r\n",
        f"\x02]C0{IDENTITY}\x03",
        f"#{IDENTITY}~",
        f"#]d1{IDENTITY}~\r",
        f"  {IDENTITY}\t",
    ],
)
def test_what_a_wedge_scanner_adds_is_taken_off(typed: str) -> None:
    assert read_scan(typed, prefix="#", suffix="~").text == IDENTITY


def test_the_symbology_is_told() -> None:
    assert read_scan(f"]d2{IDENTITY}").symbology == "d2"
    assert read_scan(IDENTITY).symbology is None


def test_a_gs1_element_string_names_its_serial_number() -> None:
    scan = read_scan("]d2010123456789012821SER-55\x1d10LOT7")
    assert scan.clues[0] == Clue(ClueKind.SERIAL, "SER-55")


@pytest.mark.parametrize("nothing", ["", "\r\n", "]Q1", "x" * (MAX_CODE_LENGTH + 1)])
def test_nothing_and_too_much_are_no_clue(nothing: str) -> None:
    assert read_scan(nothing).clues == ()


@given(st.text(max_size=300))
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    read_scan(text)


@given(
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFF),
    st.integers(1, 99999998).filter(
        lambda n: n not in {*(int(str(d) * 8) for d in range(10)), 12345678, 87654321}
    ),
)
def test_matter_codes_are_read_back(product: int, discriminator: int, passcode: int) -> None:
    setup = MatterSetup(0xFFF1, product, discriminator, passcode)
    assert matter_numbers(setup.qr_text()) == (str(discriminator), str(passcode))
    assert matter_numbers(setup.manual_code()) == ("?", str(passcode))


def test_a_mistyped_manual_code_is_no_matter_code() -> None:
    assert matter_numbers("34970112333") is None
