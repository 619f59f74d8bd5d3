"""Sums of money as they stand on forms, in the currency of the office or the one people name."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from extract.forms.fill.digits import local_digits

_A_MONTH: Final = {"khm": " ក្នុងមួយខែ", "tha": "/เดือน", "ind": " sebulan", "eng": " per month"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as written (Latin digits are those of the office) and what it means."""

    text: str
    amount: int
    currency: str  # ISO 4217

    def value(self, per: str) -> dict[str, object]:
        said: dict[str, object] = {"amount": self.amount, "currency": self.currency}
        return {**said, "per": per} if per else said


def money(language: str, rng: Random, *, local: bool, wage: bool) -> tuple[str, dict[str, object]]:
    """A wage or a debt as written, and its value: amount, currency and, where written, "per"."""
    made = _WAYS[language](rng, wage)
    a_month = wage and rng.random() < 0.35
    text = made.text + (_A_MONTH[language] if a_month else "")
    return (local_digits(text, language) if local else text), made.value("month" if a_month else "")


def _khm(rng: Random, wage: bool) -> Sum:
    if rng.random() < 0.55:
        amount = 10 * rng.randrange(8, 40 if wage else 300)
        text = rng.choice((f"{amount} ដុល្លារ", f"${amount}", f"{amount:,} ដុល្លារ"))
        return Sum(text, amount, "USD")
    amount = 50_000 * rng.randrange(4, 25 if wage else 160)
    grouped = f"{amount:,}"
    return Sum(f"{rng.choice((grouped, grouped.replace(',', '.')))} រៀល", amount, "KHR")


def _tha(rng: Random, wage: bool) -> Sum:
    amount = 500 * rng.randrange(6, 30 if wage else 160)
    return Sum(rng.choices((f"{amount:,} บาท", f"{amount} บาท"), (4, 1))[0], amount, "THB")


def _ind(rng: Random, wage: bool) -> Sum:
    amount = 100_000 * rng.randrange(5, 60 if wage else 300)
    grouped = f"{amount:,}".replace(",", ".")
    texts = [f"Rp {grouped}", f"Rp {grouped},-", f"Rp{grouped}"]
    if amount % 1_000_000 == 0:
        texts.append(f"{amount // 1_000_000} juta")
    elif amount < 1_000_000:
        texts.append(f"{amount // 1000} ribu")
    return Sum(rng.choice(texts), amount, "IDR")


def _eng(rng: Random, wage: bool) -> Sum:
    amount = 500 * rng.randrange(4, 50 if wage else 200)
    texts = (f"PHP {amount:,}.00", f"PHP {amount:,}", f"P{amount:,}")
    return Sum(rng.choice(texts), amount, "PHP")


_WAYS: Final = {"khm": _khm, "tha": _tha, "ind": _ind, "eng": _eng}
