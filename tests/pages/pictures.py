"""Photos for the town: drawn, so that they show nobody and are nobody's."""

from io import BytesIO

from PIL import Image, ImageDraw

SKIES = ((34, 52, 92), (178, 96, 62), (70, 110, 120))


def drawn_photo(number: int) -> bytes:
    """Return the JPEG of a painting of boats; another one for each number."""
    width, height = 1200, 900
    image = Image.new("RGB", (width, height), (120, 92, 40))
    draw = ImageDraw.Draw(image)
    sky = SKIES[number % len(SKIES)]
    for y in range(60, height - 60):
        shade = (y - 60) / (height - 120)
        draw.line([(60, y), (width - 60, y)], tuple(round(c * (1.4 - shade)) for c in sky))
    for boat in range(3):
        x, y = 220 + 300 * boat + 40 * number, 560 + 50 * boat
        draw.polygon([(x, y), (x + 180, y), (x + 140, y + 50), (x + 40, y + 50)], (40, 28, 20))
        draw.polygon([(x + 80, y - 10), (x + 80, y - 190), (x + 170, y - 10)], (232, 222, 200))
    written = BytesIO()
    image.save(written, "JPEG", quality=85)
    return written.getvalue()
