"""src/README.md leads to files that exist, and through every folder."""

import re
from pathlib import Path

from house import Fault, read
from layers import MAY_SEE

PAGE = "src/README.md"


def faults(tree: Path, build: Path):
    text = read(tree, PAGE)
    for number, line in enumerate(text.splitlines(), 1):
        for path in re.findall(r"`((?:[\w-]+/)+[\w.-]*|[\w-]+\.[ch]pp)`", line):
            if not ((tree / "src" / path).exists() or (tree / "include/ilert-bridge" / path).exists()
                    or (tree / path).exists()):
                yield Fault(PAGE, number, f"leads to {path}, which does not exist")
    for folder in MAY_SEE.keys() - {"main"}:
        if f"`{folder}/`" not in text:
            yield Fault(PAGE, 0, f"does not say what {folder}/ is for")
