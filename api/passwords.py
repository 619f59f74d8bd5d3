"""Passwords: argon2id with 64 MiB, 3 passes, 4 lanes; at most four at once in a process.

RFC 9106 section 4, second recommendation. Each takes about 0.3 s and 64 MiB, so the bound keeps
a crowd at the door from taking the machine's memory.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import BadRequest

SHORTEST: Final = 12
LONGEST: Final = 200

_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_AT_ONCE: Final = BoundedSemaphore(4)

#: The hash of a random password that nobody knows, for logins that do not exist.
_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$5MZP2KiixK0leltFTbJE2Q"
    "$e7l0AX5NLggWNAfzoyXlrJz7Di8fg82wyuhHUO3m3NY"
)


def hash_password(password: str) -> str:
    """The hash to keep. Raises BadRequest for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadRequest(
            f"A password has {SHORTEST} to {LONGEST} characters.",
            remedy="Use four or five words, or let a password manager make one.",
        )
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the kept hash; with None it takes as long and says no."""
    with _AT_ONCE:
        try:
            right = _HASHER.verify(kept or _NOBODY, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None
