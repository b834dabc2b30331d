"""The manual pages are correct mdoc, as mandoc sees it."""

import subprocess
from pathlib import Path

from house import Fault


def faults(tree: Path, build: Path):
    pages = sorted((tree / "man").glob("*.[1-8]"))
    if not pages:
        yield Fault("man", 0, "has no manual page")
    for page in pages:
        said = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page.name], cwd=page.parent,
                              capture_output=True, text=True)
        for line in (said.stdout + said.stderr).splitlines():
            yield Fault(f"man/{page.name}", 0, line)
