"""What the firmware does for each command: replies, flash writes and the time they take.

Every command is a generator that runs on the board's one shell task. It yields the seconds for
which the task is busy with something other than the wire; :class:`~flasher.simulator.board.Board`
adds the time that the UART needs. Replies after the public ``tuya_authorize.c`` and ``cli_cmd.c``.
"""

from collections.abc import Callable, Iterator

from flasher.simulator.console import command_table
from flasher.simulator.faults import FaultName
from flasher.simulator.flash import UUID_CELL
from flasher.simulator.kinds import DEFAULT_MAC
from flasher.simulator.task import Task

KEY_SIZE = 32
UUID_SIZES = (16, 20)
MAC_DIGITS = 12
KV, OTP = "0", "1"

USAGE = "Use like: auth uuidxxxxxxxxxxxxxxxx keyxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
STORED = "Authorization write succeeds."
NOT_STORED = "Authorization write failure."
RESET_ADVICE = "Please reset the system to ensure the new credentials are used."
NOTHING_READ = "Authorization read failure."

Command = Callable[[Task, list[str]], Iterator[float]]


def run_words(task: Task, words: list[str]) -> Iterator[float]:
    """Run one line's words: the command, or ``No command or file name``."""
    name = words[0] if words else ""
    if name in task.kind.commands:
        yield from COMMANDS[name](task, words)
    else:
        yield from task.say("No command or file name")


def _hello(task: Task, _words: list[str]) -> Iterator[float]:
    yield from task.say("hello world")


def _help(task: Task, _words: list[str]) -> Iterator[float]:
    yield from task.put(command_table(sorted(task.kind.commands)))
    yield from task.put(b"\r\n" + task.kind.prompt.encode())
    yield from task.say(
        "if you want to see more commands(sys_*, fs_*, kv_*),"
        " please turn on ENABLE_SERIAL_CLI_CMD in Kconfig"
    )


def _version(task: Task, _words: list[str]) -> Iterator[float]:
    yield from task.say("CLI version: 1.0.0")


def _sys_version(task: Task, _words: list[str]) -> Iterator[float]:
    kind = task.kind
    for name, value in (
        ("project.name", kind.project),
        ("project.version", kind.version),
        ("project.compile", "Jan  5 2026 08:00:00"),
        ("open.version", "1.5.0"),
        ("open.commit", "0123456789abcdef"),
        ("platform.chip", kind.chip),
        ("platform.board", f"{kind.chip}_CORE"),
        ("platform.commit", "fedcba9876543210"),
        ("cli.version", "1.0.0"),
    ):
        yield from task.say(f"{name.ljust(20)}{value}")


def _sys_log_enable(task: Task, words: list[str]) -> Iterator[float]:
    wanted = words[1] if len(words) > 1 else ""
    if wanted not in ("on", "off"):
        yield from task.say("Use like: sys_log_enable [on|off]")
        return
    task.set_logs(on=wanted == "on")
    yield from task.say("OK: log enabled" if wanted == "on" else "OK: log disabled")


def _sys_reboot(task: Task, _words: list[str]) -> Iterator[float]:
    yield from task.say("Rebooting device...")
    yield 0.1
    task.restart()


def _read_mac(task: Task, _words: list[str]) -> Iterator[float]:
    digits = task.flash.mac
    pairs = [digits[i : i + 2] for i in range(0, MAC_DIGITS, 2)]
    match task.kind.mac_style:
        case "fails":
            yield from task.say("Failed to get MAC address.")
        case "lower":
            yield from task.say(f"mac: {':'.join(pairs).lower()}")
        case "upper":
            yield from task.say(":".join(pairs).upper())
        case "wifi":
            yield from task.say(f"WIFI MAC ADDR:{':'.join(pairs).upper()}")


def _auth_read(task: Task, words: list[str]) -> Iterator[float]:
    flash, kind = task.flash, task.kind
    where = words[1] if kind.reads_storage and len(words) > 1 else ""
    if where not in ("", KV, OTP):
        yield from task.say("storage must be 0 or 1")
        return
    held: tuple[str, str] | None = None
    if where != OTP and flash.kv_uuid is not None and flash.kv_key is not None:
        held = flash.kv_uuid, flash.kv_key
    elif where != KV and flash.otp_uuid is not None and flash.otp_key is not None:
        # The older firmware finds the license but prints buffers that only a KV read fills.
        held = (flash.otp_uuid, flash.otp_key) if kind.reads_storage else ("", "")
    if held is None:
        task.log("E", "tuya_authorize.c:116", NOTHING_READ)
        yield from task.say(NOTHING_READ)
        return
    task.log("I", "tuya_authorize.c:107", "Authorization read succeeds.")
    uuid, key = held
    if task.struck(FaultName.READ_BACK_DIFFERS):
        uuid, key = task.other_license(uuid, key)
    yield from task.say(uuid)
    if task.cut_short("during"):
        return
    yield from task.say(key)


def _auth_reset(task: Task, _words: list[str]) -> Iterator[float]:
    flash = task.flash
    if flash.kv_uuid is None and flash.kv_key is None:
        yield from task.say("Authorization reset failure.")
        return
    flash.kv_uuid = None
    yield from _one_flash_write(task)
    flash.kv_key = None
    yield from _one_flash_write(task)
    yield from task.say("Authorization reset succeeds.")


