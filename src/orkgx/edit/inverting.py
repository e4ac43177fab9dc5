"""What a graph says of one entry in, the fields that would say it out: a mapping's rules the other way.

Nothing is guessed: each text is read by its rule, and taken only if it says no more than the graph does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from ..graph.meanings import Meaning, Meanings
from ..graph.terms import ALT_LABEL, LABEL, address, below, is_iri, parse_tail, unquote
from ..mapping.compiled import CompiledMapping
from ..mapping.rules import ROLES, Rule

Term = str
Fact = tuple[int, Term, Term]  # the place of the role in ROLES, predicate, object
Graph = dict[Term, list[tuple[Term, Term]]]  # predicates and objects by subject
_JOINTS = (", ", " + ", "; ", "\n", " and ")


class Said(NamedTuple):
    """A field: its key, and its text, or its texts where they are items of a list; `kept`: the graph has the key as it
    is written."""

    key: str
    texts: tuple[str, ...]
    item: bool = False
    kept: bool = False


def is_around(key: str) -> bool:
    """Whether a key is of what stands around a record, and not of a column without a heading."""
    return key.startswith("@") and not key.startswith("@column.")


class Inverter:
    """Finds the fields of entries of one mapping; `meanings` read what its rules read."""

    def __init__(self, mapping: CompiledMapping, meanings: Mapping[Rule, Meanings], graph: Graph) -> None:
        self.mapping, self.meanings, self.graph = mapping, meanings, graph

    def fields(
        self,
        subjects: Mapping[str, Term],
        facts: set[Fact],
        written: Iterable[tuple[str, str]],
        beside: Collection[tuple[str, str]] = (),
    ) -> Iterator[Said]:
        """The fields that say `facts` about `subjects`, by role; `written` are keys with texts that are known as they
        were written, and come first; `beside` those of them that stand beside what they say."""
        left = set(facts)
        known: dict[Rule, tuple[str, list[str]]] = {}
        for key, text in written:
            rule = self._rule(key)
            if rule:
                known.setdefault(rule, (key, []))[1].append(text)
            elif not key.startswith("@"):
                yield Said(key, (text,))
        rules = {rule: key for rule, (key, _) in known.items()}
        for key, rule in self.mapping.fields.items():
            rules.setdefault(rule, key)
        for rule, key in rules.items():
            texts = tuple(known[rule][1]) if rule in known else ()
            linked = self.mapping.fields.get(key.rpartition(".")[0])
            if not texts and (rule.names or not left or (linked and linked not in known)):
                continue  # a link stands in the text beside which its rule is
            open_ = left - self._says(rule, Said(key, texts, item=True), subjects)
            candidates = self._candidates(key, rule, open_, texts)
            kept = any((key, text) in beside for text in texts)
            best = self._best(rule, candidates, subjects, facts, left, kept=kept)
            if best is None and texts:  # it names the entry, or says that it is not known
                best = Said(key, texts, item=len(texts) > 1)
            if best:
                left -= self._says(rule, best, subjects)
                known.setdefault(rule, (key, []))
                yield best._replace(kept=bool(texts))

    def _best(
        self,
        rule: Rule,
        candidates: Iterable[Said],
        subjects: Mapping[str, Term],
        facts: set[Fact],
        left: set[Fact],
        *,
        kept: bool,
    ) -> Said | None:
        """Of some fields the first that says most of what is left, and nothing new of a subject of which something is
        known; None for a field that would say nothing. `kept`: its text stands beside what it says, as written."""
        there = {role for role, *_ in facts}
        best, most = None, (0, True)
        for said in candidates:
            says = self._says(rule, said, subjects)
            worth = len(says & left), self._shows(rule, said) is not kept
            if all(one in facts for one in says if one[0] in there) and worth[0] and worth > most:
                best, most = said, worth
        return best

    def _shows(self, rule: Rule, said: Said) -> bool:
        """Whether its texts can be read in what they say, so that nothing is kept beside it as written."""
        return not any(self.meanings[rule].read(text, said.item).unshown for text in said.texts)

    def _rule(self, key: str) -> Rule | None:
        return self.mapping.fields.get(key) if is_around(key) else self.mapping.written[key]

    def _says(self, rule: Rule, said: Said, subjects: Mapping[str, Term]) -> set[Fact]:
        """What a field would say, but for what is said of nodes of its own."""
        facts: set[Fact] = set()
        for text in said.texts:
            meaning = self.meanings[rule].read(text, said.item)
            facts |= set(_facts(meaning, subjects))
        return facts

    def _candidates(self, key: str, rule: Rule, left: set[Fact], known: tuple[str, ...]) -> Iterator[Said]:
        """Fields that may say some of what is left, those of the contribution first; `known` are texts of it as they
        were written."""
        if known:
            yield from (Said(key, known, item) for item in (False, True) if item or len(known) == 1)
        for role in (1, 0, 2):
            for predicate in dict.fromkeys(one.predicate for one in rule.templates if one.role == role):
                objects = [term for at, wanted, term in sorted(left) if (at, wanted) == (role, predicate)]
                every = [self._texts(term) for term in objects]
                first = tuple(texts[0] for texts in every if texts)
                if known:
                    yield Said(key, (*known, *(one for one in first if one not in known)), item=True)
                    continue
                if len(first) > 1:
                    yield from (Said(key, (joint.join(first),)) for joint in _JOINTS)
                    yield Said(key, first, item=True)
                for texts in every:
                    yield from (Said(key, (text,), item) for text in texts for item in (False, True))

    def _texts(self, term: Term) -> list[str]:
        """How people may have written an object: a literal's text, the labels of a node, its address."""
        if not is_iri(term):
            return [text_of(term)]
        facts = self.graph.get(term, ())
        labels = [text_of(end) for wanted in (LABEL, ALT_LABEL) for predicate, end in facts if predicate == wanted]
        return [*labels, address(term)]


def text_of(term: Term) -> str:
    """The text of a literal, or the address of anything else."""
    return address(term) if is_iri(term) else unquote(term)[0]


def _facts(meaning: Meaning, subjects: Mapping[str, Term]) -> Iterator[Fact]:
    for at, role in enumerate(ROLES):
        for one in getattr(meaning, role):
            yield (at, *parse_tail(one))
    for part in meaning.rest.parts if meaning.rest else ():
        if part.role in subjects:
            yield ROLES.index(part.role), part.predicate, below(subjects[part.role], part.path)
