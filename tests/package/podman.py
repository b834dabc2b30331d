"""Podman with a store of its own, for images and containers that are thrown away. They share this machine's network: they need no
other, and ask nothing but what the test listens on."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from container import OLD, SPARING, NotHere, Said, mirror, require

# No more open files than a machine may have whose root cannot raise limits. runc, because crun refuses cgroups of both versions.
SETTINGS = """[containers]
default_ulimits = ["nofile=1024:4096", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
MOMENT = "1764460800"  # of an image and all its files


def make_base(folder, suite):
    """A Debian with what the slim images of Debian have, as a tar file; kept from run to run."""
    if os.geteuid() != 0:
        raise NotHere("only root can make an image here")
    require("mmdebstrap", "podman", "runc")
    base = folder / f"slim-{suite}.tar"
    if base.exists() and time.time() - base.stat().st_ctime < OLD:
        return base
    source = mirror()
    fresh = folder / "slim.new.tar"
    fresh.unlink(missing_ok=True)
    try:
        made = subprocess.run(["mmdebstrap", "--mode=root", "--variant=minbase", *SPARING, "--dpkgopt=path-exclude=/usr/share/doc/*",
                               suite, fresh, source],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired as slow:
        raise NotHere(f"mmdebstrap has not made a {suite} from {source} in {slow.timeout:.0f} s") from slow
    if made.returncode != 0:
        raise NotHere(f"mmdebstrap cannot make a {suite} from {source}: {'; '.join(made.stderr.strip().splitlines()[-3:])}")
    fresh.rename(base)
    return base


class Podman:
    """All of it in one folder, which goes with `forget`."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        self.runtime = Path(tempfile.mkdtemp(prefix="podman-"))  # podman takes no path of more than 50 characters for it
        (folder / "containers.conf").write_text(SETTINGS)
        self.words = ["podman", "--root", folder / "store", "--runroot", self.runtime, "--storage-driver", "overlay",
                      "--log-level=fatal"]  # that there is no systemd to look at healths is no news

    def environment(self):
        return os.environ | {"CONTAINERS_CONF": str(self.folder / "containers.conf"), "LC_ALL": "C.UTF-8"}

    def __call__(self, *words, within=60):
        done = subprocess.run([*self.words, *words], env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", timeout=within, start_new_session=True)
        return Said(done.returncode, done.stdout)

    def must(self, *words, within=60):
        said = self(*words, within=within)
        if said.status != 0:
            raise RuntimeError(f"podman {' '.join(map(str, words))}: exit status {said.status}: {said.text[-2000:]}")
        return said.text

    def load(self, base, suite):
        """The image that is made of the tar file."""
        name = f"localhost/debian:{suite}"
        self.must("import", "-q", base, name, within=300)
        said = self("run", "--rm", "--network=host", name, "true")
        if said.status != 0:
            raise NotHere(f"podman runs no container here: {said.text[-300:]}")
        return name

    def build(self, recipe, package, base, tag):
        """Debian's mirror is asked for what the package needs."""
        context = self.folder / "context"
        shutil.rmtree(context, ignore_errors=True)
        context.mkdir()
        shutil.copy(recipe, context)
        shutil.copy(package, context)
        self.must("build", "--format", "docker", "--network=host", "--no-cache", "--timestamp", MOMENT, "--build-arg",
                  f"SOURCE_DATE_EPOCH={MOMENT}", "--build-arg", f"BASE={base}", "-t", tag, context, within=600)

    def contents(self, tag):
        """An image's layers, and how it is started. Not its id: where an image has a health check, podman writes the name of the
        container that made it into it, another one each time."""
        image = json.loads(self.must("image", "inspect", tag))[0]
        return image["RootFS"]["Layers"], image["Config"]

    def forget(self):
        self("rm", "--all", "--force", "--time", "0")
        self("volume", "rm", "--all", "--force")
        self("rmi", "--all", "--force", within=300)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.runtime, ignore_errors=True)
