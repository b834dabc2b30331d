"""python3 publish.py: everything that a release consists of, in build/publish/VERSION: the packages for Debian 12 and 13, the container
image made of the latter, and checksums of all. Built as anybody builds them, without what the tests spare. --untagged makes it of a tree
that is no tag's. What lies there already is not made again. Needs root, Debian 12, and half an hour.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import deb
import trixie
from container import NotHere, release
from image import RECIPE
from podman import Podman, make_base
from run import TREE


def version():
    return re.search(r"^project\(\S+ VERSION (\S+)", (TREE / "CMakeLists.txt").read_text(), re.M)[1]


def must_be_tagged(number):
    """And nothing may lie in the tree that the tag does not have."""
    said = subprocess.run(["git", "describe", "--exact-match", "--dirty", "--match", "v*"], cwd=TREE, capture_output=True, text=True)
    if said.stdout.strip() != f"v{number}":
        raise deb.Broken(f"this tree is not v{number}: {(said.stdout + said.stderr).strip()}; git tag -s v{number}, or --untagged")


def kept(folder, make):
    """The package in that folder, made if there is none."""
    if not list(folder.glob("ilert-bridge_*.deb")):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(make(), folder)
    return next(folder.glob("ilert-bridge_*.deb"))


def package_of_bookworm(jobs):
    if release() != "bookworm":
        raise NotHere("the package of Debian 12 is built on Debian 12")
    return deb.package_of(deb.build(TREE, TREE / "build/publish/bookworm", jobs, deb.WHOLE))


def package_of_trixie(jobs):
    trixie.WORK.mkdir(parents=True, exist_ok=True)
    root = trixie.make_root("short", "nocheck,pkg.ilert-bridge.demo")
    trixie.copy_tree(root)
    trixie.build(root, jobs, deb.WHOLE)
    return next((root / "build").glob("ilert-bridge_*.deb"))


def save_image(package, number, suite, target):
    if target.exists():
        return
    podman = Podman(Path(tempfile.mkdtemp(dir=TREE / "build/publish")) / "podman")
    try:
        base = podman.load(make_base(TREE / "build/publish", suite), suite)
        name = f"localhost/ilert-bridge:{number}"
        podman.build(RECIPE, package, base, name)
        podman.must("save", "-q", "--format", "docker-archive", "-o", target, name, within=300)
    finally:
        podman.forget()
        podman.folder.parent.rmdir()


def write_sums(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines))
    return lines


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--untagged", action="store_true")
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = asked.parse_args()
    number = version()
    folder = TREE / "build/publish" / number
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if not asked.untagged:
            must_be_tagged(number)
        kept(folder / "debian12", lambda: package_of_bookworm(asked.jobs))
        package = kept(folder / "debian13", lambda: package_of_trixie(asked.jobs))
        save_image(package, number, trixie.SUITE, folder / f"ilert-bridge-{number}-image.tar")
        print(f"{folder}:\n" + "".join(write_sums(folder)), end="")
    except (NotHere, deb.Broken, RuntimeError) as reason:
        print(f"publish: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