def _auth(task: Task, words: list[str]) -> Iterator[float]:
    kind = task.kind
    if len(words) < 3:  # noqa: PLR2004 - auth, uuid, key
        yield from task.say(USAGE)
        return
    uuid, key = words[1], words[2]
    task.log("D", "tuya_authorize.c:186", f"uuid:{uuid}({len(uuid)})")
    task.log("D", "tuya_authorize.c:187", f"authkey:{key}({len(key)})")
    if kind.old_words and (len(uuid) != UUID_CELL or len(key) != KEY_SIZE):
        yield from task.say("uuid len not equal 20 or authkey len not equal 32.")
        return
    if len(uuid) not in UUID_SIZES or len(key) != KEY_SIZE:
        yield from task.say("uuid length must be 20/16, authkey length must be 32")
        return
    storage = KV if kind.old_words or len(words) < 4 else words[3]  # noqa: PLR2004
    if storage not in (KV, OTP):
        yield from task.say("storage must be 0 or 1")
        return
    mac = words[4] if len(words) > 4 else task.flash.mac  # noqa: PLR2004
    if not kind.old_words and len(mac) != MAC_DIGITS:
        yield from task.say("mac length must be 12")
        return
    if storage == OTP:
        yield from _write_otp(task, uuid, key, mac)
    else:
        yield from _write_kv(task, uuid, key)


def _write_kv(task: Task, uuid: str, key: str) -> Iterator[float]:
    kind, flash = task.kind, task.flash
    if task.struck(FaultName.WRITE_FAILS):
        yield from task.say(NOT_STORED)
        return
    if task.struck(FaultName.NOTHING_STORED):
        yield from _busy_flash(task)
        yield from _busy_flash(task)
    else:
        cell = uuid
        if kind.strays and len(uuid) < UUID_CELL:
            cell += task.stray_bytes(UUID_CELL - len(uuid))
        yield from _busy_flash(task)
        flash.kv_uuid = cell
        _count_kv_write(task)
        if task.cut_short("during"):
            return
        if task.struck(FaultName.HALF_STORED):
            task.log("E", "tuya_authorize.c:78", NOT_STORED)
            yield from task.say(NOT_STORED)
            return
        yield from _busy_flash(task)
        flash.kv_key = key
        _count_kv_write(task)
    if task.cut_short("after"):
        return
    if kind.reboots_after_auth:
        task.restart()
        return
    task.log("I", "tuya_authorize.c:75", STORED)
    yield from task.say(STORED)
    if kind.says_reset_advice:
        yield from task.say(RESET_ADVICE)


def _write_otp(task: Task, uuid: str, key: str, mac: str) -> Iterator[float]:
    kind, flash = task.kind, task.flash
    if not kind.has_otp:
        yield from task.say("OTP storage is only supported on T5 platform.")
        return
    if mac.upper() == DEFAULT_MAC:
        yield from task.say("Warning: mac is default mac, please check your device mac.")
    if flash.otp_is_spent or task.struck(FaultName.WRITE_FAILS):
        yield kind.otp_write_s
        yield from task.say("Authorization write to OTP failure.")
        return
    if task.struck(FaultName.OTP_INTERRUPTED):
        yield kind.otp_write_s / 2
        burnt = task.choose(("nothing", "half", "all"))
        if burnt != "nothing":
            flash.otp_uuid, flash.otp_mac = uuid, mac
            flash.otp_key = key if burnt == "all" else None
            _count_otp_write(task)
        task.restart()
        return
    yield kind.otp_write_s / 2
    if task.cut_short("during"):
        return
    if task.struck(FaultName.HALF_STORED):
        flash.otp_uuid, flash.otp_mac = uuid, mac
        _count_otp_write(task)
        yield kind.otp_write_s / 2
        yield from task.say("Authorization write to OTP failure.")
        return
    yield kind.otp_write_s / 2
    task.flash.timing.flash_s += kind.otp_write_s
    if not task.struck(FaultName.NOTHING_STORED):
        flash.otp_uuid, flash.otp_key, flash.otp_mac = uuid, key, mac
        _count_otp_write(task)
    if task.cut_short("after"):
        return
    yield from task.say("Authorization write to OTP Succeeds.")


def _busy_flash(task: Task) -> Iterator[float]:
    yield task.kind.kv_write_s
    task.flash.timing.flash_s += task.kind.kv_write_s


def _one_flash_write(task: Task) -> Iterator[float]:
    yield from _busy_flash(task)
    _count_kv_write(task)


def _count_kv_write(task: Task) -> None:
    task.flash.kv_writes += 1
    task.save()


def _count_otp_write(task: Task) -> None:
    task.flash.otp_writes += 1
    task.save()


COMMANDS: dict[str, Command] = {
    "hello": _hello,
    "help": _help,
    "version": _version,
    "sys_version": _sys_version,
    "sys_log_enable": _sys_log_enable,
    "sys_reboot": _sys_reboot,
    "read_mac": _read_mac,
    "auth": _auth,
    "auth-read": _auth_read,
    "auth-reset": _auth_reset,
}
