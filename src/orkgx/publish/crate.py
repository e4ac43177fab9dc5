"""The metadata of an RO-Crate: the files of an export for archives that take such crates."""

from __future__ import annotations

import json

from .. import __version__
from .dataset import DescribeError, Description


def crate(description: Description) -> str:
    """The metadata of an RO-Crate with the files of the export. Raises DescribeError where its library is missing."""
    try:
        from rocrate.rocrate import ROCrate
    except ImportError as error:
        raise DescribeError("--crate needs rocrate, of the extra 'crate': orkgx help install") from error
    made = ROCrate()
    root = made.root_dataset
    root["datePublished"] = description.created.isoformat()
    root["name"] = description.title
    root["description"] = f"A knowledge graph of {description.counts.triples} statements, made by orkgx {__version__}"
    licenses = sorted({one.get("license") or "" for one in description.catalogues})
    root["license"] = [{"@id": f"https://spdx.org/licenses/{one}"} if one else "unknown" for one in licenses]
    holders = [one["attribution"] for one in description.catalogues if one.get("attribution")]
    root["creditText"] = "; ".join(holders)
    for file in description.files:
        properties = {
            "name": file.name,
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        made.add_file(dest_path=file.name, properties=properties)
    for name, kind in (("void.ttl", "text/turtle"), ("manifest.json", "application/json")):
        made.add_file(dest_path=name, properties={"name": name, "encodingFormat": kind})
    return json.dumps(made.metadata.generate(), indent=2, ensure_ascii=False) + "\n"
