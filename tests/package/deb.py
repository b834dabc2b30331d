"""The Debian package of this tree: built as for release but for the tests, which others run; looked at by lintian and blhc; and
made again with another version, to upgrade from."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from container import release, require

NOT_SOURCE = shutil.ignore_patterns("build", ".git", "__pycache__", "obj-*")
# Among the strings of the program are the compiler's constants: eight letters at a time of "without", and the byte after them.
# Where agents of Checkmk look for local checks is said by them, and is /usr/lib.
LINTIAN = ["lintian", "--suppress-tags", "spelling-error-in-binary,executable-in-usr-lib", "-i", "-I", "-E", "--pedantic",
           "--fail-on", "error,warning,info,pedantic,experimental"]
# A lintian knows its own release's policy and tags alone.
NOT_FOR = {"bookworm": ["newer-standards-version", "package-supports-alternative-init-but-no-init.d-script"]}


def not_for(suite):
    """The words that keep lintian of that suite from asking for what only that suite wants."""
    return ["--suppress-tags", ",".join(NOT_FOR[suite])] if suite in NOT_FOR else []


class Broken(Exception):
    """A tool says that the package is not right; its words are for people."""


# Every commit pays for this build: of the optimiser only as much as hardening needs, and no debug information.
SPARING = "-O1 -g0"


SPARED = {"DEB_BUILD_OPTIONS": "nocheck noautodbgsym", "DEB_BUILD_PROFILES": "nocheck pkg.ilert-bridge.precompiled",
          "DEB_CXXFLAGS_APPEND": SPARING}
# What is published is built as anybody builds it.
WHOLE = {"DEB_BUILD_OPTIONS": "nocheck noautodbgsym", "DEB_BUILD_PROFILES": "nocheck"}


def choices(jobs, form):
    return form | {"DEB_BUILD_OPTIONS": f"{form['DEB_BUILD_OPTIONS']} parallel={jobs}", "LC_ALL": "C.UTF-8"}


def environment(jobs, form):
    chosen = os.environ | choices(jobs, form)
    if shutil.which("ccache"):
        cache = subprocess.run(["ccache", "--get-config", "cache_dir"], capture_output=True, text=True).stdout.strip()
        chosen |= {"CCACHE_DIR": cache, "CCACHE_NOHASHDIR": "1", "CCACHE_SLOPPINESS": "pch_defines,time_macros"}
    return chosen


def end_of(log):
    return "\n".join(Path(log).read_text(errors="replace").splitlines()[-25:])


def build(tree, folder, jobs, form=SPARED):
    """The .changes file; the log of the build is build.log beside it."""
    require("dpkg-buildpackage", "dh")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(tree, folder / "source", symlinks=True, ignore=NOT_SOURCE)
    log = folder / "build.log"
    with open(log, "w") as out:
        done = subprocess.run(["dpkg-buildpackage", "-us", "-uc", "-F"], cwd=folder / "source", env=environment(jobs, form),
                              stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise Broken(end_of(log))
    return next(folder.glob("*.changes"))


def package_of(changes):
    return next(path for path in changes.parent.glob("ilert-bridge_*.deb"))


def fields(deb):
    said = subprocess.run(["dpkg-deb", "-f", deb], capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"^(\S+): (.*)$", said, re.M))


def names_in(groups):
    """Of a field such as Depends; of alternatives the first."""
    return {re.match(r"[^\s:(|]+", group.strip())[0] for group in groups.split(",") if group.strip()}


def dependencies(deb):
    """The names that the package depends on."""
    known = fields(deb)
    return names_in(", ".join(known[field] for field in ("Pre-Depends", "Depends") if field in known))


def likely_dependencies(tree, program):
    """The same before there is a package, from a program of the same sources: it may lack a name, or have one too many."""
    require("dpkg-shlibdeps")
    said = subprocess.run(["dpkg-shlibdeps", "-O", "-e", program.resolve()], cwd=tree, capture_output=True, text=True).stdout
    libraries = names_in(said.strip().partition("=")[2])
    return {name for name in libraries if not re.match("lib(a|ub)san", name)} | {"ca-certificates"}


def must_be_silent(words):
    require(words[0])
    said = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    text = "\n".join(line for line in said.stdout.splitlines()
                     if "running with root privileges" not in line and "N:" != line.strip())
    if said.returncode != 0 or text.strip():
        raise Broken(text.strip() or f"exit status {said.returncode}")


def lintian(changes):
    must_be_silent([*LINTIAN, *not_for(release()), *(["--allow-root"] if os.geteuid() == 0 else []), str(changes)])


def blhc(changes):
    must_be_silent(["blhc", str(changes.parent / "build.log")])


def with_version(deb, version, folder):
    """The same package with another version, and another sentence in the configuration it brings."""
    inside = folder / "unpacked"
    shutil.rmtree(inside, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", deb, inside], check=True)
    control = inside / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*", f"Version: {version}", control.read_text()))
    conffile = inside / "etc/ilert-bridge/ilert-bridge.toml"
    conffile.write_text(conffile.read_text() + f"# As of version {version}.\n")
    target = folder / f"ilert-bridge_{version}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", inside, target], check=True, capture_output=True)
    return target
