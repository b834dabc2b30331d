"""python3 tools.py TOOL: what Debian's own tools say of the package that run.py has built last, for the nightly run: piuparts,
autopkgtest or reprotest. Exit status 77, with a reason, where something is missing."""

import os
import shutil
import subprocess
import sys

import deb
from container import NotHere, mirror, release, require
from run import SKIPPED, TREE

WORK = TREE / "build/package"
SOME_LEFT_OUT = (0, 2, 8)  # autopkgtest's exit status if nothing failed; 8: what was not left out is superficial


def built():
    found = list((WORK / "built").glob("ilert-bridge_*.deb"))
    if not found:
        raise NotHere("there is no package, see the step before")
    return found[0]


def must(*words, content=(0,), **more):
    print("$ " + " ".join(map(str, words)), flush=True)
    if subprocess.run(words, stdin=subprocess.DEVNULL, **more).returncode not in content:
        raise deb.Broken(f"{words[0]} is not content")


def base(target, suite, packages):
    """A root of the suite: a folder, or what the ending of its name says."""
    require("mmdebstrap")
    if os.geteuid() != 0:
        raise NotHere("only root can do this")
    must("mmdebstrap", "--quiet", "--mode=root", "--variant=apt", f"--include={packages}", suite, target, mirror())
    return target


def piuparts():
    require("piuparts")
    package = built()
    # With systemd in the base, else what it leaves behind would be ours.
    tar = base(WORK / "piuparts.tar.gz", release(), "ca-certificates,systemd,systemd-sysv,dbus")
    must("piuparts", "-d", release(), "-b", tar, "--mirror", f"{mirror()} main", package)


def autopkgtest():
    """In a bare root: what needs a running systemd is left out there, and is the last scene of run.py."""
    require("autopkgtest")
    package = built()
    place = WORK / "autopkgtest"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    root = base(place / "root", release(), "apt-utils")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    must("autopkgtest", "-B", "-U", "-o", place / "said", f"{WORK}/built/source/", package, "--", "chroot", root,
         content=SOME_LEFT_OUT)
    if "command-line         PASS" not in (place / "said/summary").read_text():
        raise deb.Broken("autopkgtest has not run the test command-line")
    shutil.rmtree(place)


def reprotest():
    require("reprotest")
    source = WORK / "reprotest/source"
    shutil.rmtree(source.parent, ignore_errors=True)
    shutil.copytree(TREE, source, symlinks=True, ignore=deb.NOT_SOURCE)
    must("reprotest", "--min-cpus", "1", "--vary=-user_group,-domain_host,-fileordering",
         "DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc -b -Pnocheck", "../*.deb", "--", "null", cwd=source)


def main():
    tool = {act.__name__: act for act in (piuparts, autopkgtest, reprotest)}[sys.argv[1]]
    try:
        tool()
    except NotHere as reason:
        print(f"{sys.argv[1]}: skipped: {reason}")
        return SKIPPED
    except deb.Broken as broken:
        print(f"{sys.argv[1]}: {broken}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
