"""A mapping made ready to run: every predicate expanded, every table folded, every rule found by its key."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..graph.terms import BASE, PREFIXES, base_fault, expand, iri, literal
from ..model import fold_key
from . import schema as spec
from .addresses import is_curie
from .cache import remember
from .leads import lead_pattern
from .maps import EachRule, EachRules
from .rule_maker import RuleMaker
from .rules import ROLES, Rule
from .shaped import sources
from .tables import Tables
from .topics import Constant, Topic, other_links

PROFILES: dict[str, tuple[str, ...]] = {
    "full": ROLES,
    "orkg": ("paper", "contribution"),
    "fair4ml": ("model",),
}
_REMEMBERED = 1_000  # keys as written
LONGEST_LEAD = 5_000  # characters; a pattern of a mapping need not be linear
_MISSPELT = 0.85  # how much of it a key has in common with one that it is meant to be


class Settings(NamedTuple):
    """What a run may choose beside the mapping."""

    profile: str = "full"
    base: str = ""
    instance: str = "production"
    provenance: str = "entry"
    source_iri: str = ""
    lines: bool = False
    today: str = ""  # the day, where values that are probably wrong are looked for
    links: bool = True  # whether links to the ORKG that the catalogue gives name things of the one written for


class _Written(dict[str, Rule | None]):
    """Rules by keys as written, whatever their case and blanks; memory holds those seen lately."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules

    def __missing__(self, name: str) -> Rule | None:
        return remember(self, name, self._rules.get(fold_key(name)), _REMEMBERED)


