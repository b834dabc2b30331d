"""ilert-bridge-events(7) explains every reason the code can give, in the code's order, and none that it cannot; and every
alert that the bridge raises about itself."""

import re
from pathlib import Path

from house import Fault, code, read, sources

PAGE = "man/ilert-bridge-events.7"
ENUMS = [("include/ilert-bridge/core/verdict.hpp", "Reason", "REASONS"),
         ("include/ilert-bridge/core/reconcile.hpp", "Because", "CAUSES")]


def enumerators(tree: Path, header: str, enum: str):
    body = re.search(rf"enum class {enum}\b[^{{]*{{([^}}]*)}}", code(read(tree, header)))
    return re.findall(r"\w+", body.group(1)) if body else []


def explained(page: str, section: str):
    """The items `.It Cm name` of one section."""
    body = re.search(rf"^\.Sh {section}\n(.*?)(?=^\.Sh |\Z)", page, re.M | re.S)
    return re.findall(r"^\.It Cm (\w+)", body.group(1), re.M) if body else []


def faults_of_own_alerts(tree: Path, page: str):
    raised = {kind for path in sources(tree, "src/daemon") for kind in re.findall(r'\.kind = "([a-z]+)"', read(tree, path))}
    body = re.search(r"^\.Sh OWN ALERTS\n(.*?)(?=^\.Sh |\Z)", page, re.M | re.S)
    said = set(re.findall(r"^\.It (\w+)$", body.group(1), re.M)) if body else set()
    for kind in sorted(raised - said):
        yield Fault(PAGE, 0, f"section OWN ALERTS does not explain '{kind}'")
    for kind in sorted(said - raised):
        yield Fault(PAGE, 0, f"section OWN ALERTS explains '{kind}', which src/daemon does not raise")


def faults(tree: Path, build: Path):
    page = read(tree, PAGE)
    yield from faults_of_own_alerts(tree, page)
    for header, enum, section in ENUMS:
        known, said = enumerators(tree, header, enum), explained(page, section)
        if not known:
            yield Fault(header, 0, f"has no enum class {enum}: where did it go?")
        for name in known:
            if name not in said:
                yield Fault(PAGE, 0, f"section {section} does not explain '{name}' of {header}")
        if sorted(said) == sorted(known) and said != known:
            yield Fault(PAGE, 0, f"section {section} has another order than {header}")
        for name in said:
            if name not in known:
                yield Fault(PAGE, 0, f"section {section} explains '{name}', which {header} does not have")
            # What people see is what the enumerator is called.
            elif f'"{name}"' not in "".join(read(tree, path.relative_to(tree))
                                            for path in sorted((tree / "src/core").glob("*.cpp"))):
                yield Fault(header, 0, f"'{name}' is shown under another name than the code's")
