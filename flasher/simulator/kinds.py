"""Named kinds of simulated boards: which console, which commands, how long things take.

The differences between console generations are those of the public TuyaOpen sources (early 2025,
mid 2025, 2026). Times are those measured by others: T5AI 0.70 s and ESP32 1.11 s to the prompt.
"""

from dataclasses import dataclass, replace
from typing import Literal

PLAIN = frozenset({"hello", "auth", "auth-read", "auth-reset"})
NEWEST = PLAIN | {"help", "version", "sys_log_enable", "sys_reboot", "sys_version", "read_mac"}

DEFAULT_MAC = "C8478C000018"
"""A T5 module that was never personalised."""

MacStyle = Literal["lower", "upper", "wifi", "fails"]


@dataclass(frozen=True, slots=True)
class BoardKind:
    """Everything that tells one family of boards and firmware from another.

    ``old_words``: replies of the first generation (lengths, one line after a write, no storage
    argument). ``uart_logs``: the firmware's log shares the console's wire. ``log_period_s``: mean
    seconds between chatter lines while logs are on, 0 for none. ``reset_wired``: DTR and RTS reach
    the chip. ``reboots_after_auth``: prints nothing after a write and restarts. ``reply_s``:
    seconds the firmware thinks before each reply.
    """

    name: str
    console: Literal["A", "B", "C"]
    prompt: str = "tuya> "
    lf_is_enter: bool = True
    has_logo: bool = True
    commands: frozenset[str] = NEWEST
    mac_style: MacStyle = "lower"
    old_words: bool = False
    says_reset_advice: bool = True
    reads_storage: bool = True
    has_otp: bool = False
    fills_kv_from_otp: bool = True
    reboots_after_auth: bool = False
    strays: bool = False
    uart_logs: bool = True
    log_colour: bool = True
    log_milliseconds: bool = False
    log_period_s: float = 0.0
    rom_log: bool = False
    reset_wired: bool = False
    baud: int = 115200
    boot_s: float = 0.70
    kv_write_s: float = 0.030
    otp_write_s: float = 2.0
    reply_s: float = 0.0
    project: str = "switch_demo"
    version: str = "1.0.0"
    chip: str = "T5AI"


_A = BoardKind(
    "tuyaopen-a",
    "A",
    prompt="tuya>",
    lf_is_enter=False,
    has_logo=False,
    commands=PLAIN | {"read_mac"},
    mac_style="upper",
    old_words=True,
    says_reset_advice=False,
    reads_storage=False,
    fills_kv_from_otp=False,
    version="0.9.2",
    chip="ESP32",
)
_B = BoardKind(
    "tuyaopen-b",
    "B",
    prompt="tuya>",
    commands=PLAIN | {"read_mac"},
    mac_style="wifi",
    says_reset_advice=False,
    reads_storage=False,
    fills_kv_from_otp=False,
    version="1.1.0",
)
_C = BoardKind("tuyaopen-c", "C", version="1.4.1")
_ESP32 = replace(
    _C,
    name="esp32",
    chip="ESP32-S3",
    rom_log=True,
    log_period_s=1.5,
    reset_wired=True,
    boot_s=1.11,
)

KINDS: dict[str, BoardKind] = {
    kind.name: kind
    for kind in (
        _A,
        _B,
        replace(_B, name="tuyaopen-b-space", prompt="tuya> ", mac_style="lower"),
        _C,
        replace(_C, name="t5ai", uart_logs=False, has_otp=True, reset_wired=True, version="1.5.0"),
        _ESP32,
        replace(_ESP32, name="esp32-chatter", log_period_s=0.03, log_milliseconds=True),
        replace(_C, name="ble16", strays=True, chip="BLE"),
        replace(_A, name="old-reboot", reboots_after_auth=True, boot_s=0.7),
        replace(_B, name="no-read-mac", commands=PLAIN),
        replace(_A, name="no-auth-read", commands=frozenset({"hello", "auth", "read_mac"})),
        replace(_C, name="no-sys", commands=PLAIN | {"help", "version", "read_mac"}),
        replace(_C, name="fails-read-mac", mac_style="fails"),
    )
}


def kind_named(name: str) -> BoardKind:
    """Return the kind of that name. Raises ValueError with the names there are."""
    if name not in KINDS:
        raise ValueError(f"no such board: {name} (known: {', '.join(KINDS)})")
    return KINDS[name]
