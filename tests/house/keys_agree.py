"""The program's configuration, its manual page and the sample file have the same keys with the same defaults.

The program is asked with `config --json`; tests/config/schema_test.cpp holds types and meanings to its table."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

from house import Fault, read

PAGE = "man/ilert-bridge.toml.5"
SAMPLE = "etc/ilert-bridge.toml"
LEAST = '[site.prod]\naddress = "unix:/run/live"\n[route.oncall]\nintegration_key_file = "oncall.key"\n'
# What a route does not take, and what is different from [policy] for it: the keys of other tables.
BY_REFERENCE = {"route.*.except", "route.*.policy"}


def pattern(key: str) -> str:
    return re.sub(r"^(site|route)\.[^.]+", r"\1.*", key)


def effective(program: Path):
    """By key: its value as TOML, of a configuration that sets as little as can be."""
    with tempfile.TemporaryDirectory() as name:
        config, key = Path(name, "ilert-bridge.toml"), Path(name, "secrets/oncall.key")
        key.parent.mkdir()
        key.write_text("il1api0\n")
        key.chmod(0o600)
        config.write_text(LEAST)
        said = subprocess.run([program, "--config", config, "config", "--json"], capture_output=True, text=True, check=True)
        return {pattern(row["key"]): row["value"] for row in json.loads(said.stdout)}


def sampled(text: str):
    """By key: its value as it is commented out in the sample."""
    values, table = {}, ""
    for line in text.splitlines():
        if found := re.match(r"#\[(.*)\]$", line):
            table = found.group(1) + "."
        elif found := re.match(r"#([a-z_]+) = (.*)$", line):
            values[pattern(table + found.group(1))] = found.group(2)
    return values


def documented(text: str):
    """By key: its default as TOML, or None where words say what holds."""
    values, table = {}, ""
    for line in text.replace("\\(dq", '"').splitlines():
        if line.startswith(".Ss"):
            found = re.search(r"\[([^\]]*)\]", line)
            table = found.group(1).replace("NAME", "*") + "." if found else ""
        elif found := re.match(r"\.It Cm (\S+) Pq (.*)$", line):
            preset = re.search(r", default Cm (.*)$", found.group(2))
            values[table + found.group(1)] = preset.group(1).replace(" ,", ",") if preset else None
    return values


def faults(tree: Path, build: Path):
    program = effective((build / "src/ilert-bridge").resolve())
    sample, page = sampled(read(tree, SAMPLE)), documented(read(tree, PAGE))
    for key in BY_REFERENCE & sample.keys():
        del sample[key]
    for key, value in program.items():
        fixed = page.get(key) is not None
        if key not in page:
            yield Fault(PAGE, 0, f"does not have the key {key}")
        elif fixed and page[key] != value:
            yield Fault(PAGE, 0, f"says that the default of {key} is {page[key]}, the program {value}")
        if key not in sample:
            yield Fault(SAMPLE, 0, f"does not have the key {key}")
        elif fixed and sample[key] != value:
            yield Fault(SAMPLE, 0, f"says that the default of {key} is {sample[key]}, the program {value}")
    for key in sorted(page.keys() ^ sample.keys()):
        yield Fault(PAGE if key in sample else SAMPLE, 0, f"does not have the key {key}, which the other one has")
