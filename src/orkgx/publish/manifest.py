"""The manifest of an export: its files, sources and catalogues as JSON, with hashes to know each again."""

from __future__ import annotations

import json

from .. import __version__
from .dataset import Description


def manifest(description: Description) -> str:
    """The manifest as JSON."""
    document = {
        "orkgx": __version__,
        "created": description.created.isoformat(),
        "profile": description.profile,
        "sources": description.sources,
        "catalogues": description.catalogues,
        "graph": {
            "statements": description.counts.triples,
            "canonicalization": "RDFC-1.0",
            "sha256": description.canonical,
        },
        "files": [
            {"path": file.name, "mediaType": file.media_type, "bytes": file.size, "sha256": file.sha256}
            for file in description.files
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