class CompiledMapping:
    """One mapping for one profile. `fields` are its rules by key, `written` finds the rule for a key as written,
    `context` holds the rules of pseudo-fields."""

    def __init__(self, given: spec.Mapping, settings: Settings) -> None:
        self.spec, self.settings = given, settings
        self.name = given.name
        self.roles = PROFILES[settings.profile]
        self.base = settings.base or given.base or BASE
        if fault := base_fault(self.base):
            raise ValueError(fault)
        self.catalogue = iri(f"{self.base}catalogue/{self.name}")
        self.prefixes = {**PREFIXES, **given.prefixes}
        self.lead = tuple(map(lead_pattern, given.lead))
        self.records = tuple(sources(given.records))
        self.sources = frozenset(source.name for source in self.records)
        self.ignored, self.untitled = map(_any_of, (given.ignore, given.entry.untitled))
        self._nearest: dict[tuple[str, float], str] = {}
        self._known: dict[str, bool] = {}
        self.vocabulary = Tables(given, self.base, self.term, settings.instance)
        self.tables, self.kinds, self.units = self.vocabulary.tables, self.vocabulary.kinds, self.vocabulary.units
        self._maker = RuleMaker(
            given,
            self.roles,
            self.vocabulary,
            self.prefixes,
            self.base,
            settings.instance,
            full=settings.profile == "full",
        )
        self.nothing, self.nothing_longest = self._maker.nothing, self._maker.nothing_longest
        naming = set(map(fold_key, (*given.entry.name, *given.entry.title)))
        named = (*given.entry.name, *given.entry.title, *given.entry.date, *given.entry.orkg)
        fields = {**given.fields, **self._implied(named)}
        self.fields = {key: self._maker.rule(key, rule, naming) for key, rule in fields.items()}
        self.rules = {
            fold_key(spelling): self.fields[key] for key, rule in fields.items() for spelling in (key, *rule.spellings)
        }
        self.spellings = {fold_key(one): one for key, rule in fields.items() for one in (key, *rule.spellings)}
        self.written = _Written(self.rules)
        self.linking = frozenset(filter(None, (self.written[key] for key in given.entry.orkg)))
        self.requires = frozenset(self.written[key] for key in given.claims.requires)
        self.each = EachRules(self._each(key, rule.spellings, rule.each) for key, rule in fields.items() if rule.each)
        self.context = {key: rule for key, rule in self.fields.items() if key.startswith("@")}
        self.required = tuple(rule for rule in dict.fromkeys(self.rules.values()) if rule.required)
        self.topics = tuple(map(self._topic, given.things))
        self.always = {role: tuple(self._always(role)) for role in ROLES}

    def all_rules(self) -> Iterator[Rule]:
        """The rules of fields, and those of fields of maps in lists."""
        yield from self.fields.values()
        for each in dict.fromkeys(self.each.values()):
            yield from each.rules.values()

    def term(self, curie: str) -> str:
        """The term of an IRI that is written in full or with a prefix."""
        return iri(expand(curie, self.prefixes))

    # -- looking things up

    def knows(self, name: str) -> bool:
        known = self._known.get(name)
        if known is None:
            known = self.written[name] is not None or self.each.know(name) or self.ignores(name)
            remember(self._known, name, known, _REMEMBERED)
        return known

    def ignores(self, name: str) -> bool:
        return bool(self.ignored.fullmatch(fold_key(name)))

    def is_title(self, text: str) -> bool:
        return not self.untitled.fullmatch(fold_key(text))

    def nearest(self, name: str) -> str:
        """The known key that `name` may have been meant to be; empty if there is none."""
        near = self._near(name, 0.6)
        return self.rules[near].key if near else ""

    def misspelt(self, name: str) -> str:
        """The spelling of a known key that `name` is but for a letter or two; empty if there is none."""
        near = self._near(name, _MISSPELT)
        return self.spellings[near] if near else ""

    def _near(self, name: str, share: float) -> str:
        asked = fold_key(name)[:80], share
        known = self._nearest.get(asked)
        if known is None:
            found = difflib.get_close_matches(asked[0], self.rules, 1, share)
            known = remember(self._nearest, asked, found[0] if found else "", _REMEMBERED)
        return known

    def topic(self, keys: Iterable[str]) -> Topic:
        """What an entry with values for certain keys is about."""
        held = set(keys)
        return next(topic for topic in self.topics if not topic.when or topic.when & held)

    # -- making ready

    def _implied(self, named: Iterable[str]) -> dict[str, spec.FieldRule]:
        """Rules for keys that name an entry and of which the mapping says nothing else."""
        known = {fold_key(one) for key, rule in self.spec.fields.items() for one in (key, *rule.spellings)}
        return {key: spec.FieldRule() for key in named if not key.startswith("@") and fold_key(key) not in known}

    def _each(self, key: str, spellings: Iterable[str], each: spec.Each) -> EachRule:
        about = {
            name: spec.FieldRule.model_validate(one.model_dump(exclude_unset=True, by_alias=True))
            for name, one in each.fields.items()
        }
        return EachRule(
            key=key,
            keys=tuple(dict.fromkeys(map(fold_key, (key, *spellings)))),
            predicate=self._maker.predicate(each.predicate),
            label=each.label or "",
            role=each.on,
            type=self.term(each.class_),
            path=each.path,
            rules={fold_key(name): self._maker.rule(name, rule, set(), ("model",)) for name, rule in about.items()},
        )

    def link_rules(self, name: str, rule: Rule | None) -> Iterator[tuple[Rule, str]]:
        """The rules for the links of a field, and which of them are meant: those of ``key.link`` and ``key.links``, and
        of ``key.links[code|github]``, which takes those whose text holds one of these words from the others."""
        named = self.named_links(rule)
        yield from named
        for kind in ("link", "links"):
            known = (rule and self.rules.get(fold_key(f"{rule.key}.{kind}"))) or self.written[f"{name}.{kind}"]
            if known:
                yield known, other_links(kind, named)

    def named_links(self, rule: Rule | None) -> list[tuple[Rule, str]]:
        """The rules for links of a field by words in their texts."""
        start = f"{rule.key}.links[" if rule else ""
        return [(one, key[len(start) - 6 :]) for key, one in self.fields.items() if rule and key.startswith(start)]

    def _topic(self, thing: spec.Thing) -> Topic:
        kind = self.kinds[thing.kind]
        return Topic(
            when=frozenset(self.rules[fold_key(key)].key for key in thing.when if fold_key(key) in self.rules),
            path=thing.kind,
            types=kind.types,
            table=kind.table,
            link=self._maker.predicate(thing.link),
            label=thing.label or "",
            classes=tuple(self.term(class_) for class_ in thing.contribution),
        )

    def _always(self, role: str) -> Iterable[Constant]:
        for constant in getattr(self.spec.always, role) if role in self.roles else ():
            predicate, label = self._maker.predicate(constant.predicate), constant.label or ""
            if is_curie(constant.value, self.prefixes):
                classes = (self.term(constant.class_),) if constant.class_ else ()
                yield Constant(predicate, label, self.term(constant.value), constant.value_label or "", classes)
            else:
                yield Constant(predicate, label, literal(constant.value))


def _any_of(keys: Iterable[str]) -> re.Pattern[str]:
    """A pattern for texts, folded as keys are, of which * stands for anything."""
    return re.compile("|".join(fnmatch.translate(fold_key(key)) for key in keys) or r"(?!)")
