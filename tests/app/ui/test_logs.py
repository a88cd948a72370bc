"""Nothing that leaves as text carries a secret."""

import re

import pytest

from app.logs import STRUCK, Redactor, log, log_unknown, report_number, set_up, tear_down

KEY = "Ab3$Ef6&Ij9(Mn2)Qr5*Uv8+Yz1-Cd4="
assert len(KEY) == 32


@pytest.mark.parametrize(
    "text",
    [
        f"auth uuid1234567890abcdef {KEY} 1",
        f"authkey={KEY}",
        f"read back\n{KEY}\ntuya>",
        'device_secret: "fb803786602df760"',
        "'local_key': 'abcdef0123456789'",
        "passphrase = correct-horse",
        'reply ["0123456789abcdefghijklmnopqrstuv"]',
    ],
)
def test_what_looks_like_a_secret_is_struck_out(text):
    struck = Redactor().strike(text)
    assert STRUCK in struck
    for word in (
        KEY,
        "fb803786602df760",
        "abcdef0123456789",
        "correct-horse",
        "0123456789abcdefghij",
    ):
        assert word not in struck


@pytest.mark.parametrize(
    "text", ["mac: aa:bb:cc:dd:ee:ff", "uuid1234567890abcdef", "slot 3 COM5 0.22 s"]
)
def test_ordinary_lines_stay_as_they_are(text):
    assert Redactor().strike(text) == text


def test_a_trace_in_the_log_is_redacted_and_found_by_its_report_number(tmp_path):
    file = set_up(tmp_path, Redactor())
    try:
        error = RuntimeError(f"board said {KEY}")
        number = log_unknown(type(error), error, None)
        log.info("auth uuid1234567890abcdef %s", KEY)
    finally:
        tear_down()
    text = file.read_text(encoding="utf-8")
    assert number in text
    assert "RuntimeError" in text
    assert KEY not in text


def test_a_report_number_can_be_read_out():
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}", report_number())
