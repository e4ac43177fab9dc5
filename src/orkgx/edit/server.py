"""A language server over stdio: what is found as one types, and what an editor asks at a place.

Lines and columns of ours count from 1, in characters; those of the protocol from 0, in units of what the editor says,
which is UTF-16 mostly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import from_fs_path

from .. import __version__
from ..ask.explain import told
from ..check.edits import Edit, Fix
from ..check.excerpts import length
from ..check.fixes import fix_of
from ..mapping.files import looks_like_mapping, rule_place
from ..model import Diagnostic, Severity
from .catalogue import Catalogue
from .completion import Choice, help_of, in_catalogue, in_mapping, place_in
from .proof import mend
from .texts import Open, Readings

_CALM = 0.03  # seconds without a change, until a text is read
_SEVERITIES = {
    Severity.info: lsp.DiagnosticSeverity.Hint,
    Severity.warning: lsp.DiagnosticSeverity.Warning,
    Severity.error: lsp.DiagnosticSeverity.Error,
}
_FIX_ALL = f"{lsp.CodeActionKind.SourceFixAll.value}.orkgx"

Wanted = Callable[[str], bool]


class _Protocol(LanguageServerProtocol):
    """Gives changes to us only: lines of the text that the library keeps end at more signs than they do to the
    protocol, and it moves places that its own lines do not have."""

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: lsp.DidChangeTextDocumentParams
    ) -> Iterator[tuple[Callable[..., Any], tuple[Any, ...], None]]:
        if handler := self.fm.features.get(lsp.TEXT_DOCUMENT_DID_CHANGE):
            yield handler, (params,), None


class Server(LanguageServer):
    """Keeps what is open, and turns places of ours into those of the protocol."""

    def __init__(self, mappings: Sequence[str], wanted: Wanted, today: str) -> None:
        super().__init__("orkgx", __version__, protocol_cls=_Protocol)
        self.readings, self.wanted = Readings(mappings, today), wanted
        self.texts: dict[str, Open] = {}
        self.waiting: dict[str, asyncio.TimerHandle] = {}

    def open(self, uri: str) -> Open | None:
        """A text that is open, read as it is now."""
        if text := self.texts.get(uri):
            text.read()
        return text

    def show(self, text: Open) -> None:
        """Read a text, and send what is found in it."""
        text.read()
        found = [self.diagnostic(text, one) for one in text.findings if self.wanted(one.code)]
        self.calm(text.uri)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=text.uri, diagnostics=found))

    def soon(self, text: Open) -> None:
        """The same, once nobody types any more."""
        self.calm(text.uri)
        self.waiting[text.uri] = asyncio.get_running_loop().call_later(_CALM, self.show, text)

    def calm(self, uri: str) -> None:
        """Wait no more."""
        if handle := self.waiting.pop(uri, None):
            handle.cancel()

    def change(self, text: Open, change: lsp.TextDocumentContentChangeEvent) -> None:
        if isinstance(change, lsp.TextDocumentContentChangePartial):
            span = change.range
            text.change(change.text, self.place(text, span.start), self.place(text, span.end))
        else:
            text.change(change.text)

    # -- places

    def position(self, text: Open, line: int, column: int) -> lsp.Position:
        before = text.row(line)[: column - 1]
        units = len(before) if before.isascii() else self.workspace.position_codec.client_num_units(before)
        return lsp.Position(max(line - 1, 0), units)

    def range(self, text: Open, start: tuple[int, int], end: tuple[int, int]) -> lsp.Range:
        return lsp.Range(self.position(text, *start), self.position(text, *end))

    def place(self, text: Open, position: lsp.Position) -> tuple[int, int]:
        """Line and column of ours."""
        row, units = text.row(position.line + 1), self.workspace.position_codec.client_num_units
        at = taken = 0
        while at < len(row) and taken < position.character:
            taken += units(row[at])
            at += 1
        return position.line + 1, at + 1

    def diagnostic(self, text: Open, one: Diagnostic) -> lsp.Diagnostic:
        line, column = max(one.span.line, 1), max(one.span.column, 1)
        end = column + max(length(one, text.row(line)), 1)
        return lsp.Diagnostic(
            range=self.range(text, (line, column), (line, end)),
            message=one.message,
            severity=_SEVERITIES[one.severity],
            code=one.code,
            source="orkgx",
        )

    # -- answers

    def actions(self, text: Open, asked: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        only = [kind.value if isinstance(kind, lsp.CodeActionKind) else kind for kind in asked.context.only or ()]
        made = []
        if not only or any(lsp.CodeActionKind.QuickFix.value.startswith(kind) for kind in only):
            for one in text.findings:
                within = asked.range.start.line <= one.span.line - 1 <= asked.range.end.line
                if within and self.wanted(one.code) and (fix := fix_of(one, text.lines)):
                    made.append(self.quick_fix(text, one, fix))
        if text.catalogue and any(_FIX_ALL.startswith(kind) for kind in only):
            made += self.fix_all(text, text.catalogue)
        return made

    def quick_fix(self, text: Open, one: Diagnostic, fix: Fix) -> lsp.CodeAction:
        written = " ".join(edit.text.strip() for edit in fix.edits if edit.text.strip())
        title = f"Write {written[:60]}" if written else f"Mend {one.code}"
        return lsp.CodeAction(
            title=title if fix.safe else f"{title} (changes the graph)",
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[self.diagnostic(text, one)],
            is_preferred=fix.safe,
            edit=self.workspace_edit(text, fix.edits),
        )

    def fix_all(self, text: Open, catalogue: Catalogue) -> list[lsp.CodeAction]:
        """All safe fixes at once, proved to leave the graph as it is."""
        mended = mend(catalogue.builder, catalogue.source, text.text, wanted=self.wanted)
        if mended.after == mended.before:
            return []
        whole = Edit(1, 1, len(text.lines.rows), len(text.lines.rows[-1]) + 1, mended.after)
        edit = self.workspace_edit(text, [whole])
        return [lsp.CodeAction(title="Mend all that leaves the graph as it is", kind=_FIX_ALL, edit=edit)]

    def workspace_edit(self, text: Open, edits: Iterable[Edit]) -> lsp.WorkspaceEdit:
        changes = [
            lsp.TextEdit(self.range(text, (one.line, one.column), (one.end_line, one.end_column)), one.text)
            for one in edits
        ]
        return lsp.WorkspaceEdit(changes={text.uri: changes})

    def hover(self, text: Open, line: int, column: int) -> str:
        if text.catalogue:
            found = text.catalogue.explained(line, column, text.findings)
            return "```text\n{}\n```".format("\n".join(told(found))) if found else ""
        if not text.is_mapping:
            return ""
        row = text.row(line)
        key = place_in(text.lines.rows, line, len(row[:column]) + len(row[column:].partition(":")[0]))
        name = row[key.start :].partition(":")[0].strip() if not key.key else key.key
        return help_of((*key.path, name)) if name else ""

    def choices(self, text: Open, line: int, column: int) -> list[Choice]:
        if text.catalogue:
            return in_catalogue(text.catalogue, text.lines.rows, line, column - 1)
        if text.is_mapping and looks_like_mapping(text.text):
            return in_mapping(text.whole, place_in(text.lines.rows, line, column - 1))
        return []

    def definition(self, text: Open, line: int, column: int) -> lsp.Location | None:
        """The rule of the mapping that reads the value at a place."""
        found = text.catalogue.explained(line, column, ()) if text.catalogue else None
        path = self.readings.path(found.mapping) if found and found.rule else None
        place = rule_place(path, found.rule) if path and found else None
        uri = from_fs_path(str(place[0].resolve())) if place else None
        if place is None or uri is None:
            return None
        start = lsp.Position(place[1][0] - 1, place[1][1] - 1)
        return lsp.Location(uri, lsp.Range(start, start))


def _opened(server: Server, asked: lsp.DidOpenTextDocumentParams) -> None:
    given = asked.text_document
    if not server.readings.builder and not server.readings.prepare():
        server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, server.readings.fault))
    text = Open(given.uri, given.text, given.language_id, server.readings)
    server.texts[given.uri] = text
    server.show(text)


def _typed(server: Server, asked: lsp.DidChangeTextDocumentParams) -> None:
    if text := server.texts.get(asked.text_document.uri):
        for change in asked.content_changes:
            server.change(text, change)
        server.soon(text)


def _saved(server: Server, asked: lsp.DidSaveTextDocumentParams) -> None:
    text = server.texts.get(asked.text_document.uri)
    if text and text.is_mapping and server.readings.prepare():
        for other in server.texts.values():
            other.read_anew()
            server.show(other)


def _closed(server: Server, asked: lsp.DidCloseTextDocumentParams) -> None:
    server.texts.pop(asked.text_document.uri, None)
    server.calm(asked.text_document.uri)
    nothing = lsp.PublishDiagnosticsParams(uri=asked.text_document.uri, diagnostics=[])
    server.text_document_publish_diagnostics(nothing)


def _actions(server: Server, asked: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    text = server.open(asked.text_document.uri)
    return server.actions(text, asked) if text else []


def _hover(server: Server, asked: lsp.HoverParams) -> lsp.Hover | None:
    text = server.open(asked.text_document.uri)
    told = server.hover(text, *server.place(text, asked.position)) if text else ""
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, told)) if told else None


def _completion(server: Server, asked: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    text = server.open(asked.text_document.uri)
    if text is None:
        return []
    line, column = server.place(text, asked.position)
    return [
        lsp.CompletionItem(
            label=one.label,
            detail=one.detail or None,
            documentation=one.help or None,
            sort_text=f"{at:05}",
            filter_text=one.label,
            text_edit=lsp.TextEdit(server.range(text, (line, one.start + 1), (line, column)), one.text),
        )
        for at, one in enumerate(server.choices(text, line, column))
    ]


def _definition(server: Server, asked: lsp.DefinitionParams) -> lsp.Location | None:
    text = server.open(asked.text_document.uri)
    return server.definition(text, *server.place(text, asked.position)) if text else None


# What a client asks, what answers it, and what the client is told of the answer beforehand.
_FEATURES: tuple[tuple[str, Callable[..., object], object], ...] = (
    (lsp.TEXT_DOCUMENT_DID_OPEN, _opened, None),
    (lsp.TEXT_DOCUMENT_DID_CHANGE, _typed, None),
    (lsp.TEXT_DOCUMENT_DID_SAVE, _saved, None),
    (lsp.TEXT_DOCUMENT_DID_CLOSE, _closed, None),
    (
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        _actions,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix, _FIX_ALL]),
    ),
    (lsp.TEXT_DOCUMENT_HOVER, _hover, None),
    (lsp.TEXT_DOCUMENT_COMPLETION, _completion, lsp.CompletionOptions(trigger_characters=[":", " ", "{"])),
    (lsp.TEXT_DOCUMENT_DEFINITION, _definition, None),
)


def make_server(mappings: Sequence[str], wanted: Wanted, today: str) -> Server:
    """A server that reads catalogues with these mappings, or with those that ship, and shows what has a wanted code."""
    server = Server(mappings, wanted, today)
    for asked, answer, options in _FEATURES:
        server.feature(asked, options)(answer)
    return server
