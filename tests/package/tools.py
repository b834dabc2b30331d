"""python3 tools.py TOOL: what Debian's own tools say of the package that run.py has built last, for the nightly run: piuparts,
autopkgtest, reprotest, or trixie, which builds it for the next Debian and lives through its life there. Exit status 77, with a
reason, where something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import deb
from container import NotHere, mirror, release, require
from run import SKIPPED, TREE

WORK = TREE / "build/package"


def built():
    found = list((WORK / "built").glob("ilert-bridge_*.deb"))
    if not found:
        raise NotHere("there is no package, see the step before")
    return found[0]


def must(*words, **more):
    print("$ " + " ".join(map(str, words)), flush=True)
    if subprocess.run(words, stdin=subprocess.DEVNULL, **more).returncode != 0:
        raise deb.Broken(f"{words[0]} is not content")


def base(kind, suite, packages):
    """A packed root of the suite."""
    require("mmdebstrap")
    target = WORK / f"{kind}-{suite}.tar"
    if os.geteuid() != 0:
        raise NotHere("only root can do this")
    must("mmdebstrap", "--quiet", "--mode=root", "--variant=apt", f"--include={packages}", suite, target, mirror())
    return target


def piuparts():
    require("piuparts")
    package = built()
    # With systemd in the base, else what it leaves behind would be ours.
    tar = base("piuparts", release(), "ca-certificates,systemd,systemd-sysv,dbus")
    must("gzip", "-kf", "-1", tar)
    must("piuparts", "-d", release(), "-b", f"{tar}.gz", "--mirror", f"{mirror()} main", package)


def autopkgtest():
    require("autopkgtest", "newuidmap")
    package = built()
    for names in ("/etc/subuid", "/etc/subgid"):
        if "root:" not in Path(names).read_text():
            raise NotHere(f"{names} has no line for root")
    tar = base("autopkgtest", release(), "apt-utils")
    must("autopkgtest", package, f"{WORK}/built/source/", "--", "unshare", "--release", release(), "--tarball", tar)


def reprotest():
    require("reprotest")
    source = WORK / "reprotest/source"
    shutil.rmtree(source.parent, ignore_errors=True)
    shutil.copytree(TREE, source, symlinks=True, ignore=deb.NOT_SOURCE)
    must("reprotest", "--min-cpus", "1", "--vary=-user_group,-domain_host,-fileordering",
         "DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc -b -Pnocheck", "../*.deb", "--", "null", cwd=source)


def trixie():
    require("mmdebstrap")
    if os.geteuid() != 0:
        raise NotHere("only root can do this")
    place = WORK / "trixie"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(TREE, place / "source", symlinks=True, ignore=deb.NOT_SOURCE)
    build = ("cd /source && apt-get -qq -y --no-install-recommends -Pnocheck build-dep ./ >/dev/null && "
             f"DEB_BUILD_OPTIONS='nocheck parallel={os.cpu_count()}' DEB_CXXFLAGS_APPEND='{deb.SPARING}' "
             "dpkg-buildpackage -us -uc -b -Pnocheck >/build.log 2>&1 || { tail -30 /build.log; exit 1; }")
    must("mmdebstrap", "--quiet", "--mode=root", "--variant=apt", "--include=build-essential,debhelper",
         f"--customize-hook=copy-in {place}/source /", f'--customize-hook=chroot "$1" sh -c "{build}"',
         f'--customize-hook=cp "$1"/ilert-bridge_*.deb {place}/', "--format=null", "trixie", "/dev/null", mirror())
    package = next(place.glob("ilert-bridge_*.deb"))
    must(sys.executable, "-B", TREE / "tests/package/run.py", TREE / "build/debug", "--suite", "trixie", "--deb", package)


def main():
    tool = {act.__name__: act for act in (piuparts, autopkgtest, reprotest, trixie)}[sys.argv[1]]
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
