"""What people take for the number of one item, though it is on many or on none."""

import re

from stdnum import ean

from matching.placeholders import described
from matching.written import compact, plain

_MOBILE = re.compile(r"(?:06|00316|316)\d{8}")
_PRODUCT_CODES = (8, 12, 13)


def mistaken_for(value: str) -> str | None:
    """Return what a text may be instead of a serial number; None if nothing points to it.

    Codes: amount, date, telephone, model, and product_code for the barcode of a product (EAN or
    UPC), which is the same on every item. A serial may look like one by chance, so this is a
    reason to look again and no refusal.
    """
    text = plain(value)
    if (code := described(text)) is not None:
        return code
    digits = compact(text)
    if _MOBILE.fullmatch(digits):
        return "telephone"
    if len(digits) in _PRODUCT_CODES and digits.isdigit() and ean.is_valid(digits):
        return "product_code"
    return None
