"""A work order is closed when every license of it is accounted for, and certified."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from app.domain.acts import Act
from app.domain.attempts import NO_RIGHT
from app.errors import BadInput, NotAllowed, Refused
from app.texts import Texts
from app.workflows.order_closing import (
    account_of,
    close_order,
    issue_certificate,
    verify_certificate,
)
from app.workflows.rights import permission
from flasher.model import Outcome
from tests.ledgers import attempt, board
from tests.people import OS_USER, Factory, key_of

EN, ZH = Texts("en"), Texts("zh_CN")


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def closed(factory: Factory, units: int = 3, name: str = "O") -> None:
    factory.fill(units + 2)
    order_id = factory.order(name, quantity=units)
    with factory.run() as run:
        for number in range(units):
            factory.make(run, number, order_id=order_id)
    close_order(factory.services, name)


def test_an_order_with_a_doubtful_license_stays_open(factory: Factory) -> None:
    factory.fill(4)
    order_id = factory.order(quantity=2)
    with factory.run() as run:
        factory.make(run, 0, order_id=order_id)
        got = factory.reserve(run, 1, order_id=order_id)
        with pytest.raises(Refused) as reserved:
            close_order(factory.services, "O", "early")
        assert (reserved.value.code, reserved.value.facts["count"]) == ("order-unaccounted", 1)
        custody = factory.services.ledger.custody
        custody.intend(got, run=run, actor=OS_USER)
        with pytest.raises(Refused):
            close_order(factory.services, "O", "early")
        record = attempt(board(1), Outcome.DOUBTFUL, order_id=order_id, identity=got.identity)
        custody.doubt(got, record, run=run, actor=OS_USER)
        with pytest.raises(Refused):
            close_order(factory.services, "O", "early")
        custody.void([got.license_id], "board scrapped", OS_USER)
    assert close_order(factory.services, "O", "one scrapped").closed_at is not None


def test_closing_short_needs_a_reason_and_closing_full_does_not(factory: Factory) -> None:
    factory.fill(3)
    order_id = factory.order(quantity=2)
    with factory.run() as run:
        factory.make(run, 0, order_id=order_id)
        with pytest.raises(BadInput):
            close_order(factory.services, "O")
        factory.make(run, 1, order_id=order_id)
    close_order(factory.services, "O")


def test_closing_twice_is_refused_and_recorded_once(factory: Factory) -> None:
    closed(factory, 1)
    before = factory.services.ledger.orders.get("O")
    with pytest.raises(Refused) as again:
        close_order(factory.services, "O", "again")
    assert again.value.code == "order-closed-already"
    assert again.value.facts["who"] == "os-user"
    assert factory.services.ledger.orders.get("O") == before
    assert len(factory.services.ledger.audit.records(act=Act.ORDER_CLOSED)) == 1


@pytest.mark.parametrize("code", sorted(NO_RIGHT))
def test_a_board_refused_for_lack_of_a_right_was_not_tried(factory: Factory, code: str) -> None:
    factory.fill(3)
    order_id = factory.order(quantity=1)
    custody = factory.services.ledger.custody
    with factory.run() as run:
        for number in (0, 1):  # one of them comes back when somebody with the right is there
            custody.record(
                attempt(board(number), Outcome.REFUSED, code=code, order_id=order_id),
                run,
                replace(OS_USER, name="trainee"),
            )
        factory.make(run, 0, order_id=order_id)
    figures = factory.services.ledger.figures.total()
    assert (figures.tried, figures.first_passes, figures.tries) == (1, 1, 1)
    account = account_of(factory.services, "O")
    assert (account.units_tried, account.first_passes) == (1, 1)
    assert account.operators == {"os-user": 1}
    assert (account.outcomes, account.codes) == ({"pass": 1}, {})


def test_the_codes_of_a_missing_right_are_those_that_the_matrix_refuses_with(
    factory: Factory,
) -> None:
    factory.hire("Qiu", "Eng")
    told = {
        permission(factory.services.ledger, actor, act).code
        for actor, act in (
            (OS_USER, Act.LICENSE_RESERVED),
            (factory.by("Qiu").actor, Act.LICENSE_RESERVED),
            (factory.by("Eng").actor, Act.LICENSE_OVERWRITTEN),
        )
    }
    assert told == NO_RIGHT


def test_an_engineer_closes_with_a_supervisors_approval(factory: Factory) -> None:
    factory.fill(1)
    factory.order(quantity=1)
    factory.hire("Eng", "Sun")
    with pytest.raises(NotAllowed):
        close_order(factory.by("Eng"), "O", "cancelled")
    close_order(factory.by("Eng", approver="Sun"), "O", "cancelled")


def test_the_certificate_says_what_the_ledger_says_and_nothing_secret(factory: Factory) -> None:
    closed(factory)
    made = issue_certificate(factory.services, "O", factory.folder / "c", EN)
    document = verify_certificate(factory.services, made.json_file)
    account = account_of(factory.services, "O")
    assert document["counts"] == account.counts == {"verified": 3}
    assert document["passed"] == 3
    assert document["passed_at_first_try"] == 3
    assert document["operators"] == {"os-user": 3}
    assert document["software"] == ["test 1"]
    words = "".join(f"{u[0]}|{u[1]}||verified\n" for u in document["units"])
    assert document["list_sha256"] == hashlib.sha256(words.encode()).hexdigest()
    assert verify_certificate(factory.services, made.pdf_file)["file"] == made.pdf_file.name
    everything = made.json_file.read_text(encoding="utf-8") + text_of(made.pdf_file)
    assert not [n for n in range(5) if key_of(n) in everything]


def test_the_pdf_reads_in_both_languages_and_a_name_is_never_markup(factory: Factory) -> None:
    name = '产线 <b>"A"</b> & co'
    closed(factory, 1, name)
    english = issue_certificate(factory.services, name, factory.folder / "en", EN)
    assert "Certificate of conformance" in text_of(english.pdf_file)
    assert '<b>"A"</b> & co' in text_of(english.pdf_file)
    chinese = issue_certificate(factory.services, name, factory.folder / "zh", ZH)
    assert "合格证书" in text_of(chinese.pdf_file)
    assert "产线" in text_of(chinese.pdf_file)


def test_exceptions_are_listed(factory: Factory) -> None:
    factory.fill(3)
    order_id = factory.order(quantity=2)
    with factory.run() as run:
        factory.make(run, 0, order_id=order_id)
        lost = factory.make(run, 1, order_id=order_id)
    factory.services.ledger.custody.void([lost.license_id], "crushed", OS_USER)
    close_order(factory.services, "O", "one crushed")
    made = issue_certificate(factory.services, "O", factory.folder, EN)
    assert [e["identity"] for e in made.document["exceptions"]] == [lost.identity]
    assert lost.identity in text_of(made.pdf_file)


def test_an_open_order_gets_no_certificate(factory: Factory) -> None:
    factory.fill(1)
    factory.order(quantity=1)
    with pytest.raises(Refused) as error:
        issue_certificate(factory.services, "O", factory.folder, EN)
    assert error.value.code == "order-open"


@pytest.mark.parametrize("change", ["number", "pdf", "signature"])
def test_a_changed_certificate_does_not_pass(factory: Factory, change: str) -> None:
    closed(factory)
    made = issue_certificate(factory.services, "O", factory.folder / "c", EN)
    file = made.json_file
    if change == "pdf":
        file = made.pdf_file
        file.write_bytes(file.read_bytes().replace(b"%%EOF", b"%%EOF\n% 4 units"))
    else:
        raw = json.loads(file.read_text(encoding="utf-8"))
        if change == "number":
            raw["document"]["passed"] = 4
        else:
            raw["signature"]["value"] = "A" * 86 + "=="
        file.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        verify_certificate(factory.services, file)
    assert error.value.code in {"signature-wrong", "file-changed"}


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\con", "a/b:*?<>|", "..", "x" * 128])
def test_an_orders_name_cannot_lead_the_certificate_out_of_its_folder(
    factory: Factory, name: str
) -> None:
    closed(factory, 1, name)
    made = issue_certificate(factory.services, name, factory.folder / "c", EN)
    assert made.pdf_file.resolve().parent == (factory.folder / "c").resolve()
    assert len(made.pdf_file.name) < 120
