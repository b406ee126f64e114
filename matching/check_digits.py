"""Check digits of the kinds of numbers that have one."""

import numpy as np
import numpy.typing as npt
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


def vin_digit(vin: str) -> str:
    """Return the check digit that belongs in the ninth place of this VIN, whatever is there."""
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def vin_holds(vin: str) -> bool:
    """Tell whether the ninth character checks the others (ISO 3779 as used in North America).

    European makers put anything there, so a failure says little.
    """
    return vin[8] == vin_digit(vin)


LUHN_LENGTH, VIN_LENGTH = 15, 17
_NO_VIN_VALUE = 99
_VALUE_OF_CODE = np.array(
    [_VIN_VALUES.get(c, _NO_VIN_VALUE) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
)


def luhn_hold(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Tell for each row of character codes (A is 10) whether it is digits that `luhn_holds`."""
    reversed_ = codes[:, ::-1].astype(np.intp)
    doubled = reversed_[:, 1::2] * 2
    total = reversed_[:, ::2].sum(1) + (doubled - 9 * (doubled > 9)).sum(1)
    holds: npt.NDArray[np.bool_] = (total % 10 == 0) & (codes < 10).all(1)
    return holds


def vins_hold(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Tell for each row of 17 character codes whether it is a VIN that `vin_holds`."""
    values = _VALUE_OF_CODE[codes]
    left = (values * np.array(_VIN_WEIGHTS)).sum(1) % 11
    given = np.where(codes[:, 8] == 33, 10, np.where(codes[:, 8] < 10, codes[:, 8], -1))
    holds: npt.NDArray[np.bool_] = (left == given) & (values != _NO_VIN_VALUE).all(1)
    return holds
