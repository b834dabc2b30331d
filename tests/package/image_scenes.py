"""What an administrator does with the image, in order, each a sentence that holds or does not. A scene begins where the one before
it ended: the volume is a journal that lives through all of it."""

import json
import os
import sqlite3
from pathlib import Path

from container import eventually
from scenes import KEY, hold

SCENES = []
BRIEF = []
USER = 9469
VOLUME = "journal"
HARD = ["--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges", "--network=host"]


def scene(sentence, brief=True):
    """What is not brief is left to the nightly run."""
    def note(play):
        SCENES.append((sentence, play))
        if brief:
            BRIEF.append((sentence, play))
        return play
    return note


class Host:
    """The machine that runs containers: the doubles on it, a folder of settings and one of keys."""

    def __init__(self, podman, image, stand, folder, site, group):
        self.podman, self.image, self.stand = podman, image, stand
        self.settings, self.keys, self.site, self.group = folder / "conf.d", folder / "keys", site, group
        self.settings.mkdir()
        self.keys.mkdir()
        self.key_of(USER, 0o400)
        self.configure(f'"unix:/site/live"')

    def key_of(self, user, mode):
        file = self.keys / "oncall.key"
        file.write_text(KEY + "\n")
        os.chown(file, user, user)
        file.chmod(mode)

    def configure(self, address, more=""):
        (self.settings / "bridge.toml").write_text(
            f'name = "mon1"\n[ilert]\nurl = "{self.stand.url}"\n[site.prod]\naddress = {address}\npoll_interval = "1s"\n'
            f'[route.oncall]\nintegration_key_file = "oncall.key"\n{more}')

    def mounts(self):
        return ["-v", f"{self.settings}:/etc/ilert-bridge/conf.d:ro", "-v", f"{self.keys}/oncall.key:/run/secrets/oncall.key:ro",
                "-v", f"{self.site}:/site:ro", "-v", f"{VOLUME}:/var/lib/ilert-bridge", f"--group-add={self.group}"]

    def run_once(self, *words):
        return self.podman("run", "--rm", *HARD, *self.mounts(), self.image, *words)

    def start(self):
        self.podman.must("run", "-d", "--name=bridge", *HARD, *self.mounts(), self.image)
        self.is_up()

    def is_up(self):
        hold(eventually(lambda: self.status().status == 0), f"it does not answer: {self.status().text}; {self.log()}")

    def status(self):
        return self.podman("exec", "bridge", "ilert-bridge", "status")

    def log(self):
        return self.podman("logs", "bridge").text[-1500:]

    def facts(self, what):
        return self.podman.must("inspect", "-f", "{{" + what + "}}", "bridge")

    def journal(self):
        return Path(self.podman.must("volume", "inspect", "-f", "{{.Mountpoint}}", VOLUME)) / "journal.db"

    def problem(self, name):
        self.stand.service("web01", name, 2, "connection refused")
        alert = eventually(lambda: self.stand.alert(name))
        hold(alert and alert["status"] == "PENDING", f"there is no open alert about {name}: {alert}; {self.log()}")


@scene("the image starts the daemon itself, without a shell, as a user of its own, and keeps one volume")
def has_its_form(host):
    whole = json.loads(host.podman.must("image", "inspect", host.image))[0]
    facts = whole["Config"]
    hold(facts["Entrypoint"] == ["ilert-bridge"] and facts["Cmd"] == ["run"], f"it starts {facts['Entrypoint']} {facts['Cmd']}")
    hold(facts["User"] == f"{USER}:{USER}", f"its user is {facts['User']}")
    hold(list(facts["Volumes"]) == ["/var/lib/ilert-bridge"], f"its volumes are {facts['Volumes']}")
    health = whole.get("Healthcheck", {})
    hold(health.get("Test") == ["CMD", "ilert-bridge", "status"], f"its health is {health}")
    said = host.podman.must("run", "--rm", "--network=host", "--entrypoint=find", host.image, "/var/lib/apt/lists", "/var/log",
                            "/tmp", "-type", "f")
    hold(not [line for line in said.splitlines() if not line.endswith(("/btmp", "/lastlog", "/wtmp", "/faillog"))],
         f"the build has left behind: {said}")


@scene("a key with wrong rights ends it with exit status 2, and it says whose the key is")
def wrong_rights(host):
    for user, mode, said in ((1000, 0o600, "it belongs to uid 1000 and has mode 0600, ilert-bridge runs as uid 9469"),
                             (0, 0o444, "it belongs to uid 0 and has mode 0444, ilert-bridge runs as uid 9469; give it that owner")):
        host.key_of(user, mode)
        ended = host.run_once()
        host.key_of(USER, 0o400)
        hold(ended.status == 2 and said in ended.text, f"exit status {ended.status}: {ended.text}")
        hold("systemctl" not in ended.text and KEY not in ended.text, ended.text)


@scene("a missing key and a wrong word end it with 2 too, and name the places", brief=False)
def wrong_at_start(host):
    host.configure('"unix:/site/live"', 'colour = "blue"\n')
    ended = host.run_once()
    hold(ended.status == 2 and "/etc/ilert-bridge/conf.d/bridge.toml:" in ended.text, f"{ended.status}: {ended.text}")
    host.configure('"unix:/site/live"')
    (host.settings / "bridge.toml").write_text((host.settings / "bridge.toml").read_text().replace("oncall.key", "none.key"))
    ended = host.run_once()
    hold(ended.status == 2 and '"/run/secrets/none.key"' in ended.text and "Permission" not in ended.text,
         f"{ended.status}: {ended.text}")
    host.configure('"unix:/site/live"')


