"""attempts.py PRESET JOBS: runs the preset's tests, several at once; who fails is tried once more, alone.

A test of a whole daemon waits for things to happen, and a neighbour or the machine can starve it. Passing the second
time it is no failure, but it is named at the end: one that is named often is to be mended. What a sanitizer found is
found, and whatever fails in crowds is not starved: neither gets a second attempt.
"""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SOME_FAILED = 8  # ctest's exit status when it ran, and not everything passed
A_CROWD = 10
A_FINDING = re.compile(r"(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:")
WHAT_IS_WRONG = re.compile(r": Failure$|Sanitizer: |runtime error:|Falsifiable|Traceback|Timeout|terminate called")
LINES_OF_EACH = 8


def attempt(preset: str, jobs: int, *more: str) -> tuple[int, dict[str, str]]:
    """ctest's exit status, and what each test that failed has said."""
    told = Path("build", preset, "Testing", "attempt.xml").absolute()
    told.parent.mkdir(parents=True, exist_ok=True)
    told.unlink(missing_ok=True)
    status = subprocess.run(["ctest", "--preset", preset, "-j", str(jobs), "--output-junit", told, *more]).returncode
    cases = ElementTree.parse(told).iter("testcase") if told.exists() else ()
    return status, {case.get("name"): case.findtext("system-out", "") for case in cases if case.get("status") == "fail"}


def gist(said: str) -> list[str]:
    """The first lines that say what is wrong, or else the last ones."""
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if WHAT_IS_WRONG.search(line):
            return lines[number : number + LINES_OF_EACH]
    return lines[-LINES_OF_EACH:]


def tell(word: str, failed: dict[str, str]) -> None:
    for name, said in failed.items():
        print(f"{word}: {name}")
        for line in gist(said):
            print(f"    {line[:160]}")


def main(preset: str, jobs: int) -> int:
    status, failed = attempt(preset, jobs)
    if status != SOME_FAILED:
        return status
    if not failed or len(failed) > A_CROWD or any(A_FINDING.search(said) for said in failed.values()):
        tell("failed", failed)
        return status
    print(f"\n{len(failed)} failed; once more, alone", flush=True)
    status, again = attempt(preset, 1, "--rerun-failed")
    print()
    tell("failed", again)
    tell("unsteady", {name: said for name, said in failed.items() if name not in again})
    return status


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
