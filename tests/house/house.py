"""What the checks share: reading the tree, and saying where something is wrong."""

import re
from pathlib import Path
from typing import Iterator, NamedTuple

SOURCES = (".cpp", ".hpp")


class Fault(NamedTuple):
    path: str
    line: int  # 0: the whole file
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class Skipped(str):
    """What could not be looked at here, and why: said, but no fault."""


def sources(tree: Path, *folders: str) -> Iterator[Path]:
    """Our C++ files below the folders, relative to the tree, in order."""
    for folder in folders:
        for path in sorted((tree / folder).rglob("*")):
            if path.suffix in SOURCES:
                yield path.relative_to(tree)


def read(tree: Path, path) -> str:
    return (tree / path).read_text(encoding="utf-8", errors="replace")


def code(text: str) -> str:
    """The text with comments and the insides of strings blanked, lines kept where they are. Includes stay."""
    blank = lambda found: re.sub(r"[^\n]", " ", found.group(0))
    text = re.sub(r'//[^\n]*|/\*.*?\*/', blank, re.sub(r'"([^"\\\n]|\\.)*"', _keep_include, text), flags=re.S)
    return text


def _keep_include(found: re.Match) -> str:
    start = found.string.rfind("\n", 0, found.start()) + 1
    if found.string[start:found.start()].strip() == "#include":
        return found.group(0)
    return '"' + " " * (len(found.group(0)) - 2) + '"'


class Include(NamedTuple):
    line: int
    name: str
    quoted: bool


def includes(text: str) -> Iterator[Include]:
    for number, line in enumerate(code(text).splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if found:
            yield Include(number, found.group(2), found.group(1) == '"')
