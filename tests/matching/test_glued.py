"""Prefixes that were typed along with a number."""

import pytest

from matching import recognise


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("SN44821", ("44821",)),
        ("SNQMFF715VR0", ("QMFF715VR0",)),
        ("NRR52M4FYGSS3", ("R52M4FYGSS3",)),
        ("NOXKW40048135819", ("XKW40048135819",)),
        ("NRPCZXBYJ", ("PCZXBYJ",)),
        ("nokw h418 4m1v", ("NOKWH4184M1V", "KWH4184M1V")),
        ("SNABC12", ()),
        ("QMFF715VR0", ()),
    ],
)
def test_a_number_is_read_without_its_prefix_too(written: str, other: tuple[str, ...]) -> None:
    assert recognise(written).alternatives == other
