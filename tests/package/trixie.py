"""python3 trixie.py short|whole: this tree on Debian 13, whose compiler, libraries, groff and lintian find other faults than those of
Debian 12. The short form builds the package there, reads the manual and has lintian look. The whole one, of the nightly run, runs
all tests there, too, and lives through the package's life. --jobs N builds with so many at once. Exit status 77, with a reason, where
this machine cannot make a Debian 13."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import deb
from container import OLD, SPARING, NotHere, mirror, release, require
from run import SKIPPED, TREE

SUITE = "trixie"
WORK = TREE / "build/package" / SUITE
LOOKING = {"build-essential", "debhelper", "ccache", "lintian", "man-db", "mandoc", "python3"}
RUNNING = {"podman"}  # of the whole form: its Quadlet reads our unit
PATIENCE = 420  # seconds for a root: what the tests may take for it

# Of debian/control, in the root that is being made: afterwards it has no package lists any more.
BUILD_DEPENDENCIES = """cp -r "$TREE/debian" "$1/" && chroot "$1" env DEBIAN_FRONTEND=noninteractive \
  apt-get -qq -y --no-install-recommends -P "$PROFILES" build-dep ./ >/dev/null && rm -r "$1/debian" """

# Commands see no more of this machine than its devices.
INSIDE = """mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && cd / &&
exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root "$@" """


def make_root(form, profiles):
    """A folder with a Debian that has what building needs, without what these profiles leave out; kept from run to run."""
    require("mmdebstrap", "unshare")
    if os.geteuid() != 0:
        raise NotHere("only root can do this")
    names = sorted(LOOKING | (RUNNING if form == "whole" else set()))
    control = (TREE / "debian/control").read_bytes() + repr((names, profiles, BUILD_DEPENDENCIES)).encode()
    root = WORK / f"root-{form}-{hashlib.sha256(control).hexdigest()[:12]}"
    if (root / "etc/os-release").exists() and time.time() - root.stat().st_ctime < OLD:
        return root
    source = mirror()
    fresh = WORK / "root.new"
    for stale in (fresh, *WORK.glob(f"root-{form}-*")):
        shutil.rmtree(stale, ignore_errors=True)
    try:
        made = subprocess.run(["mmdebstrap", "--mode=root", "--variant=apt", *SPARING, f"--include={','.join(names)}",
                               f"--customize-hook={BUILD_DEPENDENCIES}", SUITE, fresh, source],
                              env=os.environ | {"TREE": str(TREE), "PROFILES": profiles}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as slow:
        raise NotHere(f"mmdebstrap has not made a {SUITE} from {source} in {slow.timeout:.0f} s") from slow
    if made.returncode != 0:
        raise NotHere(f"mmdebstrap cannot make a {SUITE} from {source}: {'; '.join(made.stderr.strip().splitlines()[-3:])}")
    fresh.rename(root)
    return root


def inside(root, *words):
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", INSIDE, root, *words]


def must(what, words, log=None):
    """What is said goes to our own output; a log is shown where it fails."""
    print(f"== {what}", flush=True)
    since = time.monotonic()
    out = open(log, "w") if log else None
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT if log else None)
    if done.returncode != 0:
        raise deb.Broken(f"{what}: exit status {done.returncode}" + ("\n" + deb.end_of(log) if log else ""))
    print(f"   {time.monotonic() - since:.0f} s", flush=True)


def copy_tree(root):
    shutil.rmtree(root / "build", ignore_errors=True)
    shutil.copytree(TREE, root / "build/source", symlinks=True, ignore=deb.NOT_SOURCE)


def read_manual(root):
    house = "/build/source/tests/house"
    must("the manual is sound", inside(root, "python3", "-B", f"{house}/check.py", "manual", "/build/source", "/build/source"))
    must("a manual that is not is seen", inside(root, "python3", "-B", f"{house}/can_fail.py", "manual"))


def build(root, jobs, form=deb.SPARED):
    """The .changes file, seen from outside. A cache of compilations of its own: another version of ccache may not read ours."""
    (root / "ccache").mkdir(exist_ok=True)
    chosen = deb.choices(jobs, form) | {"CCACHE_DIR": "/ccache"}
    must("the package is built", inside(root, *(f"{name}={value}" for name, value in chosen.items()),
                                        "sh", "-c", "cd /build/source && exec dpkg-buildpackage -us -uc -F"),
         log=root / "build/build.log")
    return next((root / "build").glob("*.changes"))


def look(root, changes):
    print("== lintian is silent", flush=True)
    deb.must_be_silent(inside(root, *deb.LINTIAN, *deb.not_for(SUITE), "--allow-root", f"/build/{changes.name}"))


def short(jobs):
    root = make_root("short", "nocheck,pkg.ilert-bridge.demo")
    copy_tree(root)
    read_manual(root)
    look(root, build(root, jobs))
    return next((root / "build").glob("ilert-bridge_*.deb"))


def whole(jobs):
    package = short(jobs)
    root = make_root("whole", "")
    copy_tree(root)
    must("the tests are built", inside(root, "sh", "-ec", "cmake -S /build/source -B /build/tests -G Ninja -DCMAKE_BUILD_TYPE=Debug "
                                       f"-DCMAKE_CXX_FLAGS_DEBUG=-O0 >/dev/null && cmake --build /build/tests -j {jobs}"),
         log=root / "build/tests.log")
    must("the tests succeed", inside(root, "ctest", "--test-dir", "/build/tests", "-j", str(2 * jobs), "--output-on-failure",
                                     "-E", "^promtool[.]"))
    must("Quadlet understands the unit", inside(root, "env", "QUADLET_UNIT_DIRS=/build/source/etc/container",
                                                "/usr/libexec/podman/quadlet", "--dryrun"))
    must("the package lives", [sys.executable, "-B", TREE / "tests/package/run.py", TREE / "build/debug", "--suite", SUITE,
                               "--deb", package, "--jobs", str(jobs)])
    must("the image lives", [sys.executable, "-B", TREE / "tests/package/image.py", TREE / "build/debug", "--suite", SUITE,
                             "--deb", package])


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("form", choices=("short", "whole"))
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = asked.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    try:
        if release() == SUITE:
            raise NotHere("this machine is one itself")
        {"short": short, "whole": whole}[asked.form](asked.jobs)
    except NotHere as reason:
        print(f"Debian 13: skipped: {reason}")
        return SKIPPED
    except deb.Broken as broken:
        print(f"Debian 13: {broken}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
