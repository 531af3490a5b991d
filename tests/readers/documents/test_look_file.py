"""A look is read like the plan; its logo is a drawing and nothing else."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from inspect_tool.readers.documents.logo import LARGEST, MOST_PIXELS, LogoRefusedError, read_logo
from inspect_tool.readers.documents.look import LookFaultyError, load_look

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">{}</svg>'
DRAWING = '<g fill="url(#a)"><path d="M0 0h40v10z"/></g>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 40, height: int = 10) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * 40) * 10)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def saved(folder: Path, data: bytes | str, name: str = "logo.svg") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_drawing_and_a_png_are_logos_whatever_their_names(tmp_path: Path) -> None:
    drawn = read_logo(saved(tmp_path, SVG.format(DRAWING), "logo.png"), "Us")
    assert (drawn.media_type, drawn.shape, drawn.alt) == ("image/svg+xml", 4.0, "Us")
    painted = read_logo(saved(tmp_path, png()), "Us")
    assert (painted.media_type, painted.shape) == ("image/png", 4.0)
    sized = SVG.replace('viewBox="0 0 40 10"', 'width="20px" height="10"').format(DRAWING)
    assert read_logo(saved(tmp_path, sized), "Us").shape == 2.0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SVG.format("<script>alert(1)</script>"), "an element <script>"),
        (SVG.format("<text>Us</text>"), "Convert its words to paths"),
        (SVG.format('<image href="https://a.example/x.png"/>'), "an element <image>"),
        (SVG.format("<foreignObject/>"), "an element <foreignObject>"),
        (SVG.format("<style>@import 'x'</style>"), "an element <style>"),
        (SVG.format('<rect onclick="x()"/>'), "<rect onclick=…>"),
        (SVG.format('<rect fill="url(https://a.example/x)"/>'), "<rect fill=…>"),
        (SVG.format("<g style=\"background: url( '//a.example')\"/>"), "<g style=…>"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "document type declaration"),
        ("<svg>", "neither SVG nor PNG"),
        (SVG.format("").replace("2000", "1999"), "neither SVG nor PNG"),
        (b"\xff\xd8\xff\xe0JFIF", "neither SVG nor PNG"),
        (SVG.format("").replace(' viewBox="0 0 40 10"', ""), "has no size"),
        (SVG.format("").replace("40 10", "90 10"), "90 by 10"),
        (SVG.format("").replace("40 10", "0 10"), "0 by 10"),
        (png()[:-4], "damaged PNG"),
        (png() + b"more", "damaged PNG"),
        (png()[:20], "damaged PNG"),
        (png().replace(b"IHDR", b"IHDX"), "damaged PNG"),
        (png(MOST_PIXELS + 1, MOST_PIXELS), "3,001 by 3,000 pixels"),
        (png(0, 0), "0 by 0 pixels"),
        (b"x" * (LARGEST + 1), "larger than 500,000 bytes"),
    ],
)
def test_what_is_no_drawing_is_refused_with_what_to_do(
    tmp_path: Path, data: bytes | str, said: str
) -> None:
    with pytest.raises(LogoRefusedError) as refused:
        read_logo(saved(tmp_path, data), "Us")
    assert said in refused.value.message
    assert refused.value.message.startswith("The logo logo.svg")
    assert refused.value.message.endswith("Nothing was written.")


def test_a_logo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LogoRefusedError, match=r"logo\.svg is not there"):
        read_logo(tmp_path / "logo.svg", "Us")


def test_every_fault_of_a_look_comes_with_its_line(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        "publisher: Us\ncolour: {}\ncolours:\n  main: '#e07b39'\nlogo: {file: ../logo.svg}\n"
        "chapters:\n  - harm\n  - nothing\n",
        "look.yaml",
    )
    with pytest.raises(LookFaultyError) as refused:
        load_look(path, ["harm"])
    lines = {problem.row for problem in refused.value.problems}
    assert {2, 4, 5, 8} <= lines
    assert "report look" in refused.value.message


def test_an_empty_look_says_so(tmp_path: Path) -> None:
    with pytest.raises(LookFaultyError, match=r"1 fault, .*empty"):
        load_look(saved(tmp_path, "", "look.yaml"), [])


def test_a_sound_look_is_read(tmp_path: Path) -> None:
    text = "kicker: A review\nlogo: {file: logo.svg, alt: Us}\nchapters: [harm]\n"
    look = load_look(saved(tmp_path, text, "look.yaml"), ["harm"])
    assert look.logo is not None
    assert (look.kicker, look.logo.alt, look.chapters) == ("A review", "Us", ("harm",))
