"""The tree speaks of itself alone: no path of the machine it was written on, nothing beside the repository."""

import os
import re
from pathlib import Path

from house import Fault, read

# Written so that this file does not say it either.
FOREIGN = r"/(?:work)/|\.(?:library)/|\.\./(?:shared)\b|/(?:farm)/"
NOT_OURS = {".git", "build", "__pycache__"}


def faults(tree: Path, build: Path):
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(set(folders) - NOT_OURS)
        for name in sorted(set(names) - NOT_OURS):
            path = Path(folder, name).relative_to(tree)
            for number, line in enumerate(read(tree, path).splitlines(), 1):
                found = re.search(FOREIGN, line)
                if found:
                    yield Fault(str(path), number, f"says {found.group(0)}, which nobody else has")
