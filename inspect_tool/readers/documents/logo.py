"""The logo of a review: an SVG or a PNG, looked at before any document has it.

A document shows it as a picture and reads nothing else for it. An SVG is drawings alone: no script,
no style sheet, no words (their font would be another on each machine), nothing from elsewhere.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from inspect_tool.domain.look.look import Logo
from inspect_tool.errors import CheckFailedError

LARGEST: Final = 500_000  # bytes
MOST_PIXELS: Final = 3_000  # of a side
WIDEST: Final = 8.0  # times as wide as high, and the other way round
PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_DRAWN: Final = frozenset(
    (
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title",
        "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath",
    )
)  # fmt: skip
_ELSEWHERE: Final = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|data:", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")


class LogoRefusedError(CheckFailedError):
    """The logo cannot be shown."""

    def __init__(self, file: str, why: str, remedy: str) -> None:
        super().__init__(f"The logo {file} {why}. {remedy} Nothing was written.")


def read_logo(path: Path, alt: str) -> Logo:
    """Look at a logo.

    Args:
        path: Inside the review's folder.

    Raises:
        LogoRefusedError: It is not there, or is no picture that a document may show.
    """
    if not path.is_file():
        raise LogoRefusedError(path.name, "is not there", "Put it beside look.yaml.")
    if path.stat().st_size > LARGEST:
        raise LogoRefusedError(
            path.name, f"is larger than {LARGEST:,} bytes", "Save it smaller, or as SVG."
        )
    data = path.read_bytes()
    if data.startswith(PNG):
        return Logo(data, "image/png", alt, _shape(path.name, *_png_size(path.name, data)))
    root = _svg(path.name, data)
    _check_drawing(path.name, root)
    return Logo(data, "image/svg+xml", alt, _shape(path.name, *_svg_size(path.name, root)))


def _png_size(name: str, data: bytes) -> tuple[float, float]:
    """Width and height in pixels, once the file is whole.

    Source: PNG specification, third edition, sections 5.2 to 5.6.
    """
    at = len(PNG)
    size: tuple[int, int] | None = None
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if size is None:
            if (length, kind) != (13, b"IHDR") or at + 25 > len(data):
                break
            size = struct.unpack_from(">II", data, at + 8)
        at += 12 + length
        if kind == b"IEND" and at == len(data):
            if max(size) > MOST_PIXELS or min(size) < 1:
                most = f"{MOST_PIXELS:,}"
                raise LogoRefusedError(
                    name, f"is {size[0]:,} by {size[1]:,} pixels", f"Save it with at most {most}."
                )
            return size
    raise LogoRefusedError(name, "is a damaged PNG", "Save it again.")


def _svg(name: str, data: bytes) -> Element:
    no_picture = LogoRefusedError(name, "is neither SVG nor PNG", "Save it as one of the two.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise no_picture from error
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise LogoRefusedError(
            name, "has a document type declaration", "Save it as plain SVG, without one."
        )
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 (no declarations)
    except (ElementTree.ParseError, ValueError) as error:
        raise no_picture from error
    if root.tag != f"{_SVG}svg":
        raise no_picture
    return root


def _check_drawing(name: str, root: Element) -> None:
    for element in root.iter():
        tag = str(element.tag).removeprefix(_SVG)
        if tag not in _DRAWN:
            advice = (
                "Convert its words to paths"
                if tag in ("text", "tspan")
                else "Save it as plain SVG with drawings alone"
            )
            raise LogoRefusedError(name, f"has an element <{tag}>", f"{advice}.")
        for attribute, value in element.attrib.items():
            plain = attribute.rpartition("}")[2].lower()
            if plain.startswith("on") or plain == "href" or _ELSEWHERE.search(value):
                raise LogoRefusedError(
                    name,
                    f"has <{tag} {plain}=…>, which runs or fetches something",
                    "Save it as plain SVG with drawings alone.",
                )


def _svg_size(name: str, root: Element) -> tuple[float, float]:
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [_NUMBER.fullmatch(side) for side in sides]
    if len(found) != 2 or not all(found):
        raise LogoRefusedError(name, "has no size", "Give its <svg> a viewBox.")
    width, height = (float(one[1]) for one in found if one is not None)
    return width, height


def _shape(name: str, width: float, height: float) -> float:
    if not width or not height or not 1 / WIDEST <= width / height <= WIDEST:
        raise LogoRefusedError(
            name,
            f"is {width:g} by {height:g}",
            f"Take one that is at most {WIDEST:g} times as long one way as the other.",
        )
    return width / height
