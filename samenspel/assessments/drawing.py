"""A picture as a file: SVG, and PNG with the fonts that we ship, to look alike anywhere."""

from __future__ import annotations

import resvg_py
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from samenspel.foundation.cards import FONTS

FAMILY = "Atkinson Hyperlegible Next"
ZOOM = 2  # for print and for projectors


def svg(template: str, picture: object) -> str:
    """A picture as a file of its own, with the style sheet that a page would bring."""
    look = mark_safe(f"<style>{render_to_string('assessments/look.css')}</style>")  # noqa: S308
    return render_to_string(template, {"picture": picture, "look": look})


def png(svg: str) -> bytes:
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            zoom=ZOOM,
            skip_system_fonts=True,
            font_files=[str(font) for font in sorted(FONTS.glob("*.ttf"))],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )
