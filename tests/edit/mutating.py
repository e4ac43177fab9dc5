"""Catalogues as they go wrong: a sound entry with a few faults in it, the same ones for the same seed."""

from __future__ import annotations

import random

SOUND = """\
# Models

- [Alpha](https://example.org/alpha)

  ```yaml
  Title: Alpha: a model of 'wind' and water
  date created: 2023-01-01
  organization:
    - OpenAI
    - "Google"
  model family: GPT
  number of parameters: 117M
  hardware used: N/A
  innovation: compiles C # code
  license: MIT
  ```

- **Beta** is another

  ~~~yaml
  has model: Beta
  date created: 2024-05
  training corpus: {Wiki: 3B, Books}
  contact: |
    a: b
     c # d
  extension: >100 things, and "more"
  blog post: https://example.org/a#b
  ~~~
"""
SIGNS = [
    *(": ", ":", " #", "#", "@", "%", "*", "&", "[", "]", "{", "}", "'", '"', "\\", "|", ">", "- ", "?", "!", ",", "`"),
    *(
        "\t",
        "\r",
        "\r\n",
        "\n",
        "  ",
        "\u00a0",
        "\u3000",
        "：",
        "\u200b",
        "\ufeff",
        "\x07",
        "é",
        "\udcff",
        "```",
        "~~~",
    ),
    *("N/A", "n.a.", "~", "null", "---\n", "...\n", "<!--", "-->", "<<: ", "| a | b |\n|---|---|\n| n/a | c |\n"),
    *(
        "Titel: x\n",
        "  Title: again: twice\n",
        "\tkey:\tvalue\n",
        "    ",
        "      ```yaml\n",
        "> ",
        "&a ",
        "*a ",
        "0x1F",
        "yes",
    ),
]


def mutated(seed: int) -> str:
    """A catalogue with up to eight faults."""
    chance = random.Random(seed)
    text = SOUND
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(text))
        match chance.randrange(4):
            case 0:
                text = text[:at] + text[at + chance.randint(1, 4) :]
            case 1:
                rows = text.split("\n")
                row = chance.randrange(len(rows))
                rows[row] = chance.choice(["\t", " ", "    ", "> ", "\u00a0", ""]) + rows[row].lstrip()
                text = "\n".join(rows)
            case _:
                text = text[:at] + chance.choice(SIGNS) + text[at:]
    if chance.random() < 0.2:
        text = text.replace("\n", "\r\n")
    return ("\ufeff" if chance.random() < 0.1 else "") + (text.rstrip("\n") if chance.random() < 0.2 else text)
