"""The JSON Schema of mapping files and vocabularies, by which editors complete and check them."""

from __future__ import annotations

from typing import Any

from .schema import Mapping, Vocabulary


def json_schema() -> dict[str, Any]:
    """The JSON Schema, made of the types. A mapping that extends another one may say anything or nothing, and null for
    what it takes away; a vocabulary holds what mappings share and nothing else."""
    made = Mapping.model_json_schema(by_alias=True)
    needed = made.pop("required")
    for model in (made, *(made["$defs"][name] for name in ("Catalogue", "Entry", "Claims", "Always"))):
        keep = (*needed, *model.get("required", ()))
        model["properties"] |= {key: _or_null(one) for key, one in model["properties"].items() if key not in keep}
    files = [
        {"required": ["name", "extends"]},
        {"required": needed},
        {"propertyNames": {"enum": list(Vocabulary.model_fields)}},
    ]
    return {**made, "allOf": [{"anyOf": files}]}


def _or_null(given: dict[str, Any]) -> dict[str, Any]:
    about = {key: one for key, one in given.items() if key in ("title", "description", "default")}
    rest = {key: one for key, one in given.items() if key not in about}
    return {**about, "anyOf": [*(rest["anyOf"] if rest.keys() == {"anyOf"} else [rest]), {"type": "null"}]}
