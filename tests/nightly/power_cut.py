"""python3 power_cut.py BUILD: cuts the power of an emulated machine that writes a journal, and looks at what is left.

Everything that the guest said to be journalled must be there when it boots again, in a journal that needs no rescue. Nothing of
this needs root: qemu interprets, the guest mounts its own disk. Exit status 77, with a reason, where something is missing.
"""

import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = (30, 200, 700)  # the power is cut after so many words of the guest
MODULES = "virtio virtio_ring virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk crc32c_generic crc32c-intel " \
          "crc16 mbcache jbd2 ext4".split()
KERNEL = "linux-image-cloud-amd64"
INIT = """#!/bin/busybox sh
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t devtmpfs none /dev
for again in 1 2 3; do  # whichever needs which
  for module in /modules/*; do /bin/busybox insmod "$module" 2>/dev/null; done
done
/bin/busybox mount -t ext4 /dev/vda /disk || { echo "cannot mount the disk"; /bin/busybox poweroff -f; }
mode=$(/bin/busybox sed -n 's/.*journal=\\([a-z]*\\).*/\\1/p' /proc/cmdline)
/journal-in-a-guest "$mode" /disk/journal.db
echo "ended $?"
/bin/busybox poweroff -f
"""


def skip(reason):
    print(f"power cut: skipped: {reason}")
    sys.exit(77)


def needed(program, package):
    found = shutil.which(program, path="/usr/bin:/usr/sbin:/bin:/sbin")
    return found or skip(f"{program} is not installed (apt-get install {package})")


def kernel(folder):
    """A kernel and its modules: an installed one, or that of Debian's archive, unpacked in the folder and not installed."""
    for image in sorted(Path("/boot").glob("vmlinuz-*"), reverse=True):
        modules = Path("/lib/modules") / image.name.removeprefix("vmlinuz-")
        if modules.is_dir():
            return image, modules
    apt = needed("apt-cache", "apt")
    said = subprocess.run([apt, "depends", KERNEL], capture_output=True, text=True).stdout
    package = re.search(r"Depends: (linux-image-\S+)", said)
    if not package:
        skip(f"there is no kernel in /boot, and apt knows no {KERNEL}")
    subprocess.run(["apt-get", "-q", "download", package[1]], cwd=folder, capture_output=True)
    archives = list(folder.glob("*.deb"))
    if not archives:
        skip(f"there is no kernel in /boot, and {package[1]} cannot be downloaded")
    subprocess.run(["dpkg-deb", "-x", archives[0], folder / "kernel"], check=True)
    return next((folder / "kernel/boot").glob("vmlinuz-*")), next((folder / "kernel").glob("lib/modules/*"))


def libraries(program):
    said = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"(/\S+) \(0x", said)


def lay_out(root, program, modules):
    for name in ("bin", "dev", "proc", "disk", "modules"):
        (root / name).mkdir(parents=True)
    shutil.copy(needed("busybox", "busybox-static"), root / "bin/busybox")
    shutil.copy(program, root / "journal-in-a-guest")
    for library in libraries(program):
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    for name in MODULES:
        for found in modules.rglob(f"{name}.ko*"):
            unpacked = root / f"modules/{name}.ko"
            if found.suffix == ".xz":
                unpacked.write_bytes(subprocess.run(["xz", "-dc", found], capture_output=True, check=True).stdout)
            else:
                shutil.copy(found, unpacked)
    (root / "init").write_text(INIT)
    (root / "init").chmod(0o755)


def pack(root, file):
    names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
    packed = subprocess.run([needed("busybox", "busybox-static"), "cpio", "-o", "-H", "newc"], cwd=root, input=names.encode(),
                            capture_output=True, check=True).stdout
    file.write_bytes(gzip.compress(packed, 1))


class Machine:
    def __init__(self, folder, program):
        self.qemu = needed("qemu-system-x86_64", "qemu-system-x86")
        self.image, modules = kernel(folder)
        self.initrd, self.disk = folder / "initrd", folder / "disk"
        lay_out(folder / "root", program, modules)
        pack(folder / "root", self.initrd)

    def new_disk(self):
        self.disk.unlink(missing_ok=True)
        with open(self.disk, "wb") as file:
            file.truncate(64 << 20)
        subprocess.run([needed("mke2fs", "e2fsprogs"), "-q", "-F", "-t", "ext4", self.disk], check=True)

    def boot(self, mode):
        return subprocess.Popen(
            [self.qemu, "-accel", "tcg", "-cpu", "max", "-m", "512", "-display", "none", "-nic", "none", "-no-reboot",
             "-monitor", "none", "-serial", "stdio", "-kernel", self.image, "-initrd", self.initrd,
             "-append", f"console=ttyS0 quiet loglevel=0 panic=-1 journal={mode}",
             "-drive", f"file={self.disk},format=raw,if=virtio"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace")

    def said_until_the_cut(self, words):
        """What the guest had said when its power was cut: at least so many words, each with its line's end."""
        guest, said = self.boot("write"), []
        for line in guest.stdout:
            if not line.endswith("\n"):
                break
            said.append(line.strip())
            if len(facts(said)) >= words:
                guest.kill()
        guest.wait()
        return said

    def found(self):
        guest = self.boot("check")
        said = guest.communicate(timeout=120)[0]
        return [line.strip() for line in said.splitlines()]


def facts(lines):
    return {line for line in lines if re.fullmatch(r"(recorded|begun|delivered) \d+", line)}


def cut_once(machine, words):
    machine.new_disk()
    said, found = machine.said_until_the_cut(words), machine.found()
    promised, kept = facts(said), facts(found)
    if len(promised) < words:
        return f"the guest ended by itself: {said[-5:]}"
    if "sound" not in found:
        return f"the journal did not open as a sound one: {found[-5:]}"
    if promised - kept:
        return f"lost of {len(promised)} promises: {sorted(promised - kept)[:10]}"
    print(f"power cut after {len(promised)} promises: all kept, {len(kept)} facts in the journal")
    return None


def main(build):
    program = build / "tests/nightly/journal-in-a-guest"
    with tempfile.TemporaryDirectory() as name:
        machine = Machine(Path(name), program)
        faults = [fault for words in ROUNDS if (fault := cut_once(machine, words))]
    for fault in faults:
        print(f"power cut: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
