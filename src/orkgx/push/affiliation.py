"""The observatory and the organization that papers and contributions of ours are given on the ORKG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..mapping.schema import Mapping as MappingFile
from ..write.wanted import Wanted
from .ledger import Known
from .owners import entries_of_papers

_NONE = ("", "00000000-0000-0000-0000-000000000000")  # what the ORKG says where there is none


class Affiliation(NamedTuple):
    """UUIDs of the ORKG, "" for none."""

    observatory: str = ""
    organization: str = ""

    @classmethod
    def of(cls, thing: Mapping[str, Any]) -> Affiliation:
        said = (str(thing.get(f"{kind}_id") or "") for kind in cls._fields)
        return cls(*("" if one in _NONE else one for one in said))

    def body(self) -> dict[str, str]:
        return {f"{kind}_id": one for kind, one in self._asdict().items() if one}

    def over(self, there: Affiliation) -> Affiliation:
        """What is to be given where the ORKG has `there`: nothing in the place of another one."""
        return Affiliation(*("" if has else gives for gives, has in zip(self, there, strict=True)))


def affiliations(
    wanted: Wanted, mappings: Iterable[MappingFile], given: Affiliation, known: Mapping[str, Known]
) -> dict[str, Affiliation]:
    """That of each paper and contribution that we have made or will make: what is `given`, else what the mapping of its
    catalogue says."""
    said = {one.name: Affiliation(**one.catalogue.orkg) for one in mappings}
    found = {}
    for iri, name in entries_of_papers(wanted).items():
        own = said.get(name, Affiliation())
        whole = Affiliation(given.observatory or own.observatory, given.organization or own.organization)
        if whole.body() and (iri not in known or known[iri].made):
            found[iri] = whole
    return found
