"""python3 fits.py DEMO: runs the demo as a person does, and holds that this person can follow it: on a terminal of 80 × 24, at a
pace for reading, with the text of an alert, an answer of explain, and what to do next."""

import re
import subprocess
import sys
import time

WIDTH, HEIGHT = 80, 24
SHORTEST, LONGEST = 30, 90  # seconds; on a machine with nothing else to do it is about 40
HEADING = r"^== \d of \d: "
# (what, how it looks, in which chapter; the last is -1)
SHOWN = [("the alert as ilert shows it", r"\n  \| HIGH +web01/HTTP is CRITICAL: connection refused\n", 0),
         ("why nobody was called", r"\n\$ ilert-bridge explain db01\n", 2),
         ("its first line", r"\n\$ ilert-bridge explain db01\nNOBODY WAS CALLED: decided ", 2),
         ("what is wrong with it", r"\nprod/db01 is DOWN", 2),
         ("that ilert agrees", r"\nilert agrees with Checkmk", 3),
         ("how to go on", r"README\.md.*\n(.*\n)*.*ilert-bridge init.*\n.*ilert-bridge check --connect", -1)]


def chapters(text: str):
    """Each with its heading, as the screen holds it before the next one comes."""
    starts = [found.start() for found in re.finditer(HEADING, text, re.M)]
    return [text[start:end].rstrip("\n") for start, end in zip(starts, [*starts[1:], len(text)])]


def faults(text: str, status: int, seconds: float):
    if status != 0:
        yield f"it ends with {status}"
    for line in text.splitlines():
        if len(line) > WIDTH:
            yield f"a line is {len(line)} columns wide: {line}"
    told = chapters(text)
    if len(told) < 5:
        yield f"it has {len(told)} chapters"
        return
    for chapter in told:
        if (lines := chapter.count("\n") + 1) > HEIGHT - 1:  # the last line is the cursor's
            yield f"a chapter is {lines} lines long: {chapter.splitlines()[0]}"
    for what, looks, number in SHOWN:
        if not re.search(looks, told[number]):
            yield f"chapter {number + 1 or 'last'} does not show {what}"
    if not SHORTEST <= seconds <= LONGEST:
        yield f"it takes {seconds:.0f} s"


def main():
    since = time.monotonic()
    demo = subprocess.run([sys.argv[1]], capture_output=True, text=True)
    print(demo.stdout, demo.stderr)
    found = list(faults(demo.stdout, demo.returncode, time.monotonic() - since))
    for fault in found:
        print(f"the demo: {fault}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
