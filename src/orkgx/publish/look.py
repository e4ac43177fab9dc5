"""How pages present themselves where a project says more than its catalogues: words for the head and the foot, and a
colour that is made readable on light and on dark pages."""

from __future__ import annotations

from typing import NamedTuple

_LEAST = 4.5  # contrast of text to what is behind it, by WCAG 2
_STEP = 0.04
_TINT = 0.12  # of the colour, behind what is chosen
# By the system's wish: the page and what lies on it, as in style.css, and what a colour that fails is mixed with.
_SCHEMES = {"light": (("#fbfaf8", "#ffffff"), "#000000"), "dark": (("#121418", "#1a1d23"), "#ffffff")}
_BLACK, _WHITE = "#000000", "#ffffff"


class Look(NamedTuple):
    """What a project says of its pages; empty is what the catalogues say, or nothing."""

    title: str = ""
    line: str = ""
    description: str = ""
    maintainers: tuple[str, ...] = ()
    license: str = ""
    citation: str = ""
    doi: str = ""
    footer: str = ""
    color: str = ""
    color_dark: str = ""
    catalogue: str = ""  # what the catalogue calls itself, and where it is, if its mapping is one for many
    homepage: str = ""

    @property
    def accents(self) -> dict[str, str]:
        """The colour on light and on dark pages: those that were given where they can be read, else near ones."""
        given = {"light": self.color or self.color_dark, "dark": self.color_dark or self.color}
        return {scheme: _readable(color, scheme) for scheme, color in given.items() if color}

    @property
    def adjusted(self) -> list[tuple[str, str, str]]:
        """Colours that could not be read: of which pages, what was given, and what is taken."""
        given = {"light": self.color, "dark": self.color_dark}
        made = self.accents
        return [(scheme, color, made[scheme]) for scheme, color in given.items() if color and made[scheme] != color]

    @property
    def style(self) -> str:
        """The colour as a style sheet, to stand behind the usual one; for the screen alone."""
        blocks = []
        for scheme, color in self.accents.items():
            (_, panel), _ = _SCHEMES[scheme]
            on = max((_WHITE, _BLACK), key=lambda one: contrast(one, color))
            rules = f":root{{--accent:{color};--accent-back:{_mixed(panel, color, _TINT)};--on-accent:{on}}}"
            blocks.append(f"@media screen and (prefers-color-scheme:{scheme}){{{rules}}}\n")
        return "".join(blocks)


def contrast(one: str, other: str) -> float:
    """How much two colours differ in luminance, by WCAG 2.

    >>> round(contrast("#ffffff", "#000000")), round(contrast("#777777", "#ffffff"), 2)
    (21, 4.48)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _mixed(one: str, other: str, share: float) -> str:
    parts = (a + (b - a) * share for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _readable(color: str, scheme: str) -> str:
    """The colour, or the nearest of its shades that is read on all that pages of a scheme have behind it."""
    backs, towards = _SCHEMES[scheme]
    steps = (_mixed(color, towards, step * _STEP) if step else color for step in range(int(1 / _STEP) + 1))
    return next(one for one in steps
                if all(contrast(one, back) >= _LEAST for back in (*backs, _mixed(backs[1], one, _TINT))))  # fmt: skip
