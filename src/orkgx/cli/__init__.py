"""The command line: arguments, printing and exit codes, and nothing else. Only this package prints."""

from __future__ import annotations

import difflib

import click

from .. import __version__
from .check import check
from .diff import diff
from .explain import explain
from .export import export
from .fix import fix
from .help import show, topics
from .init import init
from .ledger import ledger
from .link import link
from .lsp import lsp
from .mapping import mapping
from .merge import merge
from .plan import plan
from .projects import project_defaults
from .pull import pull
from .push import push
from .query import query
from .reconcile import reconcile
from .render import render
from .serve import serve
from .site import site
from .validate import validate

# A new verb is a module and a line here; the order is that of the help.
VERBS = (
    init,
    export,
    check,
    fix,
    lsp,
    validate,
    query,
    explain,
    diff,
    merge,
    reconcile,
    render,
    site,
    serve,
    plan,
    push,
    pull,
    link,
    ledger,
    mapping,
    show,
)
WITHOUT_PROJECT = ("init", "help", "mapping", "ledger")


class _Verbs(click.Group):
    """Verbs in their order, each with what its page of the manual is about; where there is none of a name, the nearest
    is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        about = topics()
        with formatter.section("Commands"):
            formatter.write_dl([(name, about[name]) for name in self.commands])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = difflib.get_close_matches(args[0], self.commands, 1)
        if args[0] in self.commands or args[0].startswith("-") or not near:
            return super().resolve_command(ctx, args)
        raise click.UsageError(f"no verb {args[0]!r}; did you mean {near[0]!r}?", ctx)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="orkgx")
@click.pass_context
def main(context: click.Context) -> None:
    """Turn Markdown catalogues of language models into ORKG knowledge graphs.

    SOURCE is a file, a folder, a glob, - for standard input, or a URL. Without one, it is what orkgx.toml says.
    """
    if context.invoked_subcommand not in WITHOUT_PROJECT:
        context.default_map = project_defaults([*main.commands])


for verb in VERBS:
    main.add_command(verb)
