"""Evidence: one thing that speaks for or against, in bits and in words."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence.

    `bits` is the logarithm in base 2 of how many times likelier this is if both are the same
    item; `text` says it in Dutch (`nl`) and English (`en`).
    """

    feature: str
    bits: float
    text: Mapping[str, str]
