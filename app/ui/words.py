"""The words for states, outcomes and steps, in the present language."""

from PySide6.QtCore import QCoreApplication

from app.domain.licenses import LicenseState
from app.errors import KeywrightError
from app.ui.language import language
from app.ui.services import SlotState
from app.ui.theme import Tone
from flasher.errors import FlasherError
from flasher.model import Outcome, Step

ELLIPSIS = "…"


def verdict_word(state: SlotState) -> str:  # noqa: PLR0911 - one line a state
    """Return the big word on a slot's card."""
    tr = QCoreApplication.translate
    match state:
        case SlotState.UNASSIGNED:
            return tr("Verdict", "NO PORT")
        case SlotState.WAITING:
            return tr("Verdict", "INSERT BOARD")
        case SlotState.RUNNING:
            return tr("Verdict", "WAIT")
        case SlotState.PASS:
            return tr("Verdict", "PASS")
        case SlotState.FAIL:
            return tr("Verdict", "FAIL")
        case SlotState.DOUBTFUL:
            return tr("Verdict", "DOUBTFUL")
        case SlotState.REFUSED:
            return tr("Verdict", "REFUSED")
        case SlotState.STOPPED:
            return tr("Verdict", "STOPPED")
        case SlotState.LOCKED:
            return tr("Verdict", "LOCKED")
        case SlotState.PAUSED:
            return tr("Verdict", "OFF")
        case SlotState.FOUND:
            return tr("Verdict", "FOUND")


def step_word(step: Step) -> str:
    """Return the name of a step."""
    tr = QCoreApplication.translate
    match step:
        case Step.CONNECT:
            return tr("Step", "Connect")
        case Step.RESET:
            return tr("Step", "Reset")
        case Step.IDENTIFY:
            return tr("Step", "Identify")
        case Step.READ_EXISTING:
            return tr("Step", "Read")
        case Step.INTENT:
            return tr("Step", "Reserve")
        case Step.WRITE:
            return tr("Step", "Write")
        case Step.READ_BACK:
            return tr("Step", "Read back")


def license_word(state: LicenseState) -> str:
    """Return the name of a license state."""
    tr = QCoreApplication.translate
    match state:
        case LicenseState.AVAILABLE:
            return tr("License", "Available")
        case LicenseState.RESERVED:
            return tr("License", "Picked up")
        case LicenseState.WRITING:
            return tr("License", "Writing")
        case LicenseState.DOUBTFUL:
            return tr("License", "Doubtful")
        case LicenseState.VERIFIED:
            return tr("License", "Written")
        case LicenseState.HELD:
            return tr("License", "Held")
        case LicenseState.VOID:
            return tr("License", "Void")


def outcome_word(outcome: Outcome) -> str:
    """Return the name of an attempt's outcome."""
    tr = QCoreApplication.translate
    match outcome:
        case Outcome.PASS:
            return tr("Outcome", "Pass")
        case Outcome.REFUSED:
            return tr("Outcome", "Refused")
        case Outcome.FAILED:
            return tr("Outcome", "Failed")
        case Outcome.DOUBTFUL:
            return tr("Outcome", "Doubtful")
        case Outcome.ABORTED:
            return tr("Outcome", "Stopped")


OUTCOME_TONES = {
    Outcome.PASS: Tone.PASS,
    Outcome.REFUSED: Tone.REFUSED,
    Outcome.FAILED: Tone.FAIL,
    Outcome.DOUBTFUL: Tone.DOUBTFUL,
    Outcome.ABORTED: Tone.STOPPED,
}
LICENSE_TONES = {
    LicenseState.AVAILABLE: Tone.RUNNING,
    LicenseState.RESERVED: Tone.RUNNING,
    LicenseState.WRITING: Tone.RUNNING,
    LicenseState.DOUBTFUL: Tone.DOUBTFUL,
    LicenseState.VERIFIED: Tone.PASS,
    LicenseState.HELD: Tone.REFUSED,
    LicenseState.VOID: Tone.STOPPED,
}


def sentence(code: str, facts: dict[str, object]) -> str:
    """Return what a code says; a code without words names itself (and a test finds it)."""
    texts = language().texts
    return texts.sentence(code, **facts) if texts.has(code) else code


def advice(code: str, facts: dict[str, object]) -> str:
    """Return what to do about a code; may be empty."""
    texts = language().texts
    return texts.advice(code, **facts) if texts.has(code) else ""


def error_words(error: KeywrightError | FlasherError) -> tuple[str, str]:
    """Return sentence and advice of a known error."""
    return sentence(error.code, error.facts), advice(error.code, error.facts)


def short(identity: str, most: int = 12) -> str:
    """Return an identity shortened in the middle; its end tells units apart."""
    if len(identity) <= most:
        return identity
    tail = most * 2 // 3
    return f"{identity[: most - tail - 1]}{ELLIPSIS}{identity[-tail:]}"


def seconds_word(seconds: float) -> str:
    """Return a duration as a person reads it: ``0.42 s``, ``12.3 s``, ``2:05``."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 100:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
