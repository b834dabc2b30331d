"""Files are named after what they explain, headers are read once, and each source begins with its own header."""

import re
from pathlib import Path

from house import Fault, includes, read, sources

EMPTY_WORDS = r"(^|_)(managers?|helpers?|utils?|impl|process|handle|handler|data|misc|common|placeholder)(_|$)"


def faults(tree: Path, build: Path):
    for path in sources(tree, "include", "src", "tests"):
        text = read(tree, path)
        if re.search(EMPTY_WORDS, path.stem):
            yield Fault(str(path), 0, "a file is named after the one noun it explains, and this is none")
        if path.suffix == ".hpp" and not re.search(r"^#pragma once$", text, re.M):
            yield Fault(str(path), 0, "a header without #pragma once")
        if path.suffix == ".cpp":
            yield from own_header_first(tree, path, text)


def own_header_first(tree: Path, path: Path, text: str):
    """So that each header is compiled once with nothing before it, and is known to include what it uses."""
    beside = path.with_suffix(".hpp")
    public = Path("include/ilert-bridge", *beside.parts[1:])
    if path.parts[0] == "src" and (tree / public).is_file():
        own = str(public.relative_to("include"))
    elif (tree / beside).is_file():
        own = beside.name
    else:
        return
    first = next(includes(text), None)
    if first is None or first.name not in (own, str(beside)):
        yield Fault(str(path), first.line if first else 0, f'its first include is not its own header "{own}"')
