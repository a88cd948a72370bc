"""The firmware's log lines, as they stand on the wire: format, colours, boot lines, chatter.

Format after the public ``tal_log.c``. The clock starts at 01-01 00:00:00 with the chip.
"""

from flasher.simulator.kinds import BoardKind

COLOURS = {"E": 31, "W": 33, "N": 34, "I": 36, "D": 32, "T": 37}

LOGO = (
    b"\r\n****************************************\r\n"
    b"\r\n"
    b" ______                 ____\r\n"
    b"/_  __/_ ____ _____ _  / __ \\___  ___ ___\r\n"
    b" / / / // / // / _ `/ / /_/ / _ \\/ -_) _ \\\r\n"
    b"/_/  \\_,_/\\_, /\\_,_/  \\____/ .__/\\__/_//_/\r\n"
    b"         /___/            /_/\r\n"
    b"\r\n"
    b"****************************************\r\n"
)

ROM_LOG = (
    b"ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\n"
    b"rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n"
    b"SPIWP:0xee\r\nmode:DIO, clock div:1\r\nload:0x3fce2820,len:0x1188\r\n"
    b"entry 0x403c8898\r\n"
)

CHATTER = (
    ("D", "tal_kv.c:269", "key 0xe0b9 get"),
    ("I", "tuya_iot.c:593", "state change 2 -> 3"),
    ("D", "tal_workq_service.c:52", "workqueue idle"),
    ("W", "netmgr.c:184", "no network yet"),
    ("T", "tal_sw_timer.c:311", "timer fired"),
    ("E", "mqtt_client.c:90", "not connected, uuid is not known"),
)


def log_line(kind: BoardKind, uptime_s: float, level: str, place: str, text: str) -> bytes:
    """Return one line: colour, clock, level, file and line, text, end of colour, CR LF."""
    whole = int(uptime_s)
    clock = f"01-{1 + whole // 86400:02d} {whole // 3600 % 24:02d}"
    clock += f":{whole // 60 % 60:02d}:{whole % 60:02d}"
    if kind.log_milliseconds:
        clock += f":{int(uptime_s * 1000) % 1000}"
    line = f"[{clock} ty {level}][{place}] {text}"
    if kind.log_colour:
        line = f"\x1b[0;{COLOURS[level]};49m{line}\x1b[0m"
    return (line + "\r\n").encode("latin-1")


def boot_lines(kind: BoardKind, *, is_licensed: bool) -> list[tuple[str, str, str]]:
    """Return level, place and text of the lines that come before the shell starts."""
    facts = (
        "Application information:",
        f"Project name:        {kind.project}",
        f"App version:         {kind.version}",
        "Compile time:        Jan  5 2026 08:00:00",
        "TuyaOpen version:    1.5.0",
        "TuyaOpen commit-id:  0123456789abcdef",
        f"Platform chip:       {kind.chip}",
        f"Platform board:      {kind.chip}_CORE",
        "Platform commit-id:  fedcba9876543210",
    )
    lines = [("N", f"tuya_main.c:{270 + i}", text) for i, text in enumerate(facts)]
    if not is_licensed:
        # The raw LF is the firmware's own: the second half has no prefix.
        warning = (
            "Replace the TUYA_OPENSDK_UUID and TUYA_OPENSDK_AUTHKEY contents, otherwise the demo"
            " cannot work.\n Visit the platform to get the open-sdk uuid and authkey."
        )
        lines.append(("W", "tuya_main.c:311", warning))
    return lines
