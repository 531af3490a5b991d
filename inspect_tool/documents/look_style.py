"""What a look adds to the style sheets: its colours by the names they use, and its logo."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.look.palette import USUAL_PALETTE, Palette

if TYPE_CHECKING:
    from markupsafe import Markup

    from inspect_tool.domain.look.look import Logo, Look

# The cover is coloured and a logo may be of any colour, so it stands on paper of its own.
LOGO_ON_SCREEN: Final = (
    ".logo { max-width: 46rem; margin: 0 auto 2rem; padding: 0 1.25rem }"
    " .logo img { height: 4rem; max-width: 100%; object-fit: contain; background: #fff;"
    " padding: .5rem; border-radius: .2rem }"
)


def look_style(look: Look, *, for_print: bool) -> Markup | None:
    """Rules that stand behind those of the style sheets; None where there is nothing to add."""
    from markupsafe import Markup

    rules = []
    if look.palette != USUAL_PALETTE:
        rules.append(f":root {{ {_names(look.palette)}; --cover: {look.palette.main} }}")
        if not for_print:
            dark = f"{_names(look.palette.on_dark)}; --cover: {look.palette.dark_cover}"
            rules.append(f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}")
            rules.append(_for_paper(look.palette))
    if look.logo is not None and not for_print:
        rules.append(LOGO_ON_SCREEN)
    return Markup("\n".join(rules)) if rules else None  # noqa: S704 (colours that were checked)


def _for_paper(palette: Palette) -> str:
    return f"@media print {{ :root {{ {_names(palette)} }} }}"


def _names(palette: Palette) -> str:
    """The colours under the names of the style sheets."""
    named = {
        "blue": palette.main,
        "teal": palette.accent,
        "dark-teal": palette.dark_accent,
        "tint": palette.tint,
        "link": palette.link,
        "good": palette.good,
    }
    return "; ".join(f"--{name}: {colour}" for name, colour in named.items())


def logo_address(logo: Logo) -> str:
    """The logo as an address that holds it whole: nothing is fetched."""
    return f"data:{logo.media_type};base64,{base64.b64encode(logo.data).decode()}"
