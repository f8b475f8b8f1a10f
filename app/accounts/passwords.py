"""The one password of an app that is open to others: an argon2 hash in the data folder, and a wait for who guesses."""

import os
import threading
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from app.settings import AppSettings
from index.errors import DataNotWritable, SettingsError

SHORTEST, LONGEST = 10, 1_000  # characters
FORGOTTEN = 3_600  # seconds after which wrong passwords no longer count
REMEMBERED = 10_000  # addresses


def password_file(settings: AppSettings) -> Path:
    """Return where the hash lies."""
    return settings.data / "password"


def has_password(settings: AppSettings) -> bool:
    """Return whether a password has been set."""
    return password_file(settings).is_file()


def set_password(settings: AppSettings, password: str) -> None:
    """Keep a password's hash, readable by this user only; raises SettingsError, DataNotWritable."""
    from argon2 import PasswordHasher

    if not SHORTEST <= len(password) <= LONGEST:
        raise SettingsError(
            f"The password has {len(password):,} characters; it needs {SHORTEST} to {LONGEST:,}.",
            hint="Take a few words that do not belong together.",
        )
    path = password_file(settings)
    half = path.with_name(f"password.half-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(PasswordHasher().hash(password))
        half.replace(path)
    except OSError as exc:
        raise DataNotWritable(
            f"The password cannot be kept in {str(path)!r}: {exc.strerror}.", hint="Check who may write there."
        ) from exc


def is_password(settings: AppSettings, password: str) -> bool:
    """Return whether this is the password, in a time that tells nothing of it; raises SettingsError.

    A check takes 64 MB and some 50 ms: do one at a time.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        return False
    try:
        kept = password_file(settings).read_text(encoding="ascii")
        return PasswordHasher().verify(kept, password)
    except VerificationError:
        return False
    except (OSError, ValueError, InvalidHashError) as exc:
        raise SettingsError(
            f"The password in {str(password_file(settings))!r} cannot be read.", hint="Run `footnote password` again."
        ) from exc


class Throttle:
    """Makes who gives wrong passwords wait, twice as long each time."""

    def __init__(self, *, free: int, longest: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`free` wrong ones cost nothing; no wait is longer than `longest` seconds."""
        self._free = free
        self._longest = longest
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}  # how many, and when the last
        self._lock = threading.Lock()

    def wait(self, address: str | None) -> float:
        """Return for how many seconds nothing from this address is checked."""
        number, last = self._known(_network(address))
        beyond = number - self._free
        return max(0.0, last + min(2.0 ** min(beyond, 60), self._longest) - self._clock()) if beyond > 0 else 0.0

    def wrong(self, address: str | None) -> None:
        """Note a wrong password."""
        network = _network(address)
        with self._lock:
            number, _ = self._known(network)
            if len(self._wrong) >= REMEMBERED:
                self._wrong.pop(next(iter(self._wrong)))
            self._wrong[network] = (number + 1, self._clock())

    def right(self, address: str | None) -> None:
        """Forget the wrong ones."""
        with self._lock:
            self._wrong.pop(_network(address), None)

    def _known(self, network: str) -> tuple[int, float]:
        number, last = self._wrong.get(network, (0, 0.0))
        return (number, last) if self._clock() - last < FORGOTTEN else (0, 0.0)


def _network(address: str | None) -> str:
    """Return what one attacker holds: an IPv4 address, or the 64 bits that a provider gives out of IPv6."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
