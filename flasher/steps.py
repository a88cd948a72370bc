"""The single moves of a write: identify, read, write, read back. No order, no events here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from flasher.errors import BoardRefused, ReplyNotUnderstood
from flasher.model import Credential, Holding, Storage
from flasher.protocol import commands, replies
from flasher.protocol.replies import Firmware, Odd, WriteReply
from flasher.session import ENTER_WITH_LINE_FEED, Session

T = TypeVar("T")

_MORE_MAC_READS = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a board says it is. ``console``: "A", "B", "C", or None where nothing told."""

    mac: str | None
    firmware_name: str | None = None
    firmware_version: str | None = None
    console: str | None = None


@dataclass(frozen=True, slots=True)
class Existing:
    """What a board holds: in effect, in KV alone, and in OTP if that was asked for."""

    holding: Holding
    kv: Holding
    otp: Holding | None = None


def identify(session: Session) -> Identity:
    """Ask for firmware and MAC; know the console's generation by its answers.

    The first question ends with a line feed as well: generation A ignores it, B and C answer it
    with a second prompt, which comes before the next echo and so costs no waiting.
    """
    firmware: Firmware | Odd = Odd.NO_COMMAND
    if session.profile.ask_firmware:
        firmware = session.query(
            commands.SYSTEM_VERSION,
            lambda lines, _: replies.read_firmware(lines),
            enter=ENTER_WITH_LINE_FEED,
        )
    mac = read_mac(session)
    console = _generation(session, firmware)
    if not isinstance(firmware, Firmware):
        return Identity(mac, console=console)
    return Identity(mac, firmware.name, firmware.version, console)


def read_mac(session: Session) -> str | None:
    """Return the MAC after as many equal answers as the profile wants, None if it has none.

    Each other answer in between makes it one more.

    Raises BoardRefused ``default-mac`` for a module that was never personalised, and
    ReplyNotUnderstood when the answers never agree.
    """
    answers: list[str] = []
    fewest = session.profile.mac_reads
    for _ in range(fewest + _MORE_MAC_READS):
        answer = session.query(commands.READ_MAC, lambda lines, _: replies.read_mac(lines))
        if isinstance(answer, Odd):
            return None
        answers.append(answer)
        # answers that differ show a bad wire, on which two equal ones prove less
        if answers.count(answer) == fewest + len(set(answers)) - 1:
            if answer in session.profile.default_macs:
                raise BoardRefused(code="default-mac", mac=answer, port=session.port)
            return answer
    raise ReplyNotUnderstood("the MAC is another each time", port=session.port, step="read_mac")


def quiet_logs(session: Session) -> None:
    """Turn the firmware's log off if it was seen; older firmware does not know how, which is fine.

    Lasts until the next boot. Keeps noise out of replies, and the key out of the log.
    """
    if session.profile.quiet_logs and session.log_lines:
        session.query(commands.LOG_OFF, lambda lines, _: bool(lines))


def read_existing(session: Session, storage: Storage) -> Existing:
    """Read what the board holds; for an OTP job KV and OTP each on its own.

    Raises BoardRefused: ``cannot-read-back`` (the firmware cannot show this storage, so a write
    could never be proven), ``otp-occupied`` (OTP holds one that cannot be shown),
    ``otp-unsupported``.
    """
    if storage is Storage.KV:
        held = _surely(session, commands.READ_LICENSE)
        return Existing(held, held)
    otp = read_otp(session)
    kv = _surely(session, commands.READ_KV)
    return Existing(otp if kv.is_blank else kv, kv, otp)


def read_otp(session: Session) -> Holding:
    """Read OTP alone. Raises BoardRefused as :func:`read_existing`."""
    if not session.profile.otp:
        raise BoardRefused(code="otp-unsupported", port=session.port)
    answer = _license(session, commands.ASK_STORAGE_ARGUMENT)
    if answer is not Odd.STORAGES:
        raise BoardRefused(code="cannot-read-back", port=session.port, storage="otp")
    return _surely(session, commands.READ_OTP)


def ensure_same_board(session: Session, mac: str | None) -> None:
    """Make sure that this is still the board that was identified, if anything disturbed it.

    Raises BoardRefused ``board-changed``, or ``board-uncertain`` where it has no MAC to compare.
    """
    if not session.looks_restarted():
        return
    session.recover()
    if mac is None:
        raise BoardRefused(code="board-uncertain", port=session.port)
    now = read_mac(session)
    if now != mac:
        raise BoardRefused(code="board-changed", port=session.port, mac=now, expected=mac)
    session.is_disturbed = False


def write(session: Session, credential: Credential, storage: Storage) -> WriteReply:
    """Send the license, echo checked before Enter; return what the board says of it."""
    timeout_s = session.profile.kv_write_s if storage is Storage.KV else session.profile.otp_write_s
    command = commands.write_license(credential, storage)
    exchange = session.ask(command, timeout_s, confirm_echo=True, knocks=True)
    return replies.read_write_reply(exchange.lines)


def read_back(session: Session, credential: Credential, storage: Storage) -> Holding:
    """Read the storage again. A differing answer is asked for once more: it may be the wire."""
    command = commands.READ_LICENSE if storage is Storage.KV else commands.READ_OTP
    held = _holding(session, command)
    if held.is_blank or replies.is_same_license(held, credential.identity, credential.key):
        return held
    return _holding(session, command)


def _surely(session: Session, command: str) -> Holding:
    """Read a license; one that is there must be given twice alike, or a bit may have flipped."""
    held = _holding(session, command)
    if held.is_blank:
        return held
    for _ in range(session.profile.read_attempts):
        again = _holding(session, command)
        if again == held:
            return held
        held = again
    raise ReplyNotUnderstood("the license is another each time", port=session.port, step=command)


def _holding(session: Session, command: str) -> Holding:
    answer = _license(session, command)
    match answer:
        case Holding():
            return answer
        case Odd.EMPTY:
            raise BoardRefused(code="otp-occupied", port=session.port)
        case Odd.NO_OTP:
            raise BoardRefused(code="otp-unsupported", port=session.port)
        case Odd.NO_COMMAND | Odd.STORAGES:
            raise BoardRefused(code="cannot-read-back", port=session.port, storage="kv")
    raise ReplyNotUnderstood("no license reply", port=session.port, step=command)


def _license(session: Session, command: str) -> Holding | Odd:
    def read(lines: Sequence[str], is_last: bool) -> Holding | Odd:
        answer = replies.read_license(lines, lenient=is_last)
        return _steady(answer, is_last)

    return session.query(command, read)


def _steady(answer: T, is_last: bool) -> T:
    """Pass an answer on; have those that end the attempt repeated until the last try.

    An empty reply may be a lost one, and an unknown command one whose letter flipped on the wire.
    """
    if answer in (Odd.EMPTY, Odd.NO_COMMAND, Odd.NO_OTP) and not is_last:
        raise replies.NotUnderstoodError("an answer to be confirmed")
    return answer


def _generation(session: Session, firmware: Firmware | Odd) -> str | None:
    if isinstance(firmware, Firmware):
        return "C"
    if not session.profile.ask_firmware:
        return None
    if not session.prompts_for_line_feed:
        return "A"
    if not session.prompt_has_space:
        return "B"
    answer = session.query(commands.CLI_VERSION, lambda lines, _: replies.read_firmware(lines))
    return "C" if isinstance(answer, Firmware) else "B"
