"""Who installs the package for the first time is told how to go on, with commands that there are; nobody is told again."""

import re
import subprocess
from pathlib import Path

from house import Fault, read

SCRIPT = "debian/ilert-bridge.postinst"
WIDTH = 80


def said(tree: Path, *arguments: str) -> str:
    """What dpkg would show; debhelper's part is a comment here."""
    return subprocess.run(["sh", SCRIPT, *arguments], cwd=tree, capture_output=True, text=True, check=True).stdout


def faults(tree: Path, build: Path):
    if not (tree / SCRIPT).is_file():
        yield Fault(SCRIPT, 0, "is not there, so nobody is told how to go on")
        return
    hint = said(tree, "configure", "")
    commands = re.findall(r"^  ilert-bridge ([a-z-]+)", hint, re.M)
    if not commands:
        yield Fault(SCRIPT, 0, "names no command after the first installation")
    known = subprocess.run([build / "src/ilert-bridge", "--help"], capture_output=True, text=True, check=True).stdout
    for command in commands:
        if not re.search(rf"^  {command}\b", known, re.M):
            yield Fault(SCRIPT, 0, f"names the command '{command}', which the program does not have")
    for section in re.findall(r'"([^"]+)" in\n', hint):
        if f"\n## {section}\n" not in read(tree, "README.md"):
            yield Fault(SCRIPT, 0, f"names the section '{section}', which README.md does not have")
    for line in hint.splitlines():
        if len(line) > WIDTH:
            yield Fault(SCRIPT, 0, f"a line is wider than {WIDTH} columns: {line}")
    for arguments in (("configure", "0.0.1"), ("abort-upgrade", "0.0.1"), ("triggered", "any")):
        if said(tree, *arguments):
            yield Fault(SCRIPT, 0, f"speaks after '{' '.join(arguments)}', too")
