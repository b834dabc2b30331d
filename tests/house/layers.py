"""The architecture: who may see whom, and which library belongs where.

base <- { core, net } <- { config, livestatus, ilert, journal } <- daemon <- cli <- main
"""

import re
from pathlib import Path

from house import Fault, code, includes, read, sources

PLATFORM = {"base", "core", "net"}
ADAPTERS = {"config", "livestatus", "ilert", "journal"}
MAY_SEE = {
    "base": set(),
    "core": {"base"},
    "net": {"base"},
    "config": PLATFORM,
    "livestatus": PLATFORM,
    "ilert": PLATFORM,
    "journal": PLATFORM,
    "daemon": PLATFORM | ADAPTERS,
    "cli": PLATFORM | ADAPTERS | {"daemon"},
    "main": PLATFORM | ADAPTERS | {"daemon", "cli"},
}

# Threads beside the loop's, and locks: libcurl's, and those that wait for the system's resolver and name services.
HTTP_CLIENT = ["src/net/http_client.cpp", "src/net/http_transfer.", "src/net/http_wires.", "src/net/http_worker."]
THREADS = [*HTTP_CLIENT, "src/net/host_addresses.cpp", "src/net/user_names.cpp"]

# What is included in angle brackets, and the only places that may.
BELONGS_TO = [
    # What a URL is, is asked where config may see it, too: what is configured is read by who will use it.
    (r"curl/", [*HTTP_CLIENT, "src/net/url.cpp"]),
    (r"toml\+\+/|toml\.hpp", ["src/config/"]),
    (r"sqlite3", ["src/journal/"]),
    (r"prometheus/", ["src/daemon/metrics.cpp"]),
    (r"boost/beast", ["src/net/http_server.cpp"]),
    (r"CLI/", ["src/cli/"]),
    (r"re2/", ["src/core/"]),
    (r"pugixml", ["src/ilert/"]),
    (r"utf8", ["src/base/"]),
    (r"openssl/", ["src/core/", "src/net/"]),
    (r"(mutex|shared_mutex|thread|future|condition_variable|semaphore|latch|barrier)$", THREADS),
]

# The pure core: values in, values out.
NOT_IN_CORE = [
    (r"boost/(asio|beast)", "core does no I/O"),
    (r"(fstream|iostream|cstdio|stdio\.h|filesystem|unistd\.h|fcntl\.h|sys/.*|netdb\.h)", "core does no I/O"),
    (r"ilert-bridge/base/log\.hpp", "core does not log: it returns reasons"),
    (r"random", "core uses no randomness: chance is an argument"),
]
NOT_SAID_IN_CORE = [
    (r"(?<![.\w>])(?:ilert_bridge::)?now\(\)|_clock::now", "core reads no clock: time is an argument"),
    (r"\bgetenv\b|\brand\(|random_device", "core depends on its arguments alone"),
]
NOT_SAID_ANYWHERE = [(r"\bdetached\b", "nothing is spawned detached: somebody owns it and sees it end")]


def layer_of(path: Path) -> str:
    parts = path.parts
    if parts[0] == "include":
        return parts[2]
    return "main" if len(parts) == 2 else parts[1]


def faults(tree: Path, build: Path):
    yield from same_as_cmake(tree)
    for path in sources(tree, "include", "src"):
        layer = layer_of(path)
        if layer not in MAY_SEE:
            yield Fault(str(path), 0, f"folder '{layer}' is not in the table of layers")
            continue
        text = read(tree, path)
        for include in includes(text):
            yield from wrong_include(tree, path, layer, include)
        forbidden = NOT_SAID_ANYWHERE + (NOT_SAID_IN_CORE if layer == "core" else [])
        for number, line in enumerate(code(text).splitlines(), 1):
            yield from (Fault(str(path), number, why) for words, why in forbidden if re.search(words, line))


def wrong_include(tree: Path, path: Path, layer: str, include):
    def fault(why):
        return Fault(str(path), include.line, f"includes {include.name}: {why}")

    if layer == "core":
        yield from (fault(why) for name, why in NOT_IN_CORE if re.match(name, include.name))
    if not include.quoted:
        for name, places in BELONGS_TO:
            if re.match(name, include.name) and not str(path).startswith(tuple(places)):
                yield fault("only " + ", ".join(places) + " may")
        if layer == "base" and re.match(r"boost/(asio|beast)", include.name):
            yield fault("base is what any program needs; Asio starts in net")
        return
    if not include.name.startswith("ilert-bridge/"):
        # A private header: beside the file that includes it, nowhere else.
        if not (tree / path.parent / include.name).is_file() or ".." in include.name:
            yield fault("a private header is included in its own folder only, by its bare name")
        return
    if not (tree / "include" / include.name).is_file():
        yield fault("there is no such header")
    other = include.name.split("/")[1]
    if other != layer and other not in MAY_SEE[layer]:
        allowed = ", ".join(sorted(MAY_SEE[layer])) or "nothing"
        yield fault(f"{layer} may see {allowed}, not {other}")


def same_as_cmake(tree: Path):
    """src/CMakeLists.txt links what a folder may see; both tables must say the same."""
    path = "src/CMakeLists.txt"
    linked = {}
    for number, line in enumerate(read(tree, path).splitlines(), 1):
        found = re.match(r"layer\((\w+)(?:\s+SEES ([\w ]+?))?(?:\s+LIBRARIES .*)?\)", line)
        if not found:
            continue
        name, direct = found.group(1), (found.group(2) or "").split()
        linked[name] = set(direct).union(*(linked.get(other, set()) for other in direct))
        if linked[name] != MAY_SEE.get(name):
            yield Fault(path, number, f"links {name} with {sorted(linked[name])}, "
                                      f"but the table of layers says {sorted(MAY_SEE.get(name, []))}")
    for name in MAY_SEE.keys() - linked.keys() - {"main"}:
        yield Fault(path, 0, f"has no layer({name} …)")
