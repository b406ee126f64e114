"""Records: what is read out of the fields of free text."""

import pytest

from matching.product.record import read_record


@pytest.mark.parametrize(
    ("word", "colour"), [("paars", "purple"), ("grijs", "grey"), ("brons", "bronze")]
)
def test_a_colour_may_end_as_a_plural_does(word: str, colour: str) -> None:
    assert read_record({"title": word}).colours == {colour}


@pytest.mark.parametrize(
    ("word", "read"), [("chest", "chest"), ("pecho", "chest"), ("hoes", "case")]
)
def test_words_for_the_same_are_one(word: str, read: str) -> None:
    assert read_record({"title": word}).words == {read}


def test_an_edition_on_a_code_is_read_apart() -> None:
    record = read_record({"title": "DSC-RX100II"})
    assert record.editions == {"2"}
    assert record.codes == {"dscrx100"}
    assert record.sides == {"dscrx100": {"rx100"}}
