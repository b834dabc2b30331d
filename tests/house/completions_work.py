"""What `ilert-bridge completion SHELL` prints is sound, and offers for every command what its --help shows, and no more."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from house import Fault, Skipped
from manual_knows_the_program import commands_in, help_of, options_in

CHECK = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}

# Each reads lines "words before|the word that is typed" and prints what is offered for each, one a line, and an empty line.
BASH = """
source "$1"
while IFS='|' read -r before word; do
  COMP_WORDS=(ilert-bridge $before "$word") COMPREPLY=()
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _ilert_bridge "$PROGRAM" "$word" ''
  ((${#COMPREPLY[@]})) && printf '%s\\n' "${COMPREPLY[@]}"
  echo
done
"""
ZSH = """
_describe() { local name=${@[-1]} each; for each in ${(P)name}; do print -r -- ${each%%:*}; done }
_wanted() { print -rl -- $names }
_files() { }
compset() { }
source $1
while IFS='|' read -r before word; do
  words=($PROGRAM ${=before} "$word")
  CURRENT=${#words}
  _ilert-bridge
  print
done
"""
FISH = """
source $argv[1]
while read -l line
  set -l parts (string split '|' -- $line)
  complete -C (string trim -l -- "ilert-bridge $parts[1]")" $parts[2]" | string replace -r '\\t.*' ''
  echo
end
"""
ASK = {"bash": ["bash", "-c", BASH, "bash"], "zsh": ["zsh", "-f", "-c", ZSH, "zsh"], "fish": ["fish", "-c", FISH]}


def questions_about(program: Path):
    """(words before, word that is typed, what is to be offered), from the help of every command."""
    ahead = [((), set())]
    while ahead:
        command, above = ahead.pop()
        text = help_of(program, *command)
        options, below = options_in(text) | above, commands_in(text)
        yield " ".join(command), "--", options
        if below:
            yield " ".join(command), "", set(below)
        ahead += [((*command, name), options) for name in below]


def answers(shell: str, script: Path, program: Path, questions):
    asked = "".join(f"{before}|{word}\n" for before, word, _ in questions)
    said = subprocess.run([*ASK[shell], script], input=asked, capture_output=True, text=True,
                          env={**os.environ, "PROGRAM": str(program), "LC_ALL": "C.UTF-8", "HOME": str(script.parent),
                               "PATH": f"{program.parent}:{os.environ['PATH']}"})
    offered = [set(part.split("\n")) - {""} for part in re.split(r"(?m)^\n", said.stdout)]
    return offered, said.stderr.strip()


def faults_in(shell: str, program: Path, folder: Path):
    script = folder / "script"
    script.write_bytes(subprocess.run([program, "completion", shell], capture_output=True, check=True).stdout)
    said = subprocess.run([*CHECK[shell], script], capture_output=True, text=True)
    if said.returncode or said.stderr:
        yield f"is refused by {shell}: {said.stderr.strip()}"
        return
    questions = list(questions_about(program))
    offered, noise = answers(shell, script, program, questions)
    if noise:
        yield f"complains while somebody types: {noise}"
    for (before, word, wanted), got in zip(questions, offered):
        for name in sorted(wanted - got):
            yield f"does not offer {name} after '{before}'"
        for name in sorted(got - wanted):
            yield f"offers {name} after '{before}', which --help does not show"


def faults(tree: Path, build: Path):
    for shell in CHECK:
        if not shutil.which(shell):
            yield Skipped(f"completion {shell}: skipped, because there is no {shell} here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            for text in faults_in(shell, (build / "src/ilert-bridge").resolve(), Path(folder)):
                yield Fault(f"completion {shell}", 0, text)
