"""An entry that only the ORKG has in, the fields that say it out, as its mapping would read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph.constants import CONTRIBUTION, HAS_CONTRIBUTION
from ..graph.meanings import Meanings
from ..graph.terms import LABEL, PREFIXES, TYPE, iri, literal
from ..mapping.compiled import CompiledMapping
from ..mapping.rules import Rule
from ..pipeline import Builder
from ..write.incoming import Newcomer
from .forms import Written
from .inverting import Fact as Triple
from .inverting import Graph, Inverter, Said
from .rendering import Renderer, Thing
from .revising import Fact, Reviser, facts_of


def facts_of_newcomer(newcomer: Newcomer) -> set[Fact]:
    return {(one.role, one.predicate, one.value) for one in newcomer.facts}


class Newcoming:
    """Writes entries in the form of one mapping."""

    def __init__(
        self,
        builder: Builder,
        mapping: CompiledMapping,
        spelt: Mapping[Rule, str],
        words: Mapping[tuple[Rule, Fact], str],
    ) -> None:
        self.builder, self.mapping, self.spelt = builder, mapping, spelt
        self.meanings: Mapping[Rule, Meanings] = builder.makers[mapping].meanings
        self.reviser = Reviser(self.meanings, words)
        self.rules = {key: rule for key, rule in mapping.fields.items() if not key.startswith("@") and not rule.names}

    def write(self, newcomer: Newcomer, form: str) -> Written:
        """What stands above its fields, and they, in one of the forms."""
        paper, contribution = (iri(PREFIXES["orkgr"] + id_) for id_ in (newcomer.paper, newcomer.contribution))
        graph: Graph = {
            paper: [(LABEL, literal(newcomer.title)), (HAS_CONTRIBUTION, contribution)],
            contribution: [(LABEL, literal(newcomer.name)), (TYPE, CONTRIBUTION)],
        }
        subjects = {"paper": paper, "contribution": contribution}
        said = [
            one._replace(key=self.spelt.get(self.mapping.fields[one.key], one.key))
            for one in self.fields(newcomer, graph, subjects)
        ]
        thing = Thing(subjects, newcomer.name, self.mapping, ("", 0, 0))
        return Renderer(self.builder, graph).entry(thing, said, form)

    def fields(self, newcomer: Newcomer, graph: Graph, subjects: Mapping[str, str]) -> Iterator[Said]:
        """First those that say nothing else, then those that say more than the ORKG does."""
        left = facts_of_newcomer(newcomer)
        terms = dict(self.terms(left))
        for fact, (_, _, end) in terms.items():
            if not fact[2].datatype:
                graph.setdefault(end, [(LABEL, literal(fact[2].label))])
        used = set()
        for said in Inverter(self.mapping, self.meanings, graph).fields(subjects, set(terms.values()), ()):
            used.add(said.key)
            for text in said.texts:
                left -= self.reviser.says(self.mapping.fields[said.key], text, item=said.item)
            yield said
        for key, rule in self.rules.items():
            new = [fact for fact in sorted(left) if self.reviser.word(rule, fact)]
            if new and key not in used:
                labels = self.reviser.labels(rule, [], new)
                left -= set(new)
                yield Said(key, tuple(labels), item=len(labels) > 1)

    def terms(self, facts: set[Fact]) -> Iterator[tuple[Fact, Triple]]:
        """Facts as the mapping would make them."""
        for fact in facts:
            for rule in self.rules.values():
                said = dict(facts_of(self.meanings[rule].read(self.reviser.word(rule, fact), True)))
                if fact in said:
                    yield fact, said[fact]
                    break
