"""python3 image.py BUILD --deb FILE: makes the container image of that package and lives with it, as an administrator would.

BUILD holds tests/ilert-bridge-doubles. --suite NAME is the Debian that the package was made for, this machine's else. --brief leaves
out what takes longer; else the image is made a second time, too, and compared. One line a check; exit status 1 if anything failed,
77 if this machine cannot run containers.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import deb
import image_scenes
from container import release, require
from podman import Podman, make_base
from run import TREE, Report, tried
from scenes import play
from stand import Stand

RECIPE = TREE / "etc/container/Containerfile"
COMPOSE = TREE / "etc/container/compose.yaml"
IMAGE = "localhost/ilert-bridge"
AGAIN = "localhost/ilert-bridge:again"
SITE_GROUP = 1000  # of the site in Checkmk's own container


def is_reproducible(podman, package, base):
    podman.build(RECIPE, package, base, AGAIN)
    first, second = podman.contents(IMAGE), podman.contents(AGAIN)
    if first != second:
        raise deb.Broken(f"made twice, the image holds {first} and {second}")


def is_understood(podman):
    """By the tool itself; it needs the files that the example names."""
    require("docker-compose")
    folder = podman.folder / "compose"
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets/oncall.key").touch()
    shutil.copy(COMPOSE, folder)
    said = subprocess.run(["docker-compose", "config"], cwd=folder, capture_output=True, text=True)
    if said.returncode != 0 or "ilert-bridge" not in said.stdout:
        raise deb.Broken(said.stderr.strip())


def live(report, podman, doubles, image, scenes):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        site = folder / "site"
        site.mkdir()
        stand = Stand(doubles, site, SITE_GROUP)
        try:
            play(scenes, image_scenes.Host(podman, image, stand, folder, site, SITE_GROUP), report)
        finally:
            podman("rm", "--all", "--force", "--time", "0")
            stand.stop()


def examine(report, work, suite, doubles, package, brief):
    base = tried(report, f"there is a {suite} to make an image of", lambda: make_base(work, suite))
    if not base:
        return
    podman = Podman(Path(tempfile.mkdtemp(dir=work)) / "podman")
    try:
        name = tried(report, "podman runs containers", lambda: podman.load(base, suite))
        made = name and tried(report, "the image is made", lambda: podman.build(RECIPE, package, name, IMAGE) or True)
        if not made:
            return
        live(report, podman, doubles, IMAGE, image_scenes.BRIEF if brief else image_scenes.SCENES)
        tried(report, "compose understands the example", lambda: is_understood(podman))
        if not brief:
            tried(report, "made twice it holds the same", lambda: is_reproducible(podman, package, name))
    finally:
        podman.forget()
        podman.folder.parent.rmdir()


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("build", type=Path)
    asked.add_argument("--deb", type=Path, required=True)
    asked.add_argument("--work", type=Path, default=TREE / "build/package")
    asked.add_argument("--suite", default=release())
    asked.add_argument("--brief", action="store_true")
    asked = asked.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    report = Report()
    examine(report, asked.work, asked.suite, asked.build / "tests/ilert-bridge-doubles", asked.deb, asked.brief)
    return report.status()


if __name__ == "__main__":
    sys.exit(main())
