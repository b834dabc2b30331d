"""Every configuration that a manual page or the README shows whole passes `ilert-bridge check`, without a warning."""

import re
import subprocess
import tempfile
from pathlib import Path

from house import Fault, read

CONFIG_PAGE = "man/ilert-bridge.toml.5"
WANTED = ["one site", "several sites and teams", "behind a proxy", "moving from the old plugin"]
BLOCK = {".md": r"^```toml\n(.*?)^```", "": r"^\.Bd -literal[^\n]*\n(.*?)^\.Ed"}


def plain(roff: str) -> str:
    return roff.replace("\\(dq", '"').replace("\\e", "\\").replace("\\&", "")


def examples(tree: Path):
    """(file, line, text): what sets the address of a site is meant to be whole."""
    for path in ["README.md", *(f"man/{page.name}" for page in sorted((tree / "man").glob("*.[1-8]")))]:
        text = read(tree, path) if (tree / path).is_file() else ""
        for found in re.finditer(BLOCK.get(Path(path).suffix, BLOCK[""]), text, re.M | re.S):
            if re.search(r"^\[site\.\w+\]$", found.group(1), re.M):
                yield path, text.count("\n", 0, found.start()) + 2, plain(found.group(1))


def complaint(program: Path, text: str) -> str:
    """What check says of it, with the files that it names."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "secrets").mkdir()
        for number, key in enumerate(sorted(set(re.findall(r'"([\w.-]+\.(?:key|token))"', text)))):
            file = folder / "secrets" / key
            file.write_text(f"il1api{number:010}\n")
            file.chmod(0o600)
        (folder / "ca.pem").write_text("-----BEGIN CERTIFICATE-----\n")
        text = re.sub(r'"/[^"]*\.pem"', f'"{folder}/ca.pem"', text)
        config = folder / "ilert-bridge.toml"
        config.write_text(text)
        config.chmod(0o600)
        said = subprocess.run([program, "--config", config, "check"], capture_output=True, text=True)
        complaints = said.stderr.replace(name, "").strip()
        return complaints or (f"check ends with {said.returncode}" if said.returncode else "")


def faults(tree: Path, build: Path):
    for path, line, text in examples(tree):
        said = complaint((build / "src/ilert-bridge").resolve(), text)
        if said:
            yield Fault(path, line, f"this example does not pass: {said}")
    page = read(tree, CONFIG_PAGE)
    for heading in WANTED:
        section = re.search(rf"^\.Ss {heading}\n(.*?)(?=^\.S[hs] |\Z)", page, re.M | re.S | re.I)
        if not section or "[site." not in section.group(1):
            yield Fault(CONFIG_PAGE, 0, f"has no example for '{heading}'")
