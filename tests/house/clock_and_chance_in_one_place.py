"""Time and chance come from where the simulation can put its own in their place: now() of base/time.hpp, the steady clock and
std::random_device. In the simulation, from its clock.cpp alone."""

import re
from pathlib import Path

from house import Fault, code, read, sources

WALL, SIMULATION = "src/base/time.cpp", "tests/simulation/clock.cpp"
ELSEWHERE = [
    (r"\b(clock_gettime|gettimeofday|ftime)\b|(?<![\w.>])(std::|::)time\(|system_clock::now\b",
     "reads a clock that the simulation cannot replace: take now() or the steady clock"),
    (r"\b(s?rand|rand_r|random|drand48|getrandom|getentropy|arc4random\w*|RAND_bytes)\(",
     "draws chance that the simulation cannot replace: take std::random_device"),
]
IN_THE_SIMULATION = [
    *ELSEWHERE,
    (r"\b\w*[Cc]lock::now\b", "reads a clock: now() and steady_now() of its clock.hpp are the only ways"),
    (r"\brandom_device\b", "draws chance: a seed is the only source"),
]


def faults(tree: Path, build: Path):
    for path in sources(tree, "include", "src", "tests/simulation"):
        if str(path) in (WALL, SIMULATION):
            continue
        forbidden = IN_THE_SIMULATION if path.parts[0] == "tests" else ELSEWHERE
        for number, line in enumerate(code(read(tree, path)).splitlines(), 1):
            yield from (Fault(str(path), number, why) for words, why in forbidden if re.search(words, line))
