"""Pictures: only real ones, upright, small enough, and nothing of theirs but the picture."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from registry.images import MOST_BYTES, NotAPicture, PictureTooLarge, read_picture

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 200), **options: object) -> bytes:
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_comes_out_is_a_jpeg_of_at_most_1600_pixels(kind: str) -> None:
    made = read_picture(picture(kind, (4000, 1000)))
    with Image.open(BytesIO(made.jpeg)) as shown, Image.open(BytesIO(made.small)) as small:
        assert (shown.format, shown.size) == ("JPEG", (1600, 400))
        assert (made.width, made.height) == (1600, 400)
        assert small.size == (160, 40)


def test_nothing_stays_of_who_took_it_where_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # The top is on the right.
    exif[MAKE] = "Camera of Jantje"
    exif.get_ifd(GPS)[2] = (52.0, 5.0, 7.0)
    sent = picture(exif=exif, comment=b"taken by Jantje") + b"hidden behind the picture"
    made = read_picture(sent)
    with Image.open(BytesIO(made.jpeg)) as shown:
        assert shown.size == (200, 400)
        assert not shown.getexif()
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        # Red was on the left, and so is at the top now.
        assert shown.getpixel((100, 50))[0] > 200 > shown.getpixel((100, 50))[1]  # type: ignore[index]  # of an RGB image
    for secret in (b"Jantje", b"hidden", b"Exif"):
        assert secret not in made.jpeg
        assert secret not in made.small


def test_the_busiest_picture_fits_in_the_bytes() -> None:
    noise = Image.effect_noise((2000, 2000), 200).convert("RGB")
    written = BytesIO()
    noise.save(written, "JPEG", quality=95)
    made = read_picture(written.getvalue())
    assert len(made.jpeg) <= MOST_BYTES
    assert made.width < 1600


def test_what_is_transparent_becomes_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(written, "PNG")
    with Image.open(BytesIO(read_picture(written.getvalue()).jpeg)) as shown:
        assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_mode_of_a_picture_is_read(mode: str) -> None:
    written = BytesIO()
    Image.new(mode, (20, 20)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert read_picture(written.getvalue()).width == 20


def test_a_bomb_is_refused_by_its_header() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    for side in (9_000, 60_000):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        bomb = (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", b"")
            + chunk(b"IEND", b"")
        )
        with pytest.raises(PictureTooLarge):
            read_picture(bomb)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        picture()[:400],
        b"\xff\xd8\xff" + bytes(1000),
        b"\x00\x00\x00\x18ftypheic" + bytes(100),
    ],
)
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAPicture):
        read_picture(sent)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    cut=st.integers(0, 2_000),
    spoiled=st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=12),
)
def test_a_spoiled_picture_is_read_or_refused_and_nothing_else(
    kind: str, cut: int, spoiled: list[tuple[int, int]]
) -> None:
    sent = bytearray(picture(kind))
    for place, value in spoiled:
        sent[place % len(sent)] = value
    try:
        made = read_picture(bytes(sent[: len(sent) - cut]))
    except (NotAPicture, PictureTooLarge):
        return
    assert len(made.jpeg) <= MOST_BYTES
