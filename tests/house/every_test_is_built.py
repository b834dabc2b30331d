"""A test file that no target compiles is a test that never runs; a source that none compiles is dead."""

import json
from pathlib import Path

from house import Fault, read, sources


def faults(tree: Path, build: Path):
    compiled = set()
    for command in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        compiled.add((Path(command["directory"]) / command["file"]).resolve())
    for path in sources(tree, "src", "tests"):
        if path.suffix != ".cpp":
            continue
        if (tree / path).resolve() not in compiled:
            yield Fault(str(path), 0, "is not compiled by any target")
        if path.name.endswith("_test.cpp") and "TEST" not in read(tree, path):
            yield Fault(str(path), 0, "is called a test and has none")
