"""The console's commands as text, without their Enter. Source: TuyaOpen ``tuya_authorize.c``."""

import re

from flasher.model import Credential, Storage

READ_LICENSE = "auth-read"
"""Newest firmware: KV, else OTP. Older: KV alone, and two empty lines when only OTP has one."""
READ_KV = "auth-read 0"
READ_OTP = "auth-read 1"
ASK_STORAGE_ARGUMENT = "auth-read 9"
"""Newer firmware names the storages it has; older firmware ignores the word and reads KV."""
READ_MAC = "read_mac"
SYSTEM_VERSION = "sys_version"
CLI_VERSION = "version"
LOG_OFF = "sys_log_enable off"

_IDENTITY = re.compile(r"(?:[A-Za-z0-9._-]{16}|[A-Za-z0-9._-]{20})")
_KEY = re.compile(r"[!-~]{32}")
_MAC = re.compile(r"[0-9A-F]{12}")


def write_license(credential: Credential, storage: Storage) -> str:
    """Return the command that stores a license; it holds the key in clear.

    Raises ValueError for a credential that the console would cut or refuse; the text of the error
    holds no secret.
    """
    key = credential.key.reveal()
    if not _IDENTITY.fullmatch(credential.identity):
        raise ValueError("identity must be 16 or 20 of A-Z a-z 0-9 . _ -")
    if not _KEY.fullmatch(key):
        raise ValueError("key must be 32 printable ASCII characters without a space")
    command = f"auth {credential.identity} {key}"
    if storage is Storage.KV:
        return command
    if credential.mac is None:
        return f"{command} 1"
    if not _MAC.fullmatch(credential.mac):
        raise ValueError("mac must be 12 upper-case hex digits")
    return f"{command} 1 {credential.mac}"
