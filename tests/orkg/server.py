"""A small ORKG on loopback: the rules of its REST API (backend 0.102) that a push meets, with faults on demand."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

XSD = "http://www.w3.org/2001/XMLSchema#"
ORKG = "http://orkg.org/orkg"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
RESERVED = {"Literal", "Class", "Predicate", "Resource", "List", "RosettaStoneStatement", "Thing"}
KINDS = {"resources": "R", "predicates": "P", "classes": "C", "literals": "L"}
# Field -> whether it is required; any other field is refused.
BODIES = {
    "resources": {"label": True, "id": False, "classes": False, "uri": False, "extraction_method": False},
    "predicates": {"label": True, "id": False, "uri": False, "extraction_method": False},
    "classes": {"label": True, "id": False, "uri": False, "extraction_method": False},
    "literals": {"label": True, "datatype": False, "extraction_method": False},
    "statements": {
        "subject_id": True, "predicate_id": True, "object_id": True, "id": False, "extraction_method": False,
    },
}  # fmt: skip
PUTS = {"id", "label", "classes", "uri", "observatory_id", "organization_id", "extraction_method", "visibility"}
# The fields of a comparison, what type each has, and whether it is required.
COMPARISON: dict[str, tuple[type, bool]] = {
    "title": (str, True), "description": (str, True), "research_fields": (list, True), "authors": (list, True),
    "sources": (list, True), "references": (list, True), "observatories": (list, True),
    "organizations": (list, True), "is_anonymized": (bool, True), "type": (str, False),
    "search_protocol": (str, False), "sdgs": (list, False), "visualizations": (list, False),
    "extraction_method": (str, False),
}  # fmt: skip
MEDIA = {
    "comparisons": "application/vnd.orkg.comparison.v3+json",
    "papers": "application/vnd.orkg.paper.v2+json",
}


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))


def is_float(text: str) -> bool:
    return text.strip() in ("NaN", "Infinity", "-Infinity") or bool(
        re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[fFdD]?", text.strip())
    )


def is_within(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(r"[+-]?[0-9]+", text)) and low <= int(text) <= high


def is_like(pattern: str) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(pattern, text))


DATATYPES: dict[str, Callable[[str], bool]] = {
    "integer": is_like(r"[+-]?[0-9]+"),
    "decimal": is_like(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    "boolean": lambda text: text in ("true", "false", "1", "0"),
    "float": is_float,
    "double": is_float,
    "date": lambda text: is_day(re.sub(r"(Z|[+-]\d\d:\d\d)$", "", text)),
    "gYear": is_like(r"-?\d{4,}(Z|[+-]\d\d:\d\d)?"),
    "gYearMonth": is_like(r"-?\d{4,}-(0[1-9]|1[0-2])(Z|[+-]\d\d:\d\d)?"),
    "duration": is_like(r"-?P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
    "anyURI": is_like(r'[^\s<>"]*'),
    "byte": is_within(-128, 127),
    "int": is_within(-(2**31), 2**31 - 1),
    "nonNegativeInteger": is_within(0, 10**4000),
    "positiveInteger": is_within(1, 10**4000),
}
_COMPARES = "compareContribution"
ID = re.compile(r"[a-zA-Z0-9:_-]+")


class _Silent(WSGIRequestHandler):
    def log_request(self, *args: Any) -> None: ...


class Problem(Exception):
    def __init__(self, status: int, kind: str, detail: str = "") -> None:
        self.status, self.kind, self.detail = status, kind, detail


@dataclass
class Faults:
    """`at` maps the number of a write (from 1) to what happens: a status, ``before`` or ``after`` (the connection is
    lost before or after it is done), ``html`` or ``garbage``; `wait` are the seconds of its Retry-After. `login`
    demands a token; `lives` is how many requests a token lives, and
    at request number `dies` all are dead; `reads` is answered to every read; `slow` are
    seconds between a write and its answer."""

    at: dict[int, int | str] = field(default_factory=dict)
    login: bool = False
    lives: int = 10**9
    dies: int = 0
    delay: float = 0
    wait: int = 0
    reads: str = ""
    slow: float = 0


class Orkg:
    """Used as a context: ``with Orkg() as orkg: orkg.url``."""

    def __init__(self, *, keeps_uri: bool = False) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.statements: dict[str, tuple[str, str, str]] = {}
        self.numbers: Counter[str] = Counter()
        self.faults = Faults()
        self.counts: Counter[str] = Counter()
        self.tokens: dict[str, int] = {}
        self.keeps_uri = keeps_uri
        self.has_subgraph = True
        self.gate = threading.Event()  # no write is answered before
        self.gate.set()
        self.waiting = 0
        self.types: dict[str, str] = {}  # of what is compared, by id
        self.largest = 2500  # things of a page
        self.spans: list[tuple[float, float]] = []  # when each write came and was answered
        self.lock = threading.RLock()
        self.after: Callable[[], None] = lambda: None

    def __enter__(self) -> Orkg:
        self.start(0)
        return self

    def restart(self, seconds: float) -> None:
        """Be away for a while, and come back at the same address."""
        self.__exit__()
        time.sleep(seconds)
        self.start(self.server.server_port)

    def start(self, port: int) -> None:
        self.server = make_server("127.0.0.1", port, self.answer, threaded=True, request_handler=_Silent)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    # -- what a fresh instance has

    def seed(self, kind: str, id_: str, label: str, classes: tuple[str, ...] = ()) -> None:
        self.things[id_] = {"id": id_, "label": label, "kind": kind, "classes": list(classes), "uri": None}

    # -- answering

    def answer(self, environ: dict[str, Any], start: Any) -> Any:
        request = Request(environ)
        came = time.monotonic()
        time.sleep(self.faults.delay)
        try:
            response = self.respond(request)
        except Problem as problem:
            body = {"type": f"orkg:problem:{problem.kind}", "status": problem.status, "detail": problem.detail}
            response = Response(json.dumps(body), problem.status, content_type="application/problem+json")
        except ConnectionError:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise
        if request.method not in ("GET", "HEAD"):
            self.spans.append((came, time.monotonic()))
        return response(environ, start)

    def in_flight(self) -> float:
        """The mean number of writes that were being answered at once."""
        came, answered = zip(*self.spans, strict=True)
        return (sum(answered) - sum(came)) / (max(answered) - min(came))

    def respond(self, request: Request) -> Response:
        if request.path.endswith("/token"):
            return self.token(request)
        if request.path.endswith("/") and len(request.path) > 1:
            return Response("", 308, {"Location": request.path.rstrip("/")})
        self.permit(request)
        media = MEDIA.get(request.path.split("/")[2], "application/json")
        if media != "application/json" and request.headers.get("Accept") != media:
            raise Problem(406, "http_media_type_not_acceptable")
        if request.method in ("GET", "HEAD"):
            with self.lock:
                self.counts["reads"] += 1
                if self.faults.reads:
                    return Response(self.faults.reads, content_type="application/json")
                if request.method == "HEAD":
                    return self.place(request)
                return _json(self.read(request))
        self.waiting += 1
        self.gate.wait(60)
        response = self.answered(request)
        time.sleep(self.faults.slow)
        return response

    def answered(self, request: Request) -> Response:
        with self.lock:
            self.counts["writes"] += 1
            fault = self.faults.at.pop(self.counts["writes"], None)
            if isinstance(fault, int):
                return Response("", fault, {"Retry-After": str(self.faults.wait)})
            if fault == "before":
                raise ConnectionResetError
            if fault in ("html", "garbage"):
                said = "<html>busy</html>" if fault == "html" else "{"
                return Response(said, 502, {"Retry-After": str(self.faults.wait)}, content_type="text/html")
            response = self.write(request)
            self.after()
            if fault == "after":
                raise ConnectionResetError
            return response

    def token(self, request: Request) -> Response:
        if request.form.get("username") != "user" or request.form.get("password") != "secret":
            return _json({"error": "invalid_grant"}, 401)
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = self.faults.lives
        return _json({"access_token": token, "expires_in": 300, "token_type": "Bearer"})

    def permit(self, request: Request) -> None:
        """An invalid token is refused on reads as well."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        with self.lock:
            self.faults.dies -= 1
            if self.faults.dies == 0:
                self.tokens = dict.fromkeys(self.tokens, 0)
        if given and self.faults.login:
            self.tokens[given] = self.tokens.get(given, 0) - 1
            if self.tokens[given] < 0:
                raise Problem(401, "unauthorized")
        if not given and self.faults.login and request.method != "GET":
            raise Problem(401, "unauthorized")

    # -- reading

    def read(self, request: Request) -> Any:
        parts = request.path.split("/")[2:]
        if parts[0] == "statements" and len(parts) == 2:
            if parts[1] not in self.statements:
                raise Problem(404, "statement_not_found")
            return {"id": parts[1]}
        if parts == ["statements"]:
            return self.page(request, list(self.matching(request)))
        if len(parts) == 1 and parts[0] in KINDS:
            return self.page(request, [self.shown(one) for one in self.found(parts[0], request)])
        if parts == ["papers"]:
            return self.page(request, [self.paper(id_) for id_ in self.papers(request.args["doi"])])
        if parts[0] == "comparisons" and len(parts) in (2, 3):
            comparison = self.comparison(parts[1])
            tables = {"table-paths": self.paths, "contents": self.contents}
            if len(parts) == 3 and parts[2] not in tables:
                raise Problem(404, "not_found")
            return tables[parts[2]](parts[1]) if len(parts) == 3 else comparison
        if len(parts) == 3 and (parts[0], parts[2]) == ("things", "subgraph") and self.has_subgraph:
            return self.page(request, list(self.below(parts[1], int(request.args.get("max_hops", 10)))))
        if len(parts) == 2 and parts[0] in (*KINDS, "things"):
            if not ID.fullmatch(parts[1]):
                raise Problem(400, "type_mismatch")
            thing = self.things.get(parts[1])
            if not thing or parts[0] not in (thing["kind"], "things"):
                raise Problem(404, f"{parts[0].rstrip('s')}_not_found")
            return self.shown(thing)
        raise Problem(404, "not_found")

    def place(self, request: Request) -> Response:
        """The newest paper, or archived version of one, with this DOI."""
        for subject in self.papers(request.args.get("doi", "")):
            return Response("", 200, {"Location": f"http://behind-a-proxy/api/papers/{subject}"})
        raise Problem(404, "paper_not_found")

    def papers(self, doi: str) -> Iterator[str]:
        """The papers and versions of papers with this DOI, in whatever case; the newest first."""
        for subject, predicate, end in reversed(self.statements.values()):
            is_paper = {"Paper", "PaperVersion"} & set(self.things[subject]["classes"])
            if is_paper and predicate == "P26" and self.things[end]["label"].lower() == doi.lower():
                yield subject

    def paper(self, id_: str) -> dict[str, Any]:
        thing = self.things[id_]
        published = "PaperVersion" in thing["classes"]
        return {"id": id_, "title": thing["label"], "published": published, "_class": "paper"}

    def comparison(self, id_: str) -> dict[str, Any]:
        thing = self.things.get(id_)
        if not thing or "Comparison" not in thing["classes"]:
            raise Problem(404, "comparison_not_found")
        compared = [ends[2] for ends in self.statements.values() if ends[:2] == (id_, "compareContribution")]
        sources = [{"id": one, "type": self.types.get(one, "THING")} for one in compared]
        return {**thing["comparison"], "id": id_, "title": thing["label"], "sources": sources, "_class": "comparison"}

    def paths(self, id_: str) -> list[dict[str, Any]]:
        """All that its sources state, with how many of them do."""
        sources = {end for one, predicate, end in self.statements.values() if (one, predicate) == (id_, _COMPARES)}
        found: dict[str, set[str]] = {}
        for subject, predicate, _ in self.statements.values():
            if subject in sources:
                found.setdefault(predicate, set()).add(subject)
        return [
            {"id": one, "label": self.things[one]["label"], "description": None, "type": "PREDICATE", "children": []}
            | {"sources": len(by)}
            for one, by in found.items()
        ]

    def contents(self, id_: str) -> dict[str, Any]:
        return {"selected_paths": self.things[id_]["selected"], "titles": [], "subtitles": [], "values": {}}

    def select(self, id_: str, body: dict[str, Any]) -> Response:
        """The rows of a comparison; each must be a path that there is."""
        self.comparison(id_)
        every = {one["id"] for one in self.paths(id_)}
        if set(body) != {"selected_paths"} or any(
            {*one} != {"id", "type", "children"} for one in body["selected_paths"]
        ):
            raise Problem(400, "mismatched_json_input")
        if not {one["id"] for one in body["selected_paths"]} <= every:
            raise Problem(404, "comparison_path_not_found")
        self.things[id_]["selected"] = body["selected_paths"]
        return Response("", 204, {"Location": f"http://behind-a-proxy/api/comparisons/{id_}/contents"})

    def shown(self, thing: dict[str, Any]) -> dict[str, Any]:
        names = {"resources": "resource", "predicates": "predicate", "classes": "class", "literals": "literal"}
        shown = {name: value for name, value in thing.items() if name not in ("kind", "comparison", "selected")}
        return {**shown, "_class": names[thing["kind"]]}

    def found(self, kind: str, request: Request) -> Iterator[dict[str, Any]]:
        query = request.args
        wanted = [part for value in query.getlist("include") for part in value.split(",")]
        label = " ".join(query.get("q", "").split()).lower()
        for thing in self.things.values():
            if thing["kind"] != kind or not set(wanted) <= set(thing["classes"]):
                continue
            if "uri" in query and thing["uri"] != query["uri"]:
                continue
            if "created_at_start" in query and thing.get("created_at", "") < query["created_at_start"]:
                continue
            # Exact search ignores case; only the query is trimmed and squeezed.
            if label and query.get("exact") == "true" and thing["label"].lower() != label:
                continue
            yield thing

    def matching(self, request: Request) -> Iterator[dict[str, Any]]:
        query = request.args
        for id_, ends in self.statements.items():
            names = ("subject_id", "predicate_id", "object_id")
            if all(name not in query or query[name] == end for name, end in zip(names, ends, strict=True)):
                yield self.statement(id_, *ends)

    def statement(self, id_: str, *ends: str) -> dict[str, Any]:
        subject, predicate, object_ = (self.shown(self.things[end]) for end in ends)
        return {"id": id_, "subject": subject, "predicate": predicate, "object": object_}

    def below(self, id_: str, hops: int) -> Iterator[dict[str, Any]]:
        """The statements that lead on from a thing."""
        if id_ not in self.things or not 1 <= hops <= 10:
            raise Problem(*((400, "invalid_hops") if id_ in self.things else (404, "thing_not_found")))
        reached, edge = {id_}, {id_}
        for _ in range(hops):
            ways = {key: ends for key, ends in self.statements.items() if ends[0] in edge}
            for key, (subject, predicate, end) in ways.items():
                yield self.statement(key, subject, predicate, end)
            edge = {ends[2] for ends in ways.values()} - reached
            reached |= edge

    def page(self, request: Request, content: list[dict[str, Any]]) -> dict[str, Any]:
        size = min(int(request.args.get("size", 20)) or 20, self.largest)
        number = int(request.args.get("page", 0))
        total = -(-len(content) // size)
        page = {"size": size, "number": number, "total_elements": len(content), "total_pages": total}
        return {"content": content[number * size : (number + 1) * size], "page": page}

    # -- writing

    def write(self, request: Request) -> Response:
        parts = request.path.split("/")[2:]
        if request.method == "DELETE" and len(parts) == 2 and parts[0] not in MEDIA:
            return self.delete(*parts)
        if request.mimetype != MEDIA.get(parts[0], "application/json"):
            raise Problem(415, "http_media_type_not_supported")
        if request.method == "DELETE" and parts[0] == "comparisons":
            return self.uncompare(*parts[1:])
        body = request.get_json()
        if request.method == "PUT" and parts[0] in ("resources", "predicates"):
            return self.put(parts[1], body)
        if parts[0] == "comparisons" and parts[2:] == ["contents"] and request.method == "PUT":
            return self.select(parts[1], body)
        if parts[0] == "comparisons":
            return self.compare(request.method, parts[1:], body)
        fields = BODIES.get(parts[0])
        if request.method != "POST" or fields is None or len(parts) > 1:
            raise Problem(404, "not_found")
        for name in body:
            if name not in fields:
                raise Problem(400, "unknown_json_field", f'Unknown field "$.{name}".')
        if any(required and not isinstance(body.get(name), str) for name, required in fields.items()):
            raise Problem(400, "mismatched_json_input")
        id_ = self.state(body) if parts[0] == "statements" else self.create(parts[0], body)
        return Response("", 201, {"Location": f"http://behind-a-proxy/api/{parts[0]}/{id_}"})

    def create(self, kind: str, body: dict[str, Any]) -> str:
        label = body["label"]
        self.check_label(label, newlines=kind == "literals")
        datatype = body.get("datatype", "xsd:string")
        fits = DATATYPES.get(datatype.removeprefix("xsd:").removeprefix(XSD), lambda text: True)
        if kind == "literals" and not fits(label):
            raise Problem(400, "invalid_literal_label")
        if ":" not in datatype:
            raise Problem(400, "invalid_literal_datatype")
        classes = body.get("classes", [])
        if RESERVED & set(classes):
            raise Problem(400, "reserved_class_id")
        if any(self.things.get(one, {}).get("kind") != "classes" for one in classes):
            raise Problem(400, "invalid_class_collection")
        uri = body.get("uri")
        if uri:
            self.fit(uri)
        id_ = body.get("id") or self.number(KINDS[kind])
        if id_ in self.things:
            raise Problem(400, "thing_already_exists")
        # The URI of a resource or predicate is looked at when it is created, and not kept.
        kept = uri if kind == "classes" or self.keeps_uri else None
        self.things[id_] = {
            "id": id_,
            "label": label,
            "kind": kind,
            "classes": classes,
            "uri": kept,
            "created_at": _now(),
            "extraction_method": body.get("extraction_method", "UNKNOWN"),
        }
        if kind == "literals":
            self.things[id_]["datatype"] = datatype
        return str(id_)

    def check_label(self, label: str, *, newlines: bool) -> None:
        blank = label and not label.strip()
        if len(label.encode("utf-16-le")) // 2 > 8164 or (not newlines and (blank or "\n" in label or "\0" in label)):
            raise Problem(400, "invalid_label")

    def compare(self, method: str, ids: list[str], body: dict[str, Any]) -> Response:
        """A comparison is a resource; what it compares are statements of it."""
        new = method == "POST" and not ids
        if not new and (method != "PUT" or len(ids) != 1):
            raise Problem(405, "http_request_method_not_supported")
        for name in body:
            if name not in COMPARISON:
                raise Problem(400, "unknown_json_field", f'Unknown field "$.{name}".')
        for name, (type_, required) in COMPARISON.items():
            if (new and required and name not in body) or (name in body and not isinstance(body[name], type_)):
                raise Problem(400, "mismatched_json_input", name)
        if not new:
            self.comparison(ids[0])
        if "title" in body:
            self.check_label(body["title"], newlines=False)
        if len(body.get("research_fields", ())) > 1:
            raise Problem(400, "invalid_argument", "research_fields")
        fields = [self.things.get(one, {}).get("classes", ()) for one in body.get("research_fields", ())]
        if not all("ResearchField" in classes for classes in fields):
            raise Problem(404, "research_field_not_found")
        sources = [one["id"] for one in body.get("sources", ())]
        if len(set(sources)) < len(sources):
            raise Problem(400, "duplicate_data_sources")
        if any(self.things.get(one, {}).get("kind") != "resources" for one in sources):
            raise Problem(404, "resource_not_found")
        if new:
            id_ = self.number("R")
            self.things[id_] = {
                "id": id_, "label": body["title"], "kind": "resources", "classes": ["Comparison"], "uri": None,
                "created_at": _now(), "comparison": {},
            }  # fmt: skip
        else:
            id_ = ids[0]
        thing = self.things[id_]
        thing["label"] = body.get("title", thing["label"])
        thing["comparison"] |= {name: value for name, value in body.items() if name not in ("title", "sources")}
        if "sources" in body:
            kept = {key: ends for key, ends in self.statements.items() if ends[:2] != (id_, "compareContribution")}
            self.statements = kept
            for one in sources:
                self.state({"subject_id": id_, "predicate_id": "compareContribution", "object_id": one})
            self.types |= {one["id"]: one["type"] for one in body["sources"]}
        if new:  # the only time that the ORKG chooses the rows itself
            thing["selected"] = [
                {name: one[name] for name in ("id", "type", "children")}
                for one in self.paths(id_)
                if one["sources"] > 1
            ]
        return Response("", 201 if new else 204, {"Location": f"http://behind-a-proxy/api/comparisons/{id_}"})

    def uncompare(self, id_: str) -> Response:
        """A comparison goes with its statements; one that is not there is none the worse for it."""
        if "Comparison" in self.things.get(id_, {}).get("classes", ()):
            del self.things[id_]
            self.statements = {key: ends for key, ends in self.statements.items() if ends[0] != id_}
        return Response("", 204)

    def fit(self, uri: str) -> None:
        if "://" not in uri:
            raise Problem(400, "uri_not_absolute")
        if any(thing["uri"] == uri for thing in self.things.values()):
            raise Problem(400, "uri_already_in_use")

    def number(self, letter: str) -> str:
        while True:
            self.numbers[letter] += 1
            if (id_ := f"{letter}{self.numbers[letter]}") not in self.things:
                return id_

    def put(self, id_: str, body: dict[str, Any]) -> Response:
        thing = self.things.get(id_)
        if not thing:
            raise Problem(404, "resource_not_found")
        for name in body:
            if name not in PUTS:
                raise Problem(400, "unknown_json_field", f'Unknown field "$.{name}".')
        if "label" in body:
            self.check_label(body["label"], newlines=False)
        if "uri" in body and body["uri"] != thing["uri"]:
            if thing["uri"]:
                raise Problem(403, "cannot_reset_uri")
            self.fit(body["uri"])
        thing.update(body)
        return Response("", 204, {"Location": f"/api/resources/{id_}"})

    def state(self, body: dict[str, Any]) -> str:
        """A statement that is there already is not made again."""
        ends = (body["subject_id"], body["predicate_id"], body["object_id"])
        for end, name in zip(ends, ("subject", "predicate", "object"), strict=True):
            if end not in self.things:
                raise Problem(400, f"statement_{name}_not_found")
        if self.things[ends[0]]["kind"] == "literals":
            raise Problem(400, "invalid_statement")
        for id_, there in self.statements.items():
            if there == ends:
                return id_
        self.numbers["S"] += 1
        self.statements[f"S{self.numbers['S']}"] = ends
        return f"S{self.numbers['S']}"

    def delete(self, kind: str, id_: str) -> Response:
        if kind == "statements":
            _, _, end = self.statements.pop(id_, ("", "", ""))
            # A literal goes with its last statement.
            if self.things.get(end, {}).get("kind") == "literals" and not self.used(end):
                del self.things[end]
        elif kind in ("resources", "predicates"):
            if self.things.get(id_, {}).get("kind") != kind:
                raise Problem(404, f"{kind[:-1]}_not_found")
            if self.used(id_) or any(ends[1] == id_ for ends in self.statements.values()):
                raise Problem(403, f"{kind[:-1]}_in_use")
            del self.things[id_]
            self.statements = {key: ends for key, ends in self.statements.items() if ends[0] != id_}
        return Response("", 204)

    def used(self, id_: str) -> bool:
        return any(ends[2] == id_ for ends in self.statements.values())

    # -- what tests ask

    def orphans(self) -> list[str]:
        """Literals without a statement."""
        used = {ends[2] for ends in self.statements.values()}
        return [id_ for id_, one in self.things.items() if one["kind"] == "literals" and id_ not in used]

    def dump(self, named: Collection[str]) -> str:
        """What was made here, and the statements of all, as N-Triples; a resource is `named`, which it is by its URI,
        or a blank node."""
        lines = []
        used = {end for ends in self.statements.values() for end in ends}
        for id_, one in self.things.items():
            if one["kind"] == "resources" and id_ in used:
                name = self.term(id_, named)
                lines += [f"{name} <{RDF}type> <{ORKG}/class/{class_}> ." for class_ in ["Resource", *one["classes"]]]
                lines.append(f"{name} <{RDFS}label> {json.dumps(one['label'], ensure_ascii=False)} .")
            elif one["kind"] == "resources" and "created_at" in one:
                raise AssertionError(f"{id_} is used by nothing")
        lines += [" ".join((*(self.term(end, named) for end in ends), ".")) for ends in self.statements.values()]
        assert len(set(lines)) == len(lines), "a statement twice"
        return "\n".join(lines) + "\n"

    def term(self, id_: str, named: Collection[str]) -> str:
        thing = self.things[id_]
        if thing["kind"] == "literals":
            datatype = thing["datatype"].replace("xsd:", XSD)
            typed = f"^^<{datatype}>" if datatype != XSD + "string" else ""
            return json.dumps(thing["label"], ensure_ascii=False) + typed
        if thing["uri"] in named:
            return f"<{thing['uri']}>"
        return f"_:{id_}" if thing["kind"] == "resources" else f"<{ORKG}/predicate/{id_}>"


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
