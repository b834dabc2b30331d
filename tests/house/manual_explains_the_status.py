"""ilert-bridge-monitoring(7) explains every metric and every name in `status --json`, and no metric that there is not."""

import re
from pathlib import Path

from house import Fault, read

PAGE = "man/ilert-bridge-monitoring.7"
METRICS = "src/daemon/metrics.cpp"
JSON = "src/daemon/status_json.cpp"


def section(page: str, name: str) -> str:
    body = re.search(rf"^\.Sh {name}\n(.*?)(?=^\.Sh |\Z)", page, re.M | re.S)
    return body.group(1) if body else ""


def faults(tree: Path, build: Path):
    page = read(tree, PAGE)
    exported = set(re.findall(r'"((?:ilert_bridge|process)_[a-z_]+)"', read(tree, METRICS)))
    explained = set(re.findall(r"\b(?:ilert_bridge|process)_[a-z_]+", section(page, "METRICS")))
    for name in sorted(exported - explained):
        yield Fault(PAGE, 0, f"section METRICS does not explain {name}")
    for name in sorted(explained - exported):
        yield Fault(PAGE, 0, f"section METRICS explains {name}, which {METRICS} does not export")
    words = set(re.findall(r"\w+", section(page, "STATUS AS JSON")))
    for name in sorted(set(re.findall(r'[{\[(]"([a-zA-Z]+)"[,\]]', read(tree, JSON))) - words):
        yield Fault(PAGE, 0, f"section STATUS AS JSON does not explain {name}")
