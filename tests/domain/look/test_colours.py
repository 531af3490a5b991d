"""Colours that cannot be read are refused with what would do; those left out follow."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from inspect_tool.domain.look.colours import (
    INK,
    PAPER,
    contrast,
    ink_on,
    mixed,
    pale_as,
    standing_out,
)
from inspect_tool.domain.look.palette import (
    OF_DARK_TEXT,
    OF_GRAPHICS,
    OF_SHADES,
    OF_TEXT,
    USUAL_PALETTE,
    Colours,
    Palette,
    colour_faults,
)

OWN_MAIN = ("#5b1a4b", "#000000", "#973610", "#1a6b2f", "#767676", "#0000ee")


def given(palette: Palette) -> Colours:
    """Every colour of a palette, given by somebody."""
    names = ("main", "accent", "dark_accent", "link", "tint", "highlight", "shades")
    return Colours.model_validate({name: getattr(palette, name) for name in names})


def test_the_usual_colours_hold_by_the_rules_for_others() -> None:
    assert Colours().palette is USUAL_PALETTE
    assert list(colour_faults(Colours())) == []
    assert list(colour_faults(given(USUAL_PALETTE))) == []


@pytest.mark.parametrize("main", OWN_MAIN)
def test_what_follows_from_a_colour_can_be_read_too(main: str) -> None:
    colours = Colours(main=main, accent="#c7702a")
    palette = colours.palette
    assert (palette.main, palette.shades[0]) == (main, main)
    assert list(colour_faults(colours)) == []
    assert list(colour_faults(given(palette))) == []
    dark = palette.on_dark
    for name in ("main", "accent", "dark_accent", "link"):
        assert contrast(getattr(dark, name), "#121416") >= OF_DARK_TEXT
    assert contrast(PAPER, palette.dark_cover) >= contrast(PAPER, main) >= OF_TEXT


def test_an_accent_alone_changes_no_other_colour() -> None:
    palette = Colours(accent="#c7702a").palette
    assert (palette.main, palette.shades, palette.link) == (
        USUAL_PALETTE.main,
        USUAL_PALETTE.shades,
        USUAL_PALETTE.link,
    )
    assert contrast(palette.dark_accent, palette.good) >= OF_TEXT


@pytest.mark.parametrize(
    ("colours", "name", "least", "ground"),
    [
        ({"main": "#777777"}, "main", OF_TEXT, PAPER),
        ({"accent": "#ff9955"}, "accent", OF_GRAPHICS, PAPER),
        ({"dark_accent": "#888888"}, "dark_accent", OF_TEXT, PAPER),
        ({"link": "#8888ff"}, "link", OF_TEXT, PAPER),
        ({"tint": "#555555"}, "tint", OF_TEXT, INK),
        ({"tint": "#bbbbbb"}, "tint", OF_TEXT, USUAL_PALETTE.link),
        ({"highlight": "#ffdd00"}, "highlight", OF_GRAPHICS, PAPER),
    ],
)
def test_a_faint_colour_is_refused_with_its_ratio_and_one_that_would_do(
    colours: dict[str, str], name: str, least: float, ground: str
) -> None:
    (fault,) = colour_faults(Colours.model_validate(colours))
    assert fault.path == ("colours", name)
    assert f"{int(contrast(colours[name], ground) * 100) / 100:g} to 1" in fault.message
    assert f"{least:g} to 1" in fault.message
    better = fault.remedy.split()[0]
    assert contrast(better, ground) >= least
    assert list(colour_faults(Colours.model_validate({name: better}))) == []


def test_contrast_is_refused_just_below_the_limit_and_taken_at_it() -> None:
    assert contrast("#767676", PAPER) > OF_TEXT > contrast("#777777", PAPER)
    assert list(colour_faults(Colours(main="#767676"))) == []
    (fault,) = colour_faults(Colours(main="#777777"))
    assert "4.47 to 1" in fault.message


def test_shades_run_from_dark_to_light_with_room_for_numbers() -> None:
    alike = Colours(shades=("#111111", "#151515", "#888888", "#eeeeee"))
    (fault,) = colour_faults(alike)
    assert fault.path == ("colours", "shades", 1)
    better = fault.remedy.split()[0]
    assert contrast("#111111", PAPER) / contrast(better, PAPER) >= OF_SHADES
    (unreadable,) = colour_faults(Colours(shades=("#111111", "#444444", "#797979", "#eeeeee")))
    assert unreadable.path == ("colours", "shades", 2)
    assert contrast(ink_on(unreadable.remedy.split()[0]), unreadable.remedy.split()[0]) >= OF_TEXT


@pytest.mark.parametrize("wrong", ["red", "#fff", "#12345g", "rgb(0,0,0)", "#123456;}"])
def test_a_colour_is_written_in_one_way(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Colours(main=wrong)


def test_shades_between_two_colours() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert standing_out("#000000", PAPER, OF_TEXT, "#000000") == "#000000"
    assert standing_out("#eeeeee", "#ffffff", 22, "#000000") == "#000000"  # no colour has that
    assert contrast(pale_as("#12436D", 3), PAPER) <= 3
