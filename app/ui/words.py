"""The words for states, outcomes and steps, in the present language."""

from PySide6.QtCore import QCoreApplication

from app.domain.licenses import LicenseState
from app.errors import KeywrightError
from app.ui.language import language
from app.ui.theme import Tone
from app.ui.views import SlotState
from flasher.errors import FlasherError
from flasher.model import Outcome, Step

ELLIPSIS = "…"


def verdict_word(state: SlotState) -> str:
    """Return the big word on a slot's card."""
    tr = QCoreApplication.translate
    return {
        SlotState.UNASSIGNED: tr("Verdict", "NO PORT"),
        SlotState.WAITING: tr("Verdict", "INSERT BOARD"),
        SlotState.RUNNING: tr("Verdict", "WAIT"),
        SlotState.PASS: tr("Verdict", "PASS"),
        SlotState.FAIL: tr("Verdict", "FAIL"),
        SlotState.DOUBTFUL: tr("Verdict", "DOUBTFUL"),
        SlotState.REFUSED: tr("Verdict", "REFUSED"),
        SlotState.STOPPED: tr("Verdict", "STOPPED"),
        SlotState.LOCKED: tr("Verdict", "LOCKED"),
        SlotState.PAUSED: tr("Verdict", "OFF"),
        SlotState.FOUND: tr("Verdict", "FOUND"),
    }[state]


def step_word(step: Step) -> str:
    """Return the name of a step."""
    tr = QCoreApplication.translate
    return {
        Step.CONNECT: tr("Step", "Connect"),
        Step.RESET: tr("Step", "Reset"),
        Step.IDENTIFY: tr("Step", "Identify"),
        Step.READ_EXISTING: tr("Step", "Read"),
        Step.INTENT: tr("Step", "Reserve"),
        Step.WRITE: tr("Step", "Write"),
        Step.READ_BACK: tr("Step", "Read back"),
    }[step]


def license_word(state: LicenseState) -> str:
    """Return the name of a license state."""
    tr = QCoreApplication.translate
    return {
        LicenseState.AVAILABLE: tr("License", "Available"),
        LicenseState.RESERVED: tr("License", "Picked up"),
        LicenseState.WRITING: tr("License", "Writing"),
        LicenseState.DOUBTFUL: tr("License", "Doubtful"),
        LicenseState.VERIFIED: tr("License", "Written"),
        LicenseState.HELD: tr("License", "Held"),
        LicenseState.VOID: tr("License", "Void"),
    }[state]


def outcome_word(outcome: Outcome) -> str:
    """Return the name of an attempt's outcome."""
    tr = QCoreApplication.translate
    return {
        Outcome.PASS: tr("Outcome", "Pass"),
        Outcome.REFUSED: tr("Outcome", "Refused"),
        Outcome.FAILED: tr("Outcome", "Failed"),
        Outcome.DOUBTFUL: tr("Outcome", "Doubtful"),
        Outcome.ABORTED: tr("Outcome", "Stopped"),
    }[outcome]


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
