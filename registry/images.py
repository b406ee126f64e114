"""Pictures that people send: read carefully, and made anew without anything but the picture.

What comes out is a baseline JPEG that we encoded ourselves. Metadata (place, time, device), colour
profiles, comments and anything hidden behind the picture are left behind.
"""

import threading
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 1600
SMALL_SIDE = 160
MOST_BYTES = 400_000
MOST_PIXELS = 64_000_000
QUALITIES = (82, 74, 66, 58, 50)
# A picture of this many pixels takes some 200 MB while it is decoded, so one at a time.
DECODING = threading.Lock()


class NotAPicture(ValueError):
    """These bytes are no picture of a format that we read, or not a whole one."""


class PictureTooLarge(ValueError):
    """The picture has more pixels than we decode."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of ours, and a small one of it for lists; width and height are in pixels."""

    jpeg: bytes
    small: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The SHA-256 of the JPEG, in hexadecimal."""
        return sha256(self.jpeg).hexdigest()


def read_picture(data: bytes) -> Picture:
    """Decode a JPEG, PNG or WebP and encode it anew, upright and at most 1600 pixels long.

    The same bytes give the same picture. Raises NotAPicture and PictureTooLarge.
    """
    try:
        with DECODING, Image.open(BytesIO(data), formats=FORMATS) as sent:
            _require_decodable(sent)
            sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            sent.load()
            upright = _on_white(ImageOps.exif_transpose(sent))
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureTooLarge from bomb
    except PictureTooLarge:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError) as error:
        # Pillow's readers of formats let these through for bytes that are not what they claim.
        raise NotAPicture from error
    shown, jpeg = _encoded(upright)
    small = shown.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Picture(jpeg, _jpeg(small, 60), shown.width, shown.height)


def _require_decodable(sent: Image.Image) -> None:
    """Raise PictureTooLarge for a bomb; only the header was read so far, so it costs nothing."""
    if sent.width * sent.height > MOST_PIXELS:
        raise PictureTooLarge


def _on_white(image: Image.Image) -> Image.Image:
    """Return a bare RGB image; what is transparent becomes white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        above = image.convert("RGBA")
        ground = Image.new("RGBA", above.size, "white")
        image = Image.alpha_composite(ground, above)
    # A new image has none of the metadata of the old.
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    return bare


def _encoded(image: Image.Image) -> tuple[Image.Image, bytes]:
    """Encode as well as fits in the bytes; what is too busy even so becomes smaller."""
    while True:
        for quality in QUALITIES:
            jpeg = _jpeg(image, quality)
            if len(jpeg) <= MOST_BYTES:
                return image, jpeg
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
