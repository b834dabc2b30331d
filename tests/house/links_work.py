"""Links lead to what is there: in the tree, and those of the README in the package, which has it elsewhere."""

import os
import re
import subprocess
from pathlib import Path

from house import Fault, read

README = "README.md"
SCRIPT = "debian/readme.sed"  # debian/rules makes the package's README with it
EXAMPLES = "debian/ilert-bridge.examples"
ALWAYS = {"/usr/share/common-licenses/Apache-2.0"}  # Debian's own
NOT_OURS = {".git", "build", "__pycache__"}


def links(text: str):
    """(line, target) of those to files; a link may go over the end of a line."""
    for found in re.finditer(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", found.group(1)):
            yield text.count("\n", 0, found.start()) + 1, found.group(1)


def pages(tree: Path):
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(set(folders) - NOT_OURS)
        yield from (Path(folder, name).relative_to(tree) for name in sorted(names) if name.endswith(".md"))


def readme_of_package(tree: Path) -> str:
    return subprocess.run(["sed", "-E", "-f", SCRIPT, README], cwd=tree, capture_output=True, text=True, check=True).stdout


def faults(tree: Path, build: Path):
    for page in pages(tree):
        for line, target in links(read(tree, page)):
            if not (tree / page.parent / target).exists():
                yield Fault(str(page), line, f"leads to {target}, which does not exist")
    examples = {"examples/" + Path(name).name for name in read(tree, EXAMPLES).split()}
    for line, target in links(readme_of_package(tree)):
        if target not in examples | ALWAYS:
            yield Fault(README, line, f"leads to {target} in the package, which does not install it; see {SCRIPT}")
