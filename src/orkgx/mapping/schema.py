"""The types of a mapping file. `mappings/README.md` is their reference, `mappings/schema.json` their JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .given import Factor, Leads, Reader, Source, Texts, Uuid, listed, ruled, separated, statements
from .things import Kind, Model, Table, Unit


class Catalogue(Model):
    """What the catalogue is, and under which terms its data may be used."""

    title: str
    homepage: str | None = None
    license: Annotated[str | None, Field(description="SPDX identifier")] = None
    attribution: Annotated[str | None, Field(description="whom to name as holder of the rights")] = None
    description: str | None = None
    maintainers: Annotated[tuple[str, ...], BeforeValidator(listed, json_schema_input_type=str | tuple[str, ...])] = ()
    citation: Annotated[str | None, Field(description="how to cite it, in words")] = None
    doi: Annotated[str | None, Field(pattern=r"^10\.\d{4,9}/\S+$")] = None
    orkg: dict[Literal["observatory", "organization"], Uuid] = Field(default_factory=dict)


class Claims(Model):
    """Which records are of this format."""

    fallback: Annotated[bool, Field(description="only what no other mapping claims")] = False

    least: Annotated[int, Field(ge=1, description="so many keys must be known")] = 1
    share: Annotated[float, Field(ge=0, le=1, description="and this share of a record's keys")] = 0.5
    requires: Annotated[Texts, Field(description="one of these keys must be there")] = ()


class TableSource(Model):
    """Tables: a row an entry; a row a field, and the table one entry or each of its columns."""

    has: Annotated[Texts, Field(description="headings that the table must have")] = ()
    fill: Annotated[Literal["down"] | None, Field(description="a blank first cell means the one above")] = None
    parts: Annotated[Literal["<br>"] | None, Field(description="what parts a cell into values")] = None
    as_: Annotated[Literal["entries", "fields", "columns"], Field(alias="as")] = "entries"


class ItemSource(Model):
    """List items: an item an entry, or an item a field and the list one entry."""

    under: Annotated[str | None, Field(description="only below this heading")] = None
    nested: Annotated[Literal["fields"] | None, Field(description="what nested items are")] = None
    as_: Annotated[Literal["entries", "fields"], Field(alias="as")] = "entries"


class ShapedSource(Model):
    """A record source with options."""

    table: TableSource | None = None
    items: ItemSource | None = None


class Instances(Model):
    """A predicate whose id differs between the instances of the ORKG."""

    production: str
    sandbox: str | None = None
    incubating: str | None = None


class Entry(Model):
    """Where name, paper title, date and ORKG ids come from: the first reference that holds something."""

    name: Texts
    identity: Annotated[Texts, Field(description="what tells it apart, in place of its name")] = ()
    title: Texts = ()
    untitled: Annotated[Texts, Field(description="texts that are no title; * stands for anything")] = ()
    date: Texts = ()
    written: Annotated[Texts, Field(description="what stands above a block, part by part")] = ()
    orkg: Texts = ()


class Thing(Model):
    """What an entry is about."""

    kind: str
    link: str | Instances
    label: str | None = None
    when: Texts = ()
    contribution: Texts = ()


class Constant(Model):
    """A statement that every entry makes."""

    predicate: str | Instances
    value: str
    label: str | None = None
    value_label: Annotated[str | None, Field(alias="value-label")] = None
    class_: Annotated[str | None, Field(alias="class")] = None


Constants = Annotated[
    tuple[Constant, ...], BeforeValidator(listed, json_schema_input_type=Constant | tuple[Constant, ...])
]


class Always(Model):
    paper: Constants = ()
    contribution: Constants = ()
    model: Constants = ()


class Split(Model):
    """How a value falls into parts."""

    on: Texts
    unless: str | None = None
    before: str | None = None
    after: str | None = None
    known: bool = False


Separation = Annotated[
    tuple[Split, ...] | Literal["none"] | None,
    BeforeValidator(separated, json_schema_input_type=str | Split | tuple[str | Split, ...] | None),
]


class Reading(Model):
    """How a value is read. What a statement leaves out, its field says; what that leaves out, its property."""

    read: Reader = "text"
    otherwise: Annotated[Literal["text", "skip", "error"] | None, Field(description="`unread` if left out")] = None
    split: Separation = None
    as_written: Annotated[Separation, Field(alias="as-written", description="`split` of names on contributions")] = None
    kind: str | None = None
    table: str | None = None
    datatype: str | None = None
    pick: Literal["all", "max", "min", "first"] = "all"
    scale: Factor = 1
    precision: tuple[Literal["day", "month", "year"], ...] = ()
    unit: str | None = None
    units: Texts = ()
    pattern: str | None = None
    write: str | None = None


class StatementRule(Reading):
    """One statement that a value makes."""

    predicate: str | Instances
    label: str | None = None


Statements = Annotated[
    tuple[StatementRule, ...],
    BeforeValidator(statements, json_schema_input_type=str | StatementRule | tuple[str | StatementRule, ...]),
]


class Property(Reading):
    """What values of one meaning become, whatever a catalogue calls them."""

    help: Annotated[str | None, Field(description="what `orkgx mapping terms` says of it")] = None
    paper: Statements = ()
    contribution: Statements = ()
    model: Statements = ()


class Each(Model):
    """What a map, or each of a list of maps, becomes: a node of its own, with statements about it."""

    predicate: str | Instances
    label: str | None = None
    class_: Annotated[str, Field(alias="class")]
    on: Literal["contribution", "model"] = "model"
    path: Annotated[str, Field(description="their part of the IRI")] = "part"
    fields: dict[str, Annotated[Property, Field(description="statements of `model` are about the node")]]


class FieldRule(Property):
    """All that the mapping says of one field: the name of a property of the vocabulary, or statements of its own."""

    property: Annotated[str | None, Field(description="a name in `properties`")] = None
    spellings: Texts = ()
    required: bool = False
    each: Annotated[Each | None, Field(description="for a map or a list of maps")] = None
    from_: Annotated[Literal["text", "link", "links"], Field(alias="from", description="what of it is read")] = "text"

    def statements(self, role: str, properties: dict[str, Property], unread: str) -> Iterator[StatementRule]:
        """The statements about the subject of a role, with all that the field and its property say of them."""
        above = properties.get(self.property or "")
        shared = {**(_set(above) if above else {}), **_set(self)}
        for statement in getattr(self, role) or (getattr(above, role) if above else ()):
            given = {"otherwise": unread, **shared, **_set(statement)}
            yield StatementRule(predicate=statement.predicate, label=statement.label, **given)


def _set(reading: Reading) -> dict[str, Any]:
    """What a rule says itself of how values are read."""
    return {name: getattr(reading, name) for name in reading.model_fields_set & Reading.model_fields.keys()}


class Vocabulary(Model):
    """What mappings may share."""

    name: str | None = None
    prefixes: dict[str, str] = Field({})
    kinds: dict[str, Kind] = Field({})
    tables: dict[str, Table] = Field({})
    units: dict[str, Unit] = Field({})
    properties: dict[str, Property] = Field({})


# What stands where a value is not known, in the words of many catalogues.
MISSING = ("n/a", "none", "null", "nil", "unknown", "unspecified", "tbd", "tba", *"-–—?", "[More Information Needed]")


class Mapping(Vocabulary):
    """A mapping file."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    catalogue: Catalogue
    entry: Entry
    things: tuple[Thing, ...]
    fields: dict[str, Annotated[FieldRule, BeforeValidator(ruled, json_schema_input_type=str | FieldRule | None)]]
    source: str | None = None
    base: str | None = None
    include: Texts = ()
    claims: Claims = Claims()
    lead: Annotated[Leads, Field(description="templates, whole or in parts, or regular expressions")] = ()
    always: Always = Always()
    missing: Annotated[Texts, Field(description="values that say that there is none")] = MISSING
    nothing: Annotated[Texts, Field(description="an older name of `missing`")] = ()
    unread: Annotated[
        Literal["text", "skip", "error"], Field(description="what happens to a value that its reader refuses")
    ] = "text"
    ignore: Annotated[Texts, Field(description="keys that are not wanted; * stands for anything")] = ()
    records: Annotated[
        tuple[Source | ShapedSource, ...],
        BeforeValidator(listed, json_schema_input_type=Source | ShapedSource | tuple[Source | ShapedSource, ...]),
        Field(description="where entries come from"),
    ] = ("yaml", "front-matter")
    one_per: Annotated[
        Literal["file"] | None, Field(alias="one-per", description="all records of a file are one entry")
    ] = None
    extends: Annotated[str | None, Field(description="the mapping of which this one says the differences")] = None
