"""Who may come in and who may change the folder: the address listened on, the sign-in there is, names allowed."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from app.accounts.passwords import has_password
from app.settings import AppSettings
from index.errors import SettingsError
from index.settings import PROJECT

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How people sign in; neither: they cannot."""

    providers: tuple[str, ...] = ()  # names for st.login; "" is the only one of an unnamed section
    password: bool = False

    def __bool__(self) -> bool:
        return bool(self.providers or self.password)


def is_loopback(address: str | None) -> bool:
    """Return whether only this machine reaches an address; none means every address there is."""
    host = (address or "").strip("[]").lower()
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name may lead anywhere
        return False


def sign_in(settings: AppSettings) -> SignIn:
    """Return the sign-in that is set up; raises SettingsError for a file of secrets that cannot be read."""
    return SignIn(_providers(_secrets().get("auth")), has_password(settings))


def check_open(settings: AppSettings, address: str) -> None:
    """Raise SettingsError where an address is open to others and nobody could sign in."""
    if not is_loopback(address) and not sign_in(settings):
        raise SettingsError(
            f"{address!r} can be reached from other machines, and no sign-in is set up.",
            hint="Set a password with `footnote password`, or put an [auth] section for your OpenID provider into "
            f"{secrets_files()[-1]}; or leave --address out to stay on this machine.",
        )


def is_named(name: str, allowed: str) -> bool:
    """Return whether a person is among "everybody" or e-mail addresses and @domains, separated by commas."""
    names = {one.lower() for one in re.split(r"[\s,;]+", allowed) if one}
    person, (_, at, domain) = name.lower(), name.lower().rpartition("@")
    return EVERYBODY in names or (bool(person) and person in names) or (bool(at) and f"@{domain}" in names)


def secrets_files() -> tuple[Path, Path]:
    """Return where Streamlit looks for secrets, the one that wins last."""
    return Path.home() / ".streamlit" / "secrets.toml", PROJECT / ".streamlit" / "secrets.toml"


def _secrets() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in secrets_files():
        try:
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as exc:
            raise SettingsError(f"{str(path)!r} cannot be read: {exc}.", hint="Correct it, or remove it.") from exc
    return found


def _providers(auth: object) -> tuple[str, ...]:
    if not isinstance(auth, Mapping):
        return ()
    if "client_id" in auth:
        return ("",)
    return tuple(name for name, section in auth.items() if isinstance(section, Mapping) and "client_id" in section)
