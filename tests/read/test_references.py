"""Reference links lead where their file says, however far from them it says so."""

from __future__ import annotations

from pathlib import Path

from orkgx.model import Record, RecordSource
from orkgx.read.batches import batches
from orkgx.read.records import RecordReader
from orkgx.read.sources import open_sources

TEXT = """\
# [Winds][w]

| Model | Weights |
|---|---|
| [Zephyr][] ![star][badge] | [base][z-b], [chat] |
{rows}
## Items

- [Borea][b] and [not a link] and [note][^1]

{words}
[zephyr]: https://example.org/z
[Z-B]: <https://example.org/b> "base"
[chat]:
  https://example.org/c
[b]: https://example.org/borea
[badge]: https://example.org/s.svg
[w]: https://example.org/w
[^1]: a note
"""


def read(path: Path, *sources: RecordSource) -> list[Record]:
    opened, _ = open_sources([str(path)], source_iri=None)
    reader = RecordReader(sources)
    stretches = [one for batch in batches(opened, "", [].append, [].append) for one in batch.stretches]
    return [record for stretch in stretches for record in reader.read_file(stretch.segments, [])]


def test_definitions_count_in_all_segments_of_a_file(tmp_path: Path) -> None:
    rows = "".join(f"| [m{at}][b] | - |\n" for at in range(600))
    path = tmp_path / "c.md"
    path.write_text(TEXT.format(rows=rows, words="words\n\n" * 30_000), "utf-8")
    zephyr, *others, borea = read(path, RecordSource("table"), RecordSource("items"))
    assert [(one.text, [link.target for link in one.links]) for one in zephyr.fields] == [
        ("Zephyr", ["https://example.org/z"]),
        ("base, chat", ["https://example.org/b", "https://example.org/c"]),
    ]
    assert {one.fields[0].links[0].target for one in others} == {"https://example.org/borea"} and len(others) == 600
    assert borea.context.text("@link") == "https://example.org/borea" and borea.context.text("@heading.1") == "Winds"
    assert borea.context.text("@title").startswith("Borea and [not a link] and [note]")
