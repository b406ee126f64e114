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


@pytest.mark.parametrize(
    ("text", "colours"),
    [("red-eye", set()), ("Red Eye correction", set()), ("red, with red eye fix", {"red"})],
)
def test_an_idiom_tells_no_colour(text: str, colours: set[str]) -> None:
    assert read_record({"description": text}).colours == colours


def test_an_edition_on_a_code_is_read_apart() -> None:
    record = read_record({"title": "DSC-RX100II"})
    assert record.editions == {"2"}
    assert record.codes == {"dscrx100"}
    assert record.sides == {"dscrx100": {"rx100"}}
