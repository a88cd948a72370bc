"""The words of lot data, and how much of each fits."""

from PySide6.QtCore import QCoreApplication

from app.domain.lots import Lot
from app.ui.theme import Tone

LONG = ("description", "remarks")
LIMITS = {"batch_tag": 64, "description": 512, "remarks": 4000}
MOST = 128


def lot_words() -> dict[str, str]:
    """Return the names of the lot data's fields."""
    translate = QCoreApplication.translate
    return {
        "order_no": translate("LotData", "Order no."),
        "pickup_no": translate("LotData", "Pickup no."),
        "buyer_part_no": translate("LotData", "Buyer's part no."),
        "product_id": translate("LotData", "Product id"),
        "category": translate("LotData", "Category"),
        "communication": translate("LotData", "Communication"),
        "delivery_mode": translate("LotData", "Delivery mode"),
        "batch_tag": translate("LotData", "Batch tag"),
        "description": translate("LotData", "Description"),
        "remarks": translate("LotData", "Remarks"),
        "low_stock": translate("LotData", "Warn at or below"),
    }


def limit_of(field: str) -> int:
    """Return how many characters a field of the lot data takes."""
    return LIMITS.get(field, MOST)


def number_in(text: str) -> int | None:
    """Return the threshold that was typed; None where the field was left empty."""
    kept = text.replace(",", "").strip()
    return int(kept) if kept.isascii() and kept.isdigit() else None


def stock_tone(lot: Lot) -> Tone:
    """Return the tone of a lot's stock."""
    if lot.closed_at or not lot.counts.available:
        return Tone.STOPPED
    return Tone.DOUBTFUL if lot.is_low else Tone.PASS
