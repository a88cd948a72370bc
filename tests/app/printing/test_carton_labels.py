"""The label of a carton is a print job: once, again for a reason, in the queue with the others."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.main import main
from app.domain.acts import Act
from app.domain.packing import PackageKind
from app.domain.printing import PrintState
from app.errors import BadInput, NotAllowed, Refused
from app.station.printing import PrinterThread
from app.workflows.carton_labels import carton_copies, queue_carton_label
from app.workflows.print_labels import retry_failed, void_label
from app.workflows.printers import add_printer, setup_of
from app.workflows.printers import test_print as print_test
from flasher.timing import SystemClock
from tests.ledgers import board
from tests.people import OS_USER, Factory, factory_in


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[Factory]:
    """A closed carton of two units, an open one, and a printer that is a file."""
    with factory_in(tmp_path, SystemClock()) as made:
        made.fill(5)
        with made.run() as run:
            for number in range(3):
                made.make(run, number)
        packing = made.services.ledger.packing
        packing.open(PackageKind.CARTON, "C-1", 2, OS_USER)
        for number in range(2):
            packing.put_unit("C-1", board(number).hwid, OS_USER)
        packing.close("C-1", OS_USER)
        packing.open(PackageKind.CARTON, "C-2", 2, OS_USER)
        packing.put_unit("C-2", board(2).hwid, OS_USER)
        values = {"kind": "file", "address": str(tmp_path / "out.zpl"), "dpi": 203}
        add_printer(made.services, setup_of("P", values))
        yield made


def printed(factory: Factory) -> None:
    with factory.run() as run:
        thread = PrinterThread(factory.services, run, "P")
        thread.start()
        thread.stop(drain_s=10.0)
        thread.join(15.0)


def test_the_label_of_a_closed_carton_is_printed_once_by_the_common_queue(factory: Factory) -> None:
    job = queue_carton_label(factory.services, "C-1", "P")
    assert (job.package, job.identity, job.copy_no) == ("C-1", None, 1)
    printed(factory)
    done = factory.services.ledger.print_jobs.get(job.id)
    assert done.state is PrintState.SENT
    out = (factory.folder / "out.zpl").read_text(encoding="ascii")
    assert out.count("^XA") == 1
    assert "C-1" in out
    with pytest.raises(Refused, match="label-printed-before"):
        queue_carton_label(factory.services, "C-1", "P")
    assert carton_copies(factory.services, "C-1") == 1


def test_one_more_copy_needs_a_reason_and_says_that_it_is_one(factory: Factory) -> None:
    with pytest.raises(Refused, match="label-not-printed"):
        queue_carton_label(factory.services, "C-1", "P", reason="smeared")
    queue_carton_label(factory.services, "C-1", "P")
    printed(factory)
    copy = queue_carton_label(factory.services, "C-1", "P", reason="smeared")
    assert (copy.copy_no, copy.reason) == (2, "smeared")
    assert json.loads(copy.body)["mark"] == "REPRINT 2"
    records = factory.services.ledger.audit.records()
    assert "label.reprinted" in [str(record.act) for record in records]


def test_an_open_carton_gets_no_label_since_its_content_may_change(factory: Factory) -> None:
    with pytest.raises(Refused, match="package-not-closed"):
        queue_carton_label(factory.services, "C-2", "P")
    with pytest.raises(BadInput, match="package-unknown"):
        queue_carton_label(factory.services, "C-9", "P")
    with pytest.raises(BadInput, match="printer-unknown"):
        queue_carton_label(factory.services, "C-1", "nobody")


def test_a_voided_label_makes_room_for_a_new_original(factory: Factory) -> None:
    job = queue_carton_label(factory.services, "C-1", "P")
    void_label(factory.services, job.id, "wrong carton")
    again = queue_carton_label(factory.services, "C-1", "P")
    assert again.copy_no == 1
    with pytest.raises(Refused):
        retry_failed(factory.services, [job.id])


def test_a_reprint_is_not_the_operators_decision(factory: Factory) -> None:
    factory.hire("Ada", "Ole", "Sun")
    queue_carton_label(factory.by("Ole"), "C-1", "P")
    printed(factory)
    with pytest.raises(NotAllowed):
        queue_carton_label(factory.by("Ole"), "C-1", "P", reason="smeared")
    assert queue_carton_label(factory.by("Ole", "Sun"), "C-1", "P", reason="smeared").copy_no == 2


def test_from_the_shell_a_carton_label_is_printed_reprinted_and_listed(
    factory: Factory, capsys: pytest.CaptureFixture[str]
) -> None:
    def shell(*words: str) -> tuple[int, dict[str, object]]:
        code = main(["--ledger", str(factory.location), "--json", *words])
        return code, json.loads(capsys.readouterr().out.splitlines()[-1])

    code, job = shell("pack", "label", "C-1", "--printer", "P")
    assert (code, job["package"], job["state"]) == (0, "C-1", "sent")
    code, told = shell("pack", "label", "C-1", "--printer", "P")
    assert (code, told["error"]) == (2, "label-printed-before")
    code, job = shell("pack", "label", "C-1", "--printer", "P", "--reason", "smeared", "--later")
    assert (code, job["copy"], job["state"]) == (0, 2, "queued")
    code, listed = shell("label", "queue", "--printer", "P")
    assert listed["package"] == "C-1"
    out = factory.folder / "label.pdf"
    code, told = shell("pack", "label", "C-1", "--out", str(out))
    assert (code, told["quantity"]) == (0, 2)
    assert out.stat().st_size > 1000


def test_a_pdf_printer_gets_its_test_page_too(factory: Factory, tmp_path: Path) -> None:
    values = {"kind": "file", "language": "pdf", "address": str(tmp_path / "pages")}
    add_printer(factory.services, setup_of("PDF", values))
    assert print_test(factory.services, "PDF") is None
    (record,) = factory.services.ledger.audit.records(act=Act.PRINTER_TESTED)
    assert (record.who, record.subject) == ("os-user", "printer:PDF")
    (page,) = (tmp_path / "pages").glob("*.pdf")
    import pypdfium2

    document = pypdfium2.PdfDocument(str(page))
    width, height = document[0].get_size()
    document.close()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (40, 30)
