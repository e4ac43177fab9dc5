"""README and manual as what tests ask of them: their fenced blocks, what stands in backticks, the calls of orkgx."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from orkgx.cli import main
from tests.manual import MANUAL

ROOT = Path(__file__).parents[1]
PACKAGE = MANUAL.parent
TOPICS = {path.stem: path for path in sorted(MANUAL.glob("*.md"))}
PAGES = {"README": ROOT / "README.md", **TOPICS}
TEXTS = {name: path.read_text("utf-8") for name, path in PAGES.items()}
OTHERS = {"--help", "--version", "--strict"}  # options that no verb of ours has
OUTWARD = {"serve", "plan", "push", "pull", "link", "ledger"}  # verbs that want an ORKG, or do not end by themselves


class Fence(NamedTuple):
    """A fenced block: its language, what stands behind that, and its text."""

    language: str
    mark: str
    text: str


def fences(page: str) -> list[Fence]:
    found = re.findall(r"^ *(`{3,})(\w*) ?(.*)\n((?:.*\n)*?) *\1$", TEXTS[page], flags=re.M)
    return [Fence(language, mark, text) for _, language, mark, text in found]


def spans(page: str) -> list[str]:
    """What stands between single backticks outside of fenced blocks."""
    prose = re.sub(r"^(`{3,}).*\n(?:.*\n)*?\1$", "", TEXTS[page], flags=re.M)
    return [span.replace("\\|", "|") for span in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose)]


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![^\s`])--?[a-z][a-z-]*", text))


def commands(group: click.Group = main, name: str = "orkgx") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


COMMANDS = dict(commands())
VERBS = [name for name in COMMANDS if name.count(" ") == 1]


def options_of(name: str) -> set[str]:
    return {option for one in COMMANDS[name].params if isinstance(one, click.Option) for option in one.opts}


# -- calls


class Call(NamedTuple):
    """A line that calls orkgx: its arguments, the command whose output it gets, where its own output goes."""

    arguments: list[str]
    before: list[str]
    target: str

    @property
    def command(self) -> str:
        words = ["orkgx", *self.arguments]
        longer = " ".join(words[:3])
        return longer if longer in COMMANDS else " ".join(words[:2])


def call(line: str) -> Call | None:
    """The call in a line of shell; None where there is none."""
    parts = shlex.shlex(line, posix=True, punctuation_chars="|>")
    parts.whitespace_split = True
    words = list(parts)
    before: list[str] = []
    if "|" in words:
        before, words = words[: words.index("|")], words[words.index("|") + 1 :]
    target = words[words.index(">") + 1] if ">" in words else ""
    words = words[: words.index(">")] if ">" in words else words
    return Call(words[1:], before, target) if words[:1] == ["orkgx"] else None


def calls(page: str) -> Iterator[tuple[Call, bool]]:
    """The calls of a page's shell and workflows, and of the examples in its tables; and whether they can be run."""
    for language, mark, text in fences(page):
        for line in text.replace("\\\n", " ").splitlines() if language in ("sh", "yaml") else ():
            if found := call(line) if language == "sh" else call(line.strip().removeprefix("- run: ")):
                yield found, mark != "not-run"
    for example in re.findall(r"\| `(orkgx [^`]+)` \|$", TEXTS[page], flags=re.M):
        if found := call(example):
            yield found, found.arguments[0] not in OUTWARD
