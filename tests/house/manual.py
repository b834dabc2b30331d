"""The manual pages are correct mdoc, as mandoc sees it, and man shows them without a warning."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from house import Fault, Skipped, read

# A word at the beginning of an item that is a macro, too, and so vanishes: ".It No such file" is "such file".
VANISHES = r"^\.It (An|At|Do|In|No|So|St) (?=[a-z])"
# Of two words in an item's name that do not fit on a line together groff 1.23 of Debian 13 warns: it cannot adjust the first.
WIDTH = 68


def breaks_badly(line):
    words = [word for word in line.split() if len(word) > 2]
    return line.startswith(".It ") and any(len(a) + len(b) > WIDTH - 2 for a, b in zip(words, words[1:]))


def complaints(words, page: Path, **environment):
    said = subprocess.run([*words, page.name], cwd=page.parent, capture_output=True, text=True,
                          env={**os.environ, **environment})
    return said.stdout, said.stderr


def faults(tree: Path, build: Path):
    pages = sorted((tree / "man").glob("*.[1-8]"))
    if not pages:
        yield Fault("man", 0, "has no manual page")
    has_man = bool(shutil.which("man"))
    if not has_man:
        yield Skipped("man --warnings: skipped, because there is no man here")
    for page in pages:
        lint, errors = complaints(["mandoc", "-T", "lint", "-W", "warning"], page)
        warnings = ""
        if has_man:  # as lintian does it
            _, warnings = complaints(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"], page,
                                     LC_ALL="C.UTF-8", MANWIDTH="80", MANROFFSEQ="")
        for number, line in enumerate(read(tree, page).splitlines(), 1):
            if found := re.match(VANISHES, line):
                yield Fault(f"man/{page.name}", number, f"'{found.group(1)}' is a macro here; write \\&{found.group(1)}")
            if breaks_badly(line):
                yield Fault(f"man/{page.name}", number, "these names do not fit on a line; write an item for each")
        for line in (lint + errors + warnings).splitlines():
            yield Fault(f"man/{page.name}", 0, line)
