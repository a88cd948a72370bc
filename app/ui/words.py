"""The words for states, outcomes and steps, in the present language."""

from PySide6.QtCore import QCoreApplication

from app.domain.licenses import LicenseState
from app.errors import KeywrightError
from app.redaction import Redactor
from app.texts import wall_time
from app.ui.language import language
from app.ui.theme import Tone
from app.ui.views import SlotState
from flasher.errors import FlasherError
from flasher.model import Outcome, Step

ELLIPSIS = "…"
_STRIKES = Redactor()


def minute_word(at: str | None) -> str:
    """Return a UTC ISO time of the ledger as date and minute of the clock on the wall."""
    return wall_time(at) if at else ""


def verdict_word(state: SlotState) -> str:
    """Return the big word on a slot's card."""
    translate = QCoreApplication.translate
    return {
        SlotState.UNASSIGNED: translate("Verdict", "NO PORT"),
        SlotState.WAITING: translate("Verdict", "INSERT BOARD"),
        SlotState.RUNNING: translate("Verdict", "WAIT"),
        SlotState.PASS: translate("Verdict", "PASS"),
        SlotState.FAIL: translate("Verdict", "FAIL"),
        SlotState.DOUBTFUL: translate("Verdict", "DOUBTFUL"),
        SlotState.REFUSED: translate("Verdict", "REFUSED"),
        SlotState.STOPPED: translate("Verdict", "STOPPED"),
        SlotState.LOCKED: translate("Verdict", "LOCKED"),
        SlotState.PAUSED: translate("Verdict", "OFF"),
        SlotState.FOUND: translate("Verdict", "FOUND"),
    }[state]


def step_word(step: Step) -> str:
    """Return the name of a step."""
    translate = QCoreApplication.translate
    return {
        Step.CONNECT: translate("Step", "Connect"),
        Step.RESET: translate("Step", "Reset"),
        Step.IDENTIFY: translate("Step", "Identify"),
        Step.READ_EXISTING: translate("Step", "Read"),
        Step.INTENT: translate("Step", "Reserve"),
        Step.WRITE: translate("Step", "Write"),
        Step.READ_BACK: translate("Step", "Read back"),
    }[step]


def license_word(state: LicenseState) -> str:
    """Return the name of a license state."""
    translate = QCoreApplication.translate
    return {
        LicenseState.AVAILABLE: translate("License", "Available"),
        LicenseState.RESERVED: translate("License", "Picked up"),
        LicenseState.WRITING: translate("License", "Writing"),
        LicenseState.DOUBTFUL: translate("License", "Doubtful"),
        LicenseState.VERIFIED: translate("License", "Written"),
        LicenseState.HELD: translate("License", "Held"),
        LicenseState.VOID: translate("License", "Void"),
    }[state]


def outcome_word(outcome: Outcome) -> str:
    """Return the name of an attempt's outcome."""
    translate = QCoreApplication.translate
    return {
        Outcome.PASS: translate("Outcome", "Pass"),
        Outcome.REFUSED: translate("Outcome", "Refused"),
        Outcome.FAILED: translate("Outcome", "Failed"),
        Outcome.DOUBTFUL: translate("Outcome", "Doubtful"),
        Outcome.ABORTED: translate("Outcome", "Stopped"),
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
    return texts.sentence(code, **spoken(facts)) if texts.has(code) else code


def advice(code: str, facts: dict[str, object]) -> str:
    """Return what to do about a code; may be empty."""
    texts = language().texts
    return texts.advice(code, **spoken(facts)) if texts.has(code) else ""


def spoken(facts: dict[str, object]) -> dict[str, object]:
    """Return facts in which a step goes by its name on the screen, not by its code.

    What looks like a secret is struck out: somebody may have scanned or typed one.
    """
    told: dict[str, object] = _STRIKES.strike_facts(facts)
    step = facts.get("step")
    known = isinstance(step, str) and step in {one.value for one in Step}
    return {**told, "step": step_word(Step(str(step)))} if known else told


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
        return f"{seconds:.2f}\N{NO-BREAK SPACE}s"
    if seconds < 100:
        return f"{seconds:.1f}\N{NO-BREAK SPACE}s"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def named(name: str, value: str) -> str:
    """Return one line of facts: ``Product: Plug mini``."""
    return f"{name}: {value}"
