"""python3 check.py NAME TREE BUILD: prints what is wrong, one line each; exit status 1 if anything is."""

import importlib
import sys
from pathlib import Path

from house import Skipped

name, tree, build = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
found = list(importlib.import_module(name).faults(tree, build))
for fault in found:
    print(fault)
sys.exit(1 if any(not isinstance(fault, Skipped) for fault in found) else 0)
