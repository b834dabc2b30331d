"""ilert-bridge(8) and the program know the same commands and options: each command's --help, its synopsis, and the text."""

import os
import re
import subprocess
from pathlib import Path

from house import Fault, read

PAGE = "man/ilert-bridge.8"
ALWAYS = {"--help", "--version"}
EVERYWHERE = {"--help", "--version", "--config"}


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
    """By command, "journal show": (its options, its arguments, whether it has commands of its own)."""
    known, ahead = {}, [()]
    while ahead:
        command = ahead.pop()
        text = help_of(program, *command)
        below = commands_in(text)
        usage = re.search(r"^(?:Usage: |ilert-bridge )(.*)$", text, re.M)
        arguments = re.findall(r"\b[A-Z]+\b", usage.group(1).replace("OPTIONS", "")) if usage and not below else []
        known[" ".join(command)] = (options_in(text), [name.lower() for name in arguments], bool(below))
        ahead += [(*command, name) for name in below]
    return known


def synopsis(page: str):
    """By command: the options and arguments that the section SYNOPSIS gives it. `Cm a | b` are two commands."""
    body = re.search(r"^\.Sh SYNOPSIS\n(.*?)(?=^\.Sh )", page, re.M | re.S)
    shown = {}
    for form in re.split(r"^\.Nm\n", body.group(1) if body else "", flags=re.M):
        command = re.search(r"^\.Cm (.+)$", form, re.M)
        options = {"--" + name for name in re.findall(r"(?:\bFl|\|) -([a-z][a-z-]*)", form)}
        arguments = re.findall(r"^\.(?:Op )?Ar (?!filter)([a-z]+)", form, re.M)
        shown[command.group(1) if command else ""] = (options, arguments)
    return shown


def words_of(page: str):
    commands = {word for words in re.findall(r"\bCm ([a-z][a-z -]*)", page) for word in words.split()}
    return commands, {"--" + name for name in re.findall(r"(?:\bFl|\|) -([a-z][a-z-]*)", page)}


def faults(tree: Path, build: Path):
    page, known = read(tree, PAGE), known_to(build / "src/ilert-bridge")
    commands = {name for path in known for name in path.split()}
    options = set.union(ALWAYS, *(options for options, _, _ in known.values()))
    named, explained = words_of(page)
    for name in sorted(commands - named):
        yield Fault(PAGE, 0, f"does not name the command '{name}'")
    for name in sorted(options - explained):
        yield Fault(PAGE, 0, f"does not name the option {name}")
    for name in sorted(explained - options):
        yield Fault(PAGE, 0, f"names the option {name}, which the program does not have")
    yield from faults_of_synopsis(known, synopsis(page))


def faults_of_synopsis(known: dict, shown: dict):
    for path, (options, arguments, has_commands) in sorted(known.items()):
        below = [name for name in shown if name == path or name.startswith(path + " ")]
        if not has_commands and path not in shown:
            yield Fault(PAGE, 0, f"SYNOPSIS does not show the command '{path}'")
        for option in sorted(options - EVERYWHERE) if below and path else []:
            if not any(option in shown[name][0] for name in below):
                yield Fault(PAGE, 0, f"SYNOPSIS does not show {option} of '{path}'")
        if path in shown and not has_commands and shown[path][1] != arguments and arguments != ["shell"]:
            yield Fault(PAGE, 0, f"SYNOPSIS gives '{path}' the arguments {shown[path][1]}, --help {arguments}")
    for path, (options, _) in sorted(shown.items()):
        parts = path.split()
        takes = set(EVERYWHERE).union(*(known.get(" ".join(parts[:end]), (set(),))[0] for end in range(len(parts) + 1)))
        for option in sorted(options - takes):
            yield Fault(PAGE, 0, f"SYNOPSIS shows {option} for '{path}', which does not take it")
