"""The types of what a mapping file says of things: their kinds, the tables of their names, the units they count in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .given import Factor, Texts, filled, labelled, named


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Kind(Model):
    """What the nodes of entities and concepts are."""

    class_: Annotated[str, Field(alias="class")]
    path: Annotated[str | None, Field(description="their part of the IRI; the kind's name if left out")] = None
    table: str | None = None
    scheme: str | None = None
    strip: Texts = ()
    never: Annotated[Texts, Field(description="what is none of the kind, unless the table knows it")] = ()
    amounts: Annotated[
        bool, Field(description="whether what begins with an amount (300M images) may be of the kind")
    ] = True
    instead: Annotated[str | None, Field(description="the kind of what is never of this one; refused if left out")] = (
        None
    )
    orkg_class: Annotated[str | None, Field(alias="orkg-class")] = None


class OnOrkg(Model):
    """What the ORKG has of a thing: its label there, and its id on each instance."""

    label: str | None = None
    production: str | None = None
    sandbox: str | None = None
    incubating: str | None = None


class TableEntry(Model):
    """One thing under its canonical label."""

    spellings: Texts = ()
    iri: str | None = None
    also: Texts = ()
    same: Annotated[Texts, Field(description="IRIs that others have given it")] = ()
    close: Annotated[Texts, Field(description="what is nearly it: labels of the table, or IRIs of others")] = ()
    pages: Annotated[Texts, Field(description="IRIs of pages that tell which one it is")] = ()
    sources: Annotated[Texts, Field(description="IRIs of where these IRIs were read")] = ()
    warning: str | None = None
    spdx: str | None = None
    orkg: Annotated[OnOrkg | None, BeforeValidator(labelled, json_schema_input_type=str | OnOrkg | None)] = None


Table = Annotated[
    dict[str, Annotated[TableEntry, BeforeValidator(filled, json_schema_input_type=TableEntry | None)]],
    BeforeValidator(named, json_schema_input_type=dict[str, TableEntry | None] | list[str]),
]


class Unit(Model):
    iri: str
    label: str
    spellings: Texts
    factor: Factor = 1
