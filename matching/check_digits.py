"""Check digits of the kinds of numbers that have one."""

from stdnum import luhn

_VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)],
        strict=True,
    )
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def luhn_holds(digits: str) -> bool:
    """Tell whether the last digit is the Luhn check digit of the others (IMEI, 3GPP TS 23.003)."""
    return bool(luhn.is_valid(digits))


def luhn_digit(digits: str) -> str:
    """Return the Luhn check digit that belongs behind these digits."""
    return str(luhn.calc_check_digit(digits))


def vin_holds(vin: str) -> bool:
    """Tell whether the ninth character checks the others (ISO 3779 as used in North America).

    European makers put anything there, so a failure says little.
    """
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin, _VIN_WEIGHTS, strict=True))
    return vin[8] == "0123456789X"[total % 11]
