"""No two types share a name: two classes of one name in different files link without a word, and crash."""

import re
from pathlib import Path

from house import Fault, code, read, sources

TYPE = re.compile(r"^(?:template <[^>]*>\s*)?(?:class|struct|enum class|enum|union)\s+(?:\[\[\w+\]\]\s+)?(\w+)\b(?!::)(?![^{;]*;)", re.M)
UNNAMED = re.compile(r"^namespace \{$.*?^\}  // namespace$", re.M | re.S)
NAMESPACE = re.compile(r"^namespace ([\w:]+) \{", re.M)


def types_in(text: str):
    """(namespace, name, line) of each type defined at the left margin, outside unnamed namespaces."""
    text = code(UNNAMED.sub(lambda found: re.sub(r"[^\n]", " ", found.group(0)), text))
    for found in TYPE.finditer(text):
        around = NAMESPACE.findall(text, 0, found.start())
        yield around[-1] if around else "", found.group(1), text.count("\n", 0, found.start(1)) + 1


def faults(tree: Path, build: Path):
    first = {}
    # Each folder of tests is a program of its own; what they share is in doubles and rig.
    for path in sources(tree, "include", "src", "tests/doubles", "tests/rig"):
        for namespace, name, line in types_in(read(tree, path)):
            if path.name.endswith("_test.cpp"):
                continue
            known = first.setdefault((namespace, name), path)
            if known != path:
                yield Fault(str(path), line, f"the type '{name}' has the name of another one, in {known}")
