"""A project file: what a folder's commands take where they are not told otherwise.

It is `orkgx.toml`, or the table ``[tool.orkgx]`` of `pyproject.toml`, of the folder that a command runs in or of the
nearest one above it, up to the top of a git checkout. What it names stands relative to its own place.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ..check.codes import unknown
from ..graph.terms import base_fault, iri_fault
from ..mapping.document import wrong_type
from ..model import Diagnostic, OrkgxError, Span, finding

if TYPE_CHECKING:
    from collections.abc import Callable

NAME, SHARED, TABLE = "orkgx.toml", "pyproject.toml", ("tool", "orkgx")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


class ProjectError(OrkgxError):
    """A project file with faults: every one of them, each with its place."""

    def __init__(self, faults: list[Diagnostic]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _without(fault: Callable[[str], str]) -> AfterValidator:
    def check(text: str) -> str:
        if text and (problem := fault(text)):
            raise ValueError(problem)
        return text

    return AfterValidator(check)


def _color_fault(text: str) -> str:
    return "" if re.fullmatch("#[0-9a-fA-F]{6}", text) else f"{text!r} is no colour; #0a7d4f would be one"


Texts = Annotated[list[str], BeforeValidator(_listed)]
Color = Annotated[str, _without(_color_fault)]
Codes = Annotated[list[Annotated[str, _without(unknown)]], BeforeValidator(_listed)]


class Site(BaseModel):
    """The keys of its table `site`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: str = ""
    line: str = ""
    description: str = ""
    maintainers: Texts = []
    license: str = ""
    citation: str = ""
    doi: Annotated[str, Field(pattern=r"^(10\.\d{4,9}/\S+)?$")] = ""
    footer: str = ""
    color: Color = ""
    color_dark: Color = Field("", alias="color-dark")


class Project(BaseModel):
    """The keys of a project file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sources: Texts = []
    mapping: Texts = []
    source_iri: Annotated[str, _without(iri_fault)] = Field("", alias="source-iri")
    base: Annotated[str, _without(base_fault)] = ""
    select: Codes = []
    ignore: Codes = []
    fail_on: Literal["info", "warning", "error", "never"] = Field("error", alias="fail-on")
    baseline: str = ""
    outputs: Texts = []
    site: Site = Field(default_factory=Site.model_construct)


KEYS = tuple(field.alias or name for name, field in Project.model_fields.items())
SITE_KEYS = tuple(field.alias or name for name, field in Site.model_fields.items())


class Found(NamedTuple):
    """A project file, and what it says."""

    path: Path
    project: Project


def find_project(folder: Path) -> Found | None:
    """The project file that holds in a folder. Raises ProjectError."""
    for above in (folder, *folder.parents):
        for path, table in ((above / NAME, ()), (above / SHARED, TABLE)):
            if path.is_file() and (read := _read(path, table)) is not None:
                return Found(path, read)
        if (above / ".git").exists():
            return None
    return None


def _read(path: Path, table: tuple[str, ...]) -> Project | None:
    """What a file says in a table; None where it has none. Raises ProjectError."""
    shown = os.path.relpath(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if table and ".".join(table) not in text:
            return None
        said = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError([_fault(shown, (1, 1), "unreadable-source", f"it cannot be read: {error}")]) from error
    except tomllib.TOMLDecodeError as error:
        place = _AT.search(str(error))
        at = (int(place[1]), int(place[2])) if place else (1, 1)
        message = f"this is not TOML ({_AT.sub('', str(error)).strip()}); mend it"
        raise ProjectError([_fault(shown, at, "not-toml", message)]) from error
    for step in table:
        said = said.get(step, {})
    if table and not said:
        return None
    try:
        return Project.model_validate(said)
    except ValidationError as errors:
        raise ProjectError(sorted(_faults(shown, text, table, errors))) from errors


def _faults(shown: str, text: str, table: tuple[str, ...], errors: ValidationError) -> Iterator[Diagnostic]:
    for error in errors.errors():
        steps = [*map(str, error["loc"])] or [""]
        inner = steps[0] == "site" and len(steps) > 1
        key, keys = (steps[1], SITE_KEYS) if inner else (steps[0], KEYS)
        place = _place(text, (*table, "site") if inner else table, key)
        if error["type"] == "extra_forbidden":
            near = difflib.get_close_matches(key, keys, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(keys)}"
            yield _fault(shown, place, "unknown-key", f"no key {key!r} here; {hint}")
        else:
            yield _fault(shown, place, "wrong-type", wrong_type(key, error))


def _fault(file: str, place: tuple[int, int], code: str, message: str) -> Diagnostic:
    return finding(Span(file, *place), code, message)


def _place(text: str, table: tuple[str, ...], key: str) -> tuple[int, int]:
    """Line and column of a key; tomllib knows no places."""
    within = not table
    head = re.compile(r"\s*\[\s*" + r"\s*\.\s*".join(table) + r"\s*\]") if table else None
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("["):
            within = bool(head and head.match(line))
        elif within and (found := re.match(rf"\s*(['\"]?){re.escape(key)}\1\s*[=.]", line)):
            return number, len(found[0]) - len(found[0].lstrip()) + 1
    return 1, 1


# -- as options


def defaults(found: Found) -> dict[str, Any]:
    """What a project says, by the names of the options of commands; files as the folder of the run sees them."""
    project, folder = found.project, found.path.parent
    said: dict[str, Any] = {
        "sources": tuple(_path(folder, one) for one in project.sources),
        "mappings": tuple(_mapping(folder, one) for one in project.mapping),
        "source_iri": project.source_iri,
        "base": project.base,
        "select": tuple(project.select),
        "ignore": tuple(project.ignore),
        "fail_on": project.fail_on,
        "baseline": _path(folder, project.baseline) if project.baseline else "",
        "outputs": tuple(_path(folder, one) for one in project.outputs),
        "site": _site(project.site),
    }
    return {name: value for name, value in said.items() if value}


def _site(site: Site) -> dict[str, Any]:
    """What is said of pages, by the names of their look."""
    said = site.model_dump(exclude_defaults=True) | {"maintainers": tuple(site.maintainers)}
    return {name: value for name, value in said.items() if value}


def _path(folder: Path, name: str) -> str:
    if name == "-" or "://" in name or os.path.isabs(name):
        return name
    return os.path.relpath(folder / name)


def _mapping(folder: Path, name: str) -> str:
    """A mapping's name, or its file."""
    return _path(folder, name) if name.endswith((".yaml", ".yml")) or (folder / name).is_file() else name
