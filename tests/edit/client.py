"""A client of the Language Server Protocol, as an editor is one: a process of its own, spoken to over its pipes."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Self

WAIT = 30  # seconds


class Client:
    def __init__(self, *options: str, folder: Path | None = None) -> None:
        command = [sys.executable, "-m", "orkgx", "lsp", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.shown: queue.Queue[dict[str, Any]] = queue.Queue()
        self.number = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def __enter__(self) -> Self:
        self.abilities = self.ask("initialize", processId=None, rootUri=None, capabilities={})["capabilities"]
        self.tell("initialized")
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("shutdown")
        self.tell("exit")
        self.ended = self.process.wait(WAIT)

    def listen(self) -> None:
        assert self.process.stdout
        while head := self.process.stdout.readline():
            length = int(head.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            message = json.loads(self.process.stdout.read(length))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.shown.put(message["params"])
            elif "id" in message and "method" not in message:
                self.answers.put(message)

    def send(self, **message: Any) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:
        self.send(method=method, params=params)

    def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        self.send(id=self.number, method=method, params=params)
        answer = self.answers.get(timeout=WAIT)
        assert answer["id"] == self.number
        assert "error" not in answer, answer
        return answer["result"]

    # -- what an editor does

    def open(self, uri: str, text: str, language: str = "markdown") -> list[dict[str, Any]]:
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": language, "version": 1, "text": text})
        return self.findings(uri)

    def change(self, uri: str, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        self.tell("textDocument/didChange", textDocument={"uri": uri, "version": 2}, contentChanges=list(changes))
        return self.findings(uri)

    def findings(self, uri: str) -> list[dict[str, Any]]:
        shown = self.shown.get(timeout=WAIT)
        assert shown["uri"] == uri
        found: list[dict[str, Any]] = shown["diagnostics"]
        return found

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        place = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", textDocument={"uri": uri}, position=place)
