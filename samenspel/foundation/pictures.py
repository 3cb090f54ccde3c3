"""Pictures that people send, made anew: a JPEG of a size for a page, and nothing hidden in it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from .errors import Refused

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 64_000_000  # of a JPEG, which is read at a smaller size
MOST_PIXELS_WHOLE = 25_000_000  # of what has to be read whole
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82
LEAST_SIDE, SIDE = 700, 1400  # pixels of a square: what is sent at least, and what is made


@dataclass(frozen=True)
class Jpeg:
    """A picture as it is kept; width and height in pixels."""

    data: bytes
    width: int
    height: int


def as_jpeg(data: bytes, *, square: bool = False) -> Jpeg:
    """The picture turned upright, at most 1600 pixels wide or high, without EXIF or place.

    A `square` one is cut from its middle, and 1400 pixels wide: the least that podcast programs
    take for a cover.
    """
    if len(data) > MOST_BYTES:
        raise Refused(_("This picture is larger than %d MB. Choose a smaller one.") % 15)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # measured here
            return _made_anew(data, square)
    except Image.DecompressionBombError as no:
        raise Refused(_("This picture has too many pixels. Choose a smaller one.")) from no
    except (UnidentifiedImageError, SyntaxError, ValueError) as no:
        words = _("This is not a picture that we can read. Send it as JPEG, PNG or WebP.")
        raise Refused(words) from no
    except OSError as no:
        raise Refused(
            _("This picture is damaged, or not all of it arrived. Send it again.")
        ) from no


def _made_anew(data: bytes, square: bool) -> Jpeg:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    with Image.open(BytesIO(data), formats=FORMATS) as sent:
        most = MOST_PIXELS if sent.format == "JPEG" else MOST_PIXELS_WHOLE
        if sent.width * sent.height > most:
            raise Refused(_("This picture has too many pixels. Choose a smaller one."))
        sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(sent)
        if square:
            if min(upright.size) < LEAST_SIDE:
                raise Refused(
                    _("This picture is small: at least %d pixels wide and high, please.")
                    % LEAST_SIDE
                )
            upright = ImageOps.fit(upright, (SIDE, SIDE))
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = _on_white(upright)
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Jpeg(out.getvalue(), plain.width, plain.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, and without what else came along in the file."""
    seen = picture.convert("RGBA")
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain
