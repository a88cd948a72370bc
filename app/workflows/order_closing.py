"""Close a work order, and certify what was made: refused while a license is unaccounted for.

The certificate is a signed JSON document (the numbers) and a PDF (for people) whose own bytes are
signed beside it. Both can be checked against the ledger that issued them, years later.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.orders import WorkOrder
from app.domain.reasons import needed_reason
from app.errors import BadInput, Refused
from app.ledger.closing import OrderAccount, OrderLine
from app.reports.certificate import draw_certificate
from app.security.signing import verified
from app.texts import Texts
from app.workflows.audit_record import signer, write_whole
from app.workflows.rights import require
from app.workflows.services import Services

KIND = "keywright certificate of conformance"
FILE_KIND = "keywright file signature"
_UNSAFE = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of one certificate. ``document`` is what is signed."""

    document: dict[str, Any]
    json_file: Path
    pdf_file: Path
    pdf_signature: Path


def account_of(services: Services, order: str) -> OrderAccount:
    """Return where every license of an order is; BadInput ``order-unknown``."""
    return services.ledger.closing.account(order)


def close_order(services: Services, order: str, reason: str = "") -> WorkOrder:
    """Close an order for ever.

    Raises NotAllowed; BadInput ``order-unknown``, ``reason-missing`` (fewer units than ordered);
    Refused ``order-closed-already``, ``order-unaccounted`` (with how many licenses, and which
    first).
    """
    require(services.ledger, services.actor, Act.ORDER_CLOSED)
    found = services.ledger.orders.get(order)
    if found.closed_at is None and found.left:
        reason = needed_reason(reason)
    return services.ledger.orders.close(order, reason, services.actor)


def issue_certificate(services: Services, order: str, folder: Path, texts: Texts) -> Certificate:
    """Write the certificate of a closed order into a folder, in the language of ``texts``.

    Raises NotAllowed; BadInput ``order-unknown`` | ``file-unwritable``; Refused ``order-open`` |
    ``order-unaccounted``.
    """
    require(services.ledger, services.actor, Act.CERTIFICATE_ISSUED)
    found = services.ledger.orders.get(order)
    if found.closed_at is None:
        raise Refused("order-open", order=order)
    account = account_of(services, order)
    if account.unaccounted:
        refuse_unaccounted(order, account)
    document = _document(services, found, account)
    signed = signer(services).sign(document)
    stem = f"certificate-{_file_name(order)}"
    json_file, pdf_file = folder / f"{stem}.json", folder / f"{stem}.pdf"
    beside = folder / f"{stem}.pdf.sig.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draw_certificate(signed, texts, pdf_file)
        digest = hashlib.sha256(pdf_file.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput("file-unwritable", file=str(pdf_file), reason=error.strerror) from error
    pdf_words = {"kind": FILE_KIND, "file": pdf_file.name, "sha256": digest}
    write_whole(json_file, [_pretty(signed)])
    write_whole(beside, [_pretty(signer(services).sign(pdf_words))])
    services.ledger.audit.note(
        Act.CERTIFICATE_ISSUED,
        f"order:{order}",
        services.actor,
        new={"file": json_file.name, "list_sha256": document["list_sha256"], "pdf_sha256": digest},
    )
    return Certificate(document, json_file, pdf_file, beside)


def verify_certificate(services: Services, file: Path) -> dict[str, Any]:
    """Return what a certificate says, if this ledger signed exactly that.

    ``file``: the JSON, or the PDF with its ``.sig.json`` beside it. Raises BadInput
    ``file-unreadable``, ``signature-…``, ``file-changed``.
    """
    key = signer(services).public_key
    is_pdf = file.suffix.lower() == ".pdf"
    try:
        words = (file.with_name(f"{file.name}.sig.json") if is_pdf else file).read_bytes()
        content = file.read_bytes()
    except OSError as error:
        raise BadInput("file-unreadable", file=str(file), reason=error.strerror) from error
    document = verified(words, public_key=key)
    if is_pdf and document.get("sha256") != hashlib.sha256(content).hexdigest():
        raise BadInput("file-changed", file=file.name)
    return document


def refuse_unaccounted(order: str, account: OrderAccount) -> None:
    """Raise Refused ``order-unaccounted`` with the number of licenses and the first of them."""
    lines = account.unaccounted
    raise Refused("order-unaccounted", order=order, count=len(lines), identity=lines[0].identity)


def list_hash(lines: tuple[OrderLine, ...]) -> str:
    """Return the SHA-256 (hex) of the order's list: a line ``identity|mac|serial|state`` each."""
    words = "".join(
        f"{line.identity}|{line.mac or ''}|{line.serial or ''}|{line.state.value}\n"
        for line in lines
    )
    return hashlib.sha256(words.encode()).hexdigest()


def _document(services: Services, order: WorkOrder, account: OrderAccount) -> dict[str, Any]:
    seq, mac = services.ledger.audit.head()
    lots = {lot.id: lot for lot in services.ledger.lots.overview()}
    passed = account.counts.get("verified", 0)
    return {
        "kind": KIND,
        "ledger": services.ledger.meta.ledger_id,
        "order": order.name,
        "product": order.product,
        "quantity": order.quantity,
        "passed": passed,
        "counts": account.counts,
        "list_sha256": list_hash(account.lines),
        "lots": [
            {"name": lots[lot_id].name, "source_sha256": lots[lot_id].sha256}
            for lot_id in order.lot_ids
        ],
        "rules": {
            "profile": order.rules.profile,
            "storage": order.rules.storage.value,
            "on_licensed": order.rules.on_licensed.value,
        },
        "opened_at": order.created_at,
        "closed_at": order.closed_at,
        "first_attempt_at": account.first_at,
        "last_attempt_at": account.last_at,
        "units_tried": account.units_tried,
        "passed_at_first_try": account.first_passes,
        "outcomes": account.outcomes,
        "failures": account.codes,
        "operators": account.operators,
        "stations": list(account.stations),
        "software": list(account.software),
        "exceptions": [
            {"identity": line.identity, "mac": line.mac, "state": line.state.value}
            for line in account.lines
            if line.state.value != "verified"
        ],
        "units": [
            [line.identity, line.mac, line.serial, line.verified_at]
            for line in account.lines
            if line.state.value == "verified"
        ],
        "issued_at": services.clock.now().isoformat(timespec="seconds"),
        "issued_by": services.actor.name,
        "approved_by": services.actor.approver,
        "station": services.actor.station,
        "issuing_software": services.software,
        "audit": {"records": seq, "mac": bytes(mac).hex()},
    }


def _file_name(order: str) -> str:
    """Return an order's name as part of a file name: no folder, no control character, not long."""
    kept = "".join(char for char in order.translate(_UNSAFE) if char.isprintable())
    return kept.strip(". ")[:80] or "order"


def _pretty(signed: dict[str, Any]) -> str:
    return json.dumps(signed, ensure_ascii=False, indent=1) + "\n"
