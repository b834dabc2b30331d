"""A Debian with a real systemd as its first process, made for one test and thrown away: a root by mmdebstrap, kept from run to
run, booted by systemd-nspawn over an overlay. It has no network but its own loopback."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

BASE = {"systemd", "systemd-sysv", "dbus", "passwd"}
# It is read by no person and thrown away by the next crash: no translations, no manuals, no waiting for the disk.
SPARING = ["--aptopt=Acquire::Languages \"none\"", "--dpkgopt=force-unsafe-io",
           *(f"--dpkgopt=path-exclude=/usr/share/{kind}/*" for kind in ("man", "locale", "info"))]
OLD = 7 * 86400  # a root of last week is made anew
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


class NotHere(Exception):
    """This machine cannot do it; the reason is for people."""


def eventually(holds, within=20.0):
    """What `holds` returns as soon as it is true, else its last answer."""
    end = time.monotonic() + within
    while not (answer := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


def require(*programs):
    for program in programs:
        if not shutil.which(program, path=SYSTEM_PATH):
            raise NotHere(f"{program} is not installed")


def release():
    """The suite of this machine: what is built here runs there."""
    facts = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    return facts.get("VERSION_CODENAME", "").strip('"')


def mirror():
    said = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"],
                          capture_output=True, text=True).stdout.split()
    if not said:
        raise NotHere("apt names no mirror")
    return said[0]


def make_root(folder, suite, packages):
    """A folder with the suite and these packages."""
    if os.geteuid() != 0:
        raise NotHere("only root can boot a container")
    require("mmdebstrap", "systemd-nspawn", "nsenter")
    names = ",".join(sorted(packages | BASE))
    root = folder / f"root-{suite}-{hashlib.sha256(names.encode()).hexdigest()[:12]}"
    if (root / "etc/os-release").exists() and time.time() - root.stat().st_ctime < OLD:
        return root
    for stale in folder.glob(f"root-{suite}-*"):
        shutil.rmtree(stale)
    source = mirror()
    fresh = folder / "root.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        made = subprocess.run(["mmdebstrap", "--mode=root", "--variant=essential", *SPARING, f"--include={names}", suite, fresh,
                               source],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired as slow:
        raise NotHere(f"mmdebstrap has not made a {suite} from {source} in {slow.timeout:.0f} s") from slow
    if made.returncode != 0:
        last = made.stderr.strip().splitlines()[-3:]
        raise NotHere(f"mmdebstrap cannot make a {suite} from {source}: {'; '.join(last)}")
    fresh.rename(root)
    return root


class Said:
    """What a command in the container said, and how it ended."""

    def __init__(self, status, text):
        self.status, self.text = status, text.strip()


class Container:
    def __init__(self, root, binds, log):
        name = f"ilert-bridge-{os.getpid()}"
        self.log = log
        with open(log, "w") as out:
            self.nspawn = subprocess.Popen(
                ["systemd-nspawn", "-q", "-D", root, "-M", name, "--register=no", "--keep-unit", "--boot", "--private-network",
                 "--volatile=overlay", "--console=read-only", *binds],
                env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        if not eventually(self._has_booted, 30):
            self.stop()
            last = [line for line in Path(log).read_text(errors="replace").splitlines() if line.strip()][-2:]
            raise NotHere(f"systemd does not boot in a container here: {'; '.join(last) or 'it says nothing'}")

    def _has_booted(self):
        """Asked anew each time: the first child of systemd-nspawn is one of its own, and goes away."""
        number = self.nspawn.pid
        try:
            children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        except OSError:
            return False
        self.first = children[-1] if children else None
        return self.first and self.run("systemctl", "is-system-running").text in ("running", "degraded")

    def run(self, *words, within=60):
        """Waits for the command; what it starts in the background would hang the shutdown. A session of its own: no signal of it
        may reach us."""
        done = subprocess.run(["nsenter", "-t", self.first, "-a", "--", *words], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=within, start_new_session=True,
                              env={"PATH": SYSTEM_PATH, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"})
        return Said(done.returncode, done.stdout)

    def ask_socket(self, path, question, user, groups):
        """The answer to a line of JSON, asked over a socket inside by the user with that number and these groups."""
        program = ("import os, socket, sys; os.chdir(sys.argv[1]); os.setgroups(eval(sys.argv[5])); os.setgid(65534); "
                   "os.setuid(int(sys.argv[4])); s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[2]); "
                   "s.sendall(sys.argv[3].encode() + b'\\n'); print(s.makefile().readline())")
        folder, name = os.path.split(f"/proc/{self.first}/root{path}")
        done = subprocess.run(["python3", "-c", program, folder, name, json.dumps(question), str(user),
                               repr(groups)], capture_output=True, text=True, timeout=20)
        return (done.stdout + done.stderr).strip()

    def network(self):
        """The words that put a program of this machine on the container's loopback."""
        return ["nsenter", "-t", self.first, "-n", "--"]

    def stop(self):
        if self.nspawn.poll() is None:
            self.nspawn.send_signal(signal.SIGTERM)
            try:
                self.nspawn.wait(15)
            except subprocess.TimeoutExpired:
                self.nspawn.kill()
                self.nspawn.wait()
        for place in ("systemd", "unified"):
            for group in ("payload", "supervisor"):
                for folder, _, _ in os.walk(f"/sys/fs/cgroup/{place}/{group}", topdown=False):
                    try:
                        os.rmdir(folder)
                    except OSError:
                        pass
