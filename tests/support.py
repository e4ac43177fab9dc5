"""What tests of several rooms share: where the sample is, and the command line as a function."""

from __future__ import annotations

import os
import re
from pathlib import Path

from click.testing import CliRunner, Result

from orkgx.cli import main

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SAMPLE = TESTS / "sample" / "catalogue.md"
# An entry as catalogues for several processes have it.
BLOCK = """```yaml
Title: A paper on {name}
has model: {name}
model family: {family}
date created: {date}
organization: {organization}
number of parameters: {size}
pretraining architecture: Decoder
Colour: blue
```

"""


def catalogues_folder() -> Path | None:
    """The folder of real catalogues: what ORKGX_CATALOGUES names, else that beside the project; None if neither is."""
    named = os.environ.get("ORKGX_CATALOGUES")
    candidates = (
        [Path(named)] if named else [above / "shared" / "catalogues" for above in Path(__file__).resolve().parents]
    )
    return next((folder for folder in candidates if folder.is_dir()), None)


def run(*arguments: str | Path, **options: object) -> Result:
    """The command line with arguments, in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]


def findings_in(text: str) -> list[str]:
    """The lines of a report for people that tell of a finding."""
    return re.findall(r"^\S.*?:\d+:\d+: (?:info|warning|error) [a-z0-9-]+: .*$", text, flags=re.M)
