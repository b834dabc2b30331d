"""The version is said in CMakeLists.txt; the change logs begin with it, and nobody else repeats it."""

import re
from pathlib import Path

from house import Fault, read


def faults(tree: Path, build: Path):
    version = re.search(r"^project\(\S+ VERSION (\d+\.\d+\.\d+)", read(tree, "CMakeLists.txt"), re.M)
    if not version:
        yield Fault("CMakeLists.txt", 0, "says no version")
        return
    version = version.group(1)
    for path, first in (("debian/changelog", r"\S+ \(([^)-]+)(?:-[^)]*)?\)"),
                        ("CHANGELOG.md", r"(?s:.*?)^## (\d\S*)")):
        found = re.match(first, read(tree, path), re.M)
        if not found or found.group(1) != version:
            said = found.group(1) if found else "nothing"
            yield Fault(path, 0, f"begins with version {said}, CMakeLists.txt says {version}")
    for folder in ("src", "include", "man", "etc"):
        for path in sorted((tree / folder).rglob("*")):
            if path.is_file() and re.search(rf"(?<![\d.]){re.escape(version)}(?![\d.])", read(tree, path)):
                yield Fault(str(path.relative_to(tree)), 0, f"repeats the version {version}")
