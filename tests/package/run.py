"""python3 run.py BUILD: builds the Debian package of this tree and lives through its life on a machine with a real systemd.

BUILD holds tests/ilert-bridge-doubles. One line a check: ok, FAILED or skipped, with the reason. Exit status 1 if anything failed,
else 77 if this machine could not do something. --work DIR is where packages and roots are made, build/package else. --deb FILE takes
a package that is built already, --suite NAME that of another Debian than this machine's.
"""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import deb
import scenes
from container import BASE, Container, NotHere, make_root, release
from podman import make_base
from stand import Stand

TREE = Path(__file__).resolve().parents[2]
SITE_GROUP = 3000  # of the site in the container
SKIPPED = 77


class Report:
    def __init__(self):
        self.failures = self.skips = 0

    def ok(self, what, seconds):
        print(f"ok       {what} ({seconds:.1f} s)", flush=True)

    def failed(self, what, why):
        self.failures += 1
        print(f"FAILED   {what}:\n         " + why.replace("\n", "\n         "), flush=True)

    def skipped(self, what, why):
        self.skips += 1
        print(f"skipped  {what}: {why}", flush=True)

    def status(self):
        return 1 if self.failures else SKIPPED if self.skips else 0


def tried(report, what, act):
    """What `act` returns, or nothing and a line that says why."""
    since = time.monotonic()
    try:
        result = act()
        report.ok(what, time.monotonic() - since)
        return result
    except deb.Broken as broken:
        report.failed(what, str(broken))
    except NotHere as reason:
        report.skipped(what, str(reason))
    return None


def look_at(report, changes):
    tried(report, "every compiler and linker call is hardened (blhc)", lambda: deb.blhc(changes))
    tried(report, "lintian is silent", lambda: deb.lintian(changes))


def live(report, work, doubles, package, root):
    """The package's life in a container with this root."""
    debs = {"built": package, "before": deb.with_version(package, "0.0.1", work)}
    with tempfile.TemporaryDirectory() as site:
        binds = [f"--bind-ro={path}:/run/debs/{path.name}" for path in (*debs.values(), TREE / "debian/tests")]
        log = work / "boot.log"
        machine = tried(report, "a machine boots", lambda: Container(root, [*binds, f"--bind={site}:/omd/sites/prod/tmp/run"], log))
        if not machine:
            return
        try:
            os.chmod(site, 0o755)
            machine.run("groupadd", "-g", str(SITE_GROUP), "prod")
            stand = Stand(doubles, Path(site), SITE_GROUP, machine.network())
            scenes.play(scenes.SCENES, scenes.Machine(machine, stand, debs), report)
            if report.failures:
                print("\nThe end of the log:\n" + machine.run("journalctl", "-q", "-n", "60", "--no-hostname").text)
            stand.stop()
        finally:
            machine.stop()


def make_likely_root(asked):
    """While the package is built: what it will depend on, and a root with that."""
    names = deb.likely_dependencies(TREE, asked.build / "src/ilert-bridge")
    return names, make_root(asked.work, asked.suite, names)


def root_for(asked, package, meanwhile):
    needed = deb.dependencies(package)
    if meanwhile:
        names, root = meanwhile.result()
        if needed <= names | BASE:
            return root
    return make_root(asked.work, asked.suite, needed)


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("build", type=Path)
    asked.add_argument("--work", type=Path, default=TREE / "build/package")
    asked.add_argument("--deb", type=Path)
    asked.add_argument("--suite", default=release())
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = asked.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    report = Report()
    # What mostly waits, for the network or for the daemon, goes beside what computes.
    with ThreadPoolExecutor() as beside:
        package, meanwhile = asked.deb, None
        if not package:
            meanwhile = beside.submit(make_likely_root, asked)
            beside.submit(make_base, asked.work, asked.suite)  # for image.py; what is in its way is said there
            changes = tried(report, "the package is built", lambda: deb.build(TREE, asked.work / "built", asked.jobs))
            if not changes:
                return report.status()
            package = deb.package_of(changes)
            beside.submit(look_at, report, changes)
        root = tried(report, f"there is a {asked.suite} to boot", lambda: root_for(asked, package, meanwhile))
        if root:
            live(report, asked.work, asked.build / "tests/ilert-bridge-doubles", package, root)
    return report.status()


if __name__ == "__main__":
    sys.exit(main())
