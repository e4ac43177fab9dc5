"""The verb that shows the manual: help."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import click

from .ends import CLEAN

MANUAL = Path(__file__).resolve().parents[1] / "manual"
WIDEST = 120  # columns; longer lines are hard to read
_LINK = re.compile(r"!?\[([^\]]*)\]\((?!https?:)[^)\s]*\)")  # to another page or file, which a terminal cannot follow


def topics() -> dict[str, str]:
    """What each page is about, by its name: the first line of a page is ``# name: what it is about``."""
    about = {}
    for path in sorted(MANUAL.glob("*.md")):
        with path.open(encoding="utf-8") as page:
            about[path.stem] = page.readline().partition(": ")[2].strip()
    return about


@click.command("help")
@click.argument("topic", required=False)
def show(topic: str | None) -> None:
    """Show the manual: its pages, or the page of a TOPIC."""
    pages = topics()
    if topic is None:
        click.echo(_list(pages))
    elif topic in pages:
        # The pager comes on a terminal only.
        click.echo_via_pager(_rendered((MANUAL / f"{topic}.md").read_text("utf-8")))
    else:
        near = difflib.get_close_matches(topic, pages, 1)
        hint = f"did you mean {near[0]!r}?" if near else "'orkgx help' lists all pages"
        raise click.UsageError(f"the manual has no page {topic!r}; {hint}")
    raise SystemExit(CLEAN)


def _list(pages: dict[str, str]) -> str:
    verbs = click.get_current_context().find_root().command
    known = verbs.commands if isinstance(verbs, click.Group) else {}
    parts = {
        "Verbs": [name for name in known if name in pages],
        "Topics": [name for name in pages if name not in known],
    }
    lines = []
    for title, names in parts.items():
        lines += [f"{title}:", *(f"  {name:13} {pages[name]}" for name in names), ""]
    return "\n".join([*lines, "'orkgx help NAME' shows a page, 'orkgx VERB --help' the options of a verb."])


def _rendered(page: str) -> str:
    """A page of Markdown as a terminal shows it, or as plain text where there is none."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.width = min(console.width, WIDEST) if console.is_terminal else WIDEST
    with console.capture() as shown:
        console.print(Markdown(_LINK.sub(r"\1", page), hyperlinks=False))
    return "".join(f"{line.rstrip()}\n" for line in shown.get().splitlines())
