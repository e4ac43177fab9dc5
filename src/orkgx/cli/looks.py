"""How pages look, by the project and the options of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..publish.look import Look

if TYPE_CHECKING:
    from ..pipeline import Run


def look(options: dict[str, Any], run: Run | None) -> Look:
    """What the project says of its pages, and the catalogue of itself; a colour that could not be read there is told
    of."""
    said = (click.get_current_context().default_map or {}).get("site", {})
    own = {"catalogue": own_title(run), "homepage": _address(run)}
    made = Look(**{**said, **own, "title": options["title"] or said.get("title", "")})
    if not options["quiet"]:
        for scheme, given, taken in made.adjusted:
            click.echo(f"{given} cannot be read on {scheme} pages; {taken} is taken", err=True)
    return made


def own_title(run: Run | None) -> str:
    """What the one catalogue of a run calls itself, where its mapping is one for many: the heading of its file, or the
    repository; empty where that is not known, and of a mapping that has a title of its own."""
    from ..mapping.files import shipped
    from ..read.titles import repository_of, title_of

    named = [one for one in run.builder.compiled if one.name in run.summary.catalogues] if run else []
    if not run or len(named) != 1 or named[0].name not in shipped() or named[0].spec.catalogue.homepage:
        return ""
    if len(run.sources) == 1:
        return title_of(run.sources[0])
    repositories = {repository_of(source) for source in run.sources}
    return repositories.pop() if len(repositories) == 1 else ""


def addresses(run: Run | None) -> dict[str, str]:
    """Where the sources of a run are published, by their names."""
    return {source.name: source.iri for source in run.sources if source.iri} if run else {}


def _address(run: Run | None) -> str:
    return run.sources[0].iri if run and len(run.sources) == 1 else ""
