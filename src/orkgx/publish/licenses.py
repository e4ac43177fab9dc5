"""Which licences the catalogues of an export are under, and what that forbids."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model import Diagnostic, Span, finding
from .dataset import Description

# Licences whose works may only go on under the same one; those of Creative Commons say it in their name.
_SHARE_ALIKE = re.compile(r"^(CC-BY(-NC)?-SA|ODbL|GFDL|[AL]?GPL|EUPL|CDLA-Sharing|MPL)\b")
_NOT_COMMERCIAL = re.compile(r"-NC\b")
_NOT_CHANGED = re.compile(r"-ND\b")


def license_findings(description: Description, source: str) -> list[Diagnostic]:
    """What speaks against publishing the export: catalogues without a licence, and licences that cannot be combined."""
    place, found = Span(source, 1, 1), []
    known = {one["mapping"]: one.get("license") for one in description.catalogues}
    for name, license_ in known.items():
        if not license_:
            message = f"nobody knows under which licence {name} is; ask for it, and write it into the mapping"
            found.append(finding(place, "unknown-license", message))
    several = sorted({license_ for license_ in known.values() if license_})
    if why := why_apart(several):
        message = f"{' and '.join(several)} cannot be combined: {why}; export the catalogues apart"
        found.append(finding(place, "mixed-licenses", message))
    return found


def why_apart(licenses: Sequence[str]) -> str:
    """Why works under these licences cannot become one; empty where nothing is known to forbid it."""
    if len(licenses) < 2:
        return ""
    if changed := [one for one in licenses if _NOT_CHANGED.search(one)]:
        return f"{changed[0]} allows no changed work"
    share_alike = [one for one in licenses if _SHARE_ALIKE.match(one)]
    if len(share_alike) > 1:
        return f"{share_alike[0]} and {share_alike[1]} each want the whole for themselves"
    other = [one for one in licenses if _NOT_COMMERCIAL.search(one)]
    if share_alike and other and not _NOT_COMMERCIAL.search(share_alike[0]):
        return f"{share_alike[0]} allows commercial use of the whole, and {other[0]} does not"
    return ""
