"""ilert-bridge(8) names every command and option that the program's --help shows, and no other."""

import os
import re
import subprocess
from pathlib import Path

from house import Fault, read

PAGE = "man/ilert-bridge.8"
ALWAYS = {"--help", "--version"}


def help_of(program: Path, *command: str) -> str:
    return subprocess.run([program, *command, "--help"], capture_output=True, text=True, check=True,
                          env={**os.environ, "COLUMNS": "200"}).stdout


def commands_in(text: str):
    """The names under CLI11's heading of subcommands."""
    body = re.search(r"^subcommands:\n((?: +\S.*\n?)*)", text, re.M | re.I)
    return re.findall(r"^  ([a-z][\w-]*)", body.group(1), re.M) if body else []


def options_in(text: str):
    return set(re.findall(r"--[a-z][a-z-]*", text))


def known_to(program: Path):
    """Every command with its subcommands ("journal", "journal show") and every option there is."""
    commands, options, ahead = set(), set(), [()]
    while ahead:
        command = ahead.pop()
        text = help_of(program, *command)
        options |= options_in(text)
        below = commands_in(text)
        commands |= set(below)
        ahead += [(*command, name) for name in below]
    return commands, options | ALWAYS


def faults(tree: Path, build: Path):
    page = read(tree, PAGE)
    commands, options = known_to(build / "src/ilert-bridge")
    explained = {"--" + name for name in re.findall(r"(?:\bFl|\|) -([a-z][a-z-]*)", page)}
    named = {word for words in re.findall(r"\bCm ([a-z][a-z -]*)", page) for word in words.split()}
    for name in sorted(commands - named):
        yield Fault(PAGE, 0, f"does not name the command '{name}'")
    for name in sorted(options - explained):
        yield Fault(PAGE, 0, f"does not name the option {name}")
    for name in sorted(explained - options):
        yield Fault(PAGE, 0, f"names the option {name}, which the program does not have")
