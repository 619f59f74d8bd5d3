"""Drawing by lot, so that the same is always drawn and nobody can foresee what."""

from __future__ import annotations

import hashlib
import hmac


def lot(secret: str, subject: str, share: float) -> bool:
    """Whether a subject is drawn: always the same for it, and unforeseeable without the secret.

    About `share` (0..1) of all subjects are.
    """
    digest = hmac.new(secret.encode(), subject.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64