@scene("on a read-only root, without any capability, it looks through a socket that is shared, and tells")
def tells(host):
    host.stand.service("web01", "HTTP", 0, "fine")
    host.start()
    host.problem("HTTP")
    host.stand.service("web01", "HTTP", 0, "fine")
    hold(eventually(lambda: host.stand.told("HTTP") == ["ALERT", "RESOLVE"]), str(host.stand.told("HTTP")))
    owners = {(file.name, os.stat(file).st_uid) for file in host.journal().parent.iterdir()}
    hold(all(user == USER for _, user in owners), str(owners))


@scene("it is healthy while ilert and the site are away, and not when it hangs")
def is_healthy(host):
    host.stand.ask("ilert", "stop")
    live = host.site / "live"
    live.rename(host.site / "gone")
    host.stand.service("web01", "Cron", 2, "unseen")
    hold(eventually(lambda: "prod" in (said := host.status().text) and "CRITICAL" in said or "WARNING" in said),
         f"it has not noticed: {host.status().text}")
    said = host.podman("healthcheck", "run", "bridge")
    hold(said.status == 0, f"its restart policy would end it: {said.text}")
    (host.site / "gone").rename(live)
    host.stand.ask("ilert", "start")
    number = host.facts(".State.Pid")
    os.kill(int(number), 19)
    said = host.podman("healthcheck", "run", "bridge")
    os.kill(int(number), 18)
    hold(said.status != 0, "one that hangs is called healthy")
    hold(eventually(lambda: host.stand.alert("Cron"), 30), "the problem of meanwhile is not told")


@scene("it says all that commands say, beside the daemon", brief=False)
def commands(host):
    for words in (("explain", "web01", "HTTP"), ("journal", "list"), ("check", "--connect"), ("status", "--checkmk")):
        said = host.podman("exec", "bridge", "ilert-bridge", *words)
        hold(said.status == 0 and said.text, f"{words}: exit status {said.status}: {said.text}")


@scene("SIGHUP takes a new configuration", brief=False)
def reloads(host):
    host.configure('"unix:/site/live"', 'summary = "Anew: {{host}}/{{service}}"\n')
    host.podman.must("kill", "--signal=HUP", "bridge")
    host.stand.service("web01", "Load", 2, "load average: 47")
    alert = eventually(lambda: host.stand.alert("Load"))
    hold(alert and alert["summary"].startswith("Anew: "), f"the old configuration is in force: {alert}")


@scene("killed while an event waits it loses nothing, and tells nothing twice")
def killed(host):
    host.stand.ask("ilert", "stop")
    host.stand.service("web01", "Disk", 2, "97 % used")
    waits = lambda: "Disk" in host.podman("exec", "bridge", "ilert-bridge", "journal", "list", "--state", "waiting").text
    hold(eventually(waits), "the event is not in the journal")
    host.podman.must("kill", "--signal=KILL", "bridge")
    host.podman.must("wait", "bridge")
    host.stand.ask("ilert", "start")
    host.podman.must("start", "bridge")
    host.is_up()
    hold(eventually(lambda: host.stand.told("Disk") == ["ALERT"]), f"{host.stand.told('Disk')}; {host.log()}")


@scene("a second one on the same volume is refused, and harms nothing", brief=False)
def second(host):
    ended = host.run_once()
    hold(ended.status == 1 and "belongs to a running ilert-bridge" in ended.text, f"{ended.status}: {ended.text}")
    host.problem("Ping")


@scene("stopped it ends at once, with exit status 0", brief=False)
def stops(host):
    host.podman.must("stop", "--time=10", "bridge")
    hold(host.facts(".State.ExitCode") == "0", f"exit status {host.facts('.State.ExitCode')}: {host.log()}")
    said = host.run_once("status")
    hold(said.status == 3, f"exit status {said.status} while it does not run: {said.text}")


@scene("another container on the volume, over TCP, goes on where the last one was", brief=False)
def goes_on(host):
    told = host.stand.told("Disk")
    host.podman.must("rm", "bridge")
    host.configure(f'"{host.stand.ask("tcp")}"')
    host.start()
    host.problem("Queue")
    hold(host.stand.told("Disk") == told, f"told again: {host.stand.told('Disk')}")
    host.podman.must("stop", "--time=10", "bridge")


@scene("a journal of a newer version is refused, named, and left as it is", brief=False)
def newer(host):
    journal = host.journal()
    with sqlite3.connect(journal) as database:
        known = database.execute("PRAGMA user_version").fetchone()[0]
        database.execute(f"PRAGMA user_version = {known + 1}")
    database.close()
    before = journal.read_bytes()
    for words in ((), ("journal", "list")):
        ended = host.run_once(*words)
        hold(ended.status == 1 and "was written by a newer ilert-bridge" in ended.text and "install that version" in ended.text,
             f"{words}: exit status {ended.status}: {ended.text}")
    hold(journal.read_bytes() == before, "the journal was changed")
