"""What an administrator does with the package, in order, each a sentence that holds or does not. Every scene begins where the one
before it ended: the container is a machine that lives through all of it."""

import re
import subprocess
import time

from container import eventually

SCENES = []
KEY = "il1apiTESTKEY"
SETTINGS = "/etc/ilert-bridge/conf.d/10-test.toml"
SECRET = "/etc/ilert-bridge/secrets/oncall.key"
JOURNAL = "/var/lib/ilert-bridge/journal.db"
CONTROL = "/run/ilert-bridge/control.sock"
UNIT = "ilert-bridge.service"
CHECK = "/usr/lib/check_mk_agent/local/ilert-bridge"
# What would take a minute with the unit's own times.
HASTE = "[Service]\nSupplementaryGroups=prod\nWatchdogSec=2s\nTimeoutStartSec=20s\nRestartSec=1s\n"


class Wrong(Exception):
    """A sentence does not hold; why is for people."""


def scene(sentence):
    def note(play):
        SCENES.append((sentence, play))
        return play
    return note


def hold(fact, why):
    if not fact:
        raise Wrong(why)


class Machine:
    """The container with the doubles, and the words for what is done to it."""

    def __init__(self, container, stand, debs):
        self.container, self.stand, self.debs = container, stand, debs
        self.run = container.run

    def must(self, *words):
        said = self.run(*words)
        hold(said.status == 0, f"{' '.join(words)}: exit status {said.status}: {said.text}")
        return said.text

    def write(self, path, text, mode="644"):
        self.must("sh", "-c", 'umask 077; printf %s "$1" >"$2"; chmod "$3" "$2"', "write", text, path, mode)

    def shows(self, fact):
        return self.run("systemctl", "show", "-p", fact, "--value", UNIT).text

    def process(self):
        number = self.shows("MainPID")
        hold(number not in ("", "0"), "it does not run")  # and a signal to 0 would be one to ourselves
        return number

    def is_active(self):
        return self.run("systemctl", "is-active", UNIT).text == "active"

    def schema_version(self, number=None):
        """Of the journal; with a number it becomes that, as if another version had written it."""
        with open(f"/proc/{self.container.first}/root{JOURNAL}", "r+b") as file:
            file.seek(60)  # where SQLite's file format has the user version
            if number is None:
                return int.from_bytes(file.read(4), "big")
            file.write(number.to_bytes(4, "big"))
            return number

    def install(self, which):
        return self.must("dpkg", "-i", f"/run/debs/{self.debs[which].name}")

    def settings(self, more=""):
        return (f'[ilert]\nurl = "{self.stand.url}"\n[site.prod]\naddress = "unix:/omd/sites/prod/tmp/run/live"\n'
                f'poll_interval = "1s"\n[route.oncall]\nintegration_key_file = "oncall.key"\n{more}')

    def problem(self, name):
        """A service becomes CRITICAL, and ilert gets to know."""
        self.stand.service("web01", name, 2, "connection refused")
        self.alerted(name)

    def alerted(self, name):
        alert = eventually(lambda: self.stand.alert(name))
        hold(alert and alert["status"] == "PENDING", f"there is no open alert about {name}: {alert}")

    def comes_back(self, number):
        fresh = eventually(lambda: self.is_active() and self.shows("MainPID") not in ("0", number))
        hold(fresh, f"no other process than {number} is active: {self.shows('ActiveState')}, {self.shows('MainPID')}")


@scene("installs, enabled, with its user and folders, and says how to go on")
def installs(machine):
    said = machine.install("before")
    hold("ilert-bridge init" in said, f"it does not say how to go on: {said}")
    hold(machine.run("systemctl", "is-enabled", UNIT).text == "enabled", "the unit is not enabled")
    machine.must("getent", "passwd", "_ilert-bridge")
    facts = machine.must("stat", "-c", "%a %U %n", "/etc/ilert-bridge/secrets", "/etc/ilert-bridge/conf.d",
                         "/etc/ilert-bridge/ilert-bridge.toml")
    hold(facts == "700 root /etc/ilert-bridge/secrets\n755 root /etc/ilert-bridge/conf.d\n"
                  "644 root /etc/ilert-bridge/ilert-bridge.toml", facts)


@scene("is skipped, not failed, while there is no key")
def unconfigured(machine):
    machine.must("systemctl", "start", UNIT)
    hold(machine.shows("ActiveState") == "inactive", f"it is {machine.shows('ActiveState')}")
    hold(machine.shows("ConditionResult") == "no", "no condition held it back")
    hold(machine.must("systemctl", "is-system-running") == "running", "the system is degraded")


@scene("the agent of Checkmk hears nothing of a bridge that is not set up")
def silent_check(machine):
    said = machine.run(CHECK)
    hold(said.status == 0 and not said.text, f"exit status {said.status}: {said.text}")


@scene("the unit says nothing that systemd does not understand, and is exposed to 1.5 at most")
def sandbox_score(machine):
    said = machine.run("systemd-analyze", "verify", "--man=no", UNIT)
    hold(said.status == 0 and not said.text, said.text)
    said = machine.run("systemd-analyze", "security", "--threshold=15", UNIT)
    hold(said.status == 0, said.text.splitlines()[-1])


@scene("a wrong configuration fails at once and stays so, with file and line in the log")
def wrong_at_start(machine):
    machine.write(SECRET, KEY + "\n", "600")
    machine.write(SETTINGS, 'colour = "blue"\n')
    machine.must("mkdir", "-p", f"/etc/systemd/system/{UNIT}.d")
    machine.write(f"/etc/systemd/system/{UNIT}.d/test.conf", HASTE)
    machine.must("systemctl", "daemon-reload")
    hold(machine.run("systemctl", "start", UNIT).status != 0, "it starts")
    hold(machine.shows("ActiveState") == "failed", f"it is {machine.shows('ActiveState')}")
    hold("10-test.toml:1:1: error" in machine.must("journalctl", "-q", "-u", UNIT), "the log does not say where")
    hold(machine.shows("NRestarts") == "0", "it is started again and again")


@scene("what root does by hand before the start is not in its way")
def root_by_hand(machine):
    machine.stand.service("web01", "HTTP", 0, "fine")
    machine.write(SETTINGS, machine.settings())
    machine.must("ilert-bridge", "run", "--once")
    owners = machine.must("sh", "-c", "stat -c '%U %n' /var/lib/ilert-bridge/*")
    hold("root" not in owners, owners)


@scene("configured it starts, is ready, and says how it does")
def starts(machine):
    machine.must("systemctl", "start", UNIT)
    hold(machine.is_active(), "it is not active")
    hold(machine.shows("Type") == "notify", "it is not asked whether it is ready")
    said = eventually(lambda: machine.shows("StatusText"))
    hold(said, "systemctl status shows no line of its own")


@scene("the agent of Checkmk finds its local check")
def local_check(machine):
    said = machine.must(CHECK)
    names = [line.split()[1] for line in said.splitlines()]
    hold(names == ["ilert-bridge", "ilert-bridge-site-prod", "ilert-bridge-route-oncall", "ilert-bridge-journal"], said)
    hold(said.startswith("0 ilert-bridge waiting="), said)


@scene("a problem becomes an alert, and its end resolves it")
def tells(machine):
    machine.problem("HTTP")
    machine.stand.service("web01", "HTTP", 0, "fine")
    hold(eventually(lambda: machine.stand.told("HTTP") == ["ALERT", "RESOLVE"]), str(machine.stand.told("HTTP")))


@scene("an ordinary user may ask how it does, and change nothing; the group may")
def ordinary_user(machine):
    said = machine.run("runuser", "-u", "nobody", "--", "ilert-bridge", "status")
    hold(said.status == 0 and "oncall" in said.text, f"exit status {said.status}: {said.text}")
    machine.must("useradd", "-G", "_ilert-bridge", "carol")
    carol, group = (int(machine.must("id", *what)) for what in (("-u", "carol"), ("-g", "_ilert-bridge")))
    change = {"ask": "journal.retry", "ids": [1], "journal": JOURNAL}
    said = machine.container.ask_socket(CONTROL, change, carol, [])
    hold(f"user {carol} may ask but not change" in said, f"everybody may change something, or it is not known who: {said}")
    said = machine.container.ask_socket(CONTROL, change, carol, [group])
    hold("may ask but not change" not in said and '"ok"' in said, f"the group may not: {said}")


@scene("a member of the group reads the journal, retries, drops and adopts, and reads no keys")
def member_of_group(machine):
    def carol(*words):
        return machine.run("runuser", "-u", "carol", "--", "ilert-bridge", *words)

    machine.stand.ask("ilert", "stop")
    for name in ("Memory", "Mount", "Mail"):
        machine.stand.service("web01", name, 2, "too much of it")
    names = eventually(lambda: (said := carol("journal", "list", "--state", "waiting").text).count(" ALERT ") == 3 and said)
    hold(names, carol("journal", "list").text)
    number = re.search(r"(\d+) .*/Memory ", names)[1]
    said = carol("journal", "retry", "--service", "Mount", "--state", "waiting")
    hold(said.status == 0 and "1 event to be tried again" in said.text, said.text)
    said = carol("journal", "drop", "--yes", number)
    hold(said.status == 0 and "1 event dropped" in said.text, said.text)
    said = carol("adopt", "--yes", "--site", "prod")
    hold(said.status == 0 and "problems count as known" in said.text, said.text)
    hold("carol (" in machine.must("ilert-bridge", "journal", "show", number), "the journal does not say who it was")
    hold(carol("journal", "show", number).status == 0, "the group does not read the journal")
    for words in (("touch", JOURNAL + ".x"), ("ls", "/etc/ilert-bridge/secrets")):
        hold(machine.run("runuser", "-u", "carol", "--", *words).status != 0, f"carol may {words}")
    said = machine.run("runuser", "-u", "nobody", "--", "ilert-bridge", "journal", "list")
    hold(said.status == 1 and "may ask but not change" in said.text, f"everybody reads the journal: {said.text}")
    machine.stand.ask("ilert", "start")
    machine.problem("Menu")
    hold(not machine.stand.alert("Mail"), "what was adopted is told")
    for name in ("Memory", "Mount", "Mail", "Menu"):
        machine.stand.service("web01", name, 0, "fine")


@scene("the keys are for root: the service has copies, and nobody hears of them")
def keys(machine):
    said = machine.run("runuser", "-u", "_ilert-bridge", "--", "cat", SECRET)
    hold(said.status != 0 and "Permission denied" in said.text, f"its user reads the key file: {said.text}")
    hold(machine.run("runuser", "-u", "nobody", "--", "sh", "-c", "cat /run/credentials/*/*").status != 0,
         "everybody reads the credentials")
    number = machine.process()
    for said in (machine.must("journalctl", "-q", "-o", "export"), machine.must("systemctl", "show", UNIT),
                 machine.must("cat", f"/proc/{number}/cmdline"), machine.must("ilert-bridge", "config")):
        hold(KEY not in said, "the key is in " + said[:100])


@scene("the sandbox is there: nothing can be written but its state")
def sandbox(machine):
    number = machine.process()
    for path in ("/usr/x", "/etc/ilert-bridge/x", "/omd/x"):
        said = machine.run("nsenter", "-t", number, "-m", "--", "touch", path)
        hold("Read-only file system" in said.text, f"{path}: {said.text or 'written'}")
    facts = machine.must("cat", f"/proc/{number}/status")
    hold(re.search(r"^CapBnd:\s+0+$", facts, re.M), "it has capabilities")
    hold(re.search(r"^NoNewPrivs:\s+1$", facts, re.M), "it may gain privileges")
    hold(machine.must("stat", "-c", "%a %U", "/var/lib/ilert-bridge", JOURNAL) == "750 _ilert-bridge\n640 _ilert-bridge",
         "others may look into the journal")


@scene("kill -9 while an event waits: it is back, and nothing is lost")
def killed(machine):
    machine.stand.ask("ilert", "stop")
    machine.stand.service("web01", "Disk", 2, "97 % used")
    waits = eventually(lambda: "waiting" in machine.run("ilert-bridge", "journal", "list", "--state", "waiting").text
                       and "Disk" in machine.run("ilert-bridge", "journal", "list", "--state", "waiting").text)
    hold(waits, "the event is not in the journal: " + machine.run("ilert-bridge", "journal", "list").text)
    number = machine.process()
    machine.must("sh", "-c", f"kill -9 {number}")
    machine.stand.ask("ilert", "start")
    machine.comes_back(number)
    machine.alerted("Disk")


@scene("one that hangs is ended by the watchdog and started again")
def hangs(machine):
    number = machine.process()
    machine.must("sh", "-c", f"kill -STOP {number}")
    machine.comes_back(number)
    hold("watchdog" in machine.must("journalctl", "-q", "-u", UNIT).lower(), "it was not the watchdog")
    machine.problem("Ping")


@scene("a reload takes a new configuration, in the same process")
def reloads(machine):
    number = machine.process()
    machine.write(SETTINGS, machine.settings('summary = "Anew: {{host}}/{{service}}"\n'))
    machine.must("systemctl", "reload", UNIT)
    hold(machine.is_active() and machine.process() == number, "it did not survive")
    machine.stand.service("web01", "Load", 2, "load average: 47")
    alert = eventually(lambda: machine.stand.alert("Load"))
    hold(alert and alert["summary"].startswith("Anew: "), f"the old configuration is in force: {alert}")


@scene("a reload of a broken file fails, and the daemon goes on as before")
def reloads_broken(machine):
    number = machine.process()
    machine.write(SETTINGS, machine.settings("summery = 1\n"))
    said = machine.run("systemctl", "reload", UNIT)
    hold(said.status != 0, "systemctl reload says that all is well")
    hold(machine.is_active() and machine.process() == number, "it did not survive")
    hold("did you mean" in machine.must("journalctl", "-q", "-u", UNIT), "the log does not say what is wrong")
    machine.problem("Swap")
    machine.write(SETTINGS, machine.settings())


@scene("a key that is new needs a restart, and the reload says so")
def new_key(machine):
    machine.write("/etc/ilert-bridge/secrets/second.key", "il1apiANOTHER\n", "600")
    machine.write(SETTINGS, machine.settings('[route.second]\nintegration_key_file = "second.key"\nmatch = { hosts = ["none"] }\n'))
    hold(machine.run("systemctl", "reload", UNIT).status != 0, "the reload has the key")
    hold("systemctl restart" in machine.must("journalctl", "-q", "-u", UNIT), "the log does not say that it takes a restart")
    machine.must("systemctl", "restart", UNIT)
    machine.write(SETTINGS, machine.settings())
    machine.must("systemctl", "reload", UNIT)


def keeps_everything(machine, which):
    number, told = machine.process(), machine.stand.told("Swap")
    before = machine.must("ilert-bridge", "journal", "list", "--limit", "1000", "--json")
    machine.install(which)
    machine.comes_back(number)
    hold(machine.must("cat", SETTINGS) == machine.settings().strip(), "the settings have changed")
    hold(machine.must("ilert-bridge", "journal", "list", "--limit", "1000", "--json") == before, "the journal has changed")
    machine.problem(which.capitalize())
    hold(machine.stand.told("Swap") == told, f"told again: {machine.stand.told('Swap')}")


@scene("an upgrade keeps journal and settings, and tells nothing twice")
def upgrades(machine):
    keeps_everything(machine, "built")
    said = machine.must("tail", "-n", "1", "/etc/ilert-bridge/ilert-bridge.toml")
    hold("As of version" not in said, "the sample is still the old one")


@scene("so does a downgrade")
def downgrades(machine):
    keeps_everything(machine, "before")


@scene("a journal of a newer version is refused: the log says what to do, and nothing is changed")
def newer(machine):
    machine.must("systemctl", "stop", UNIT)
    known = machine.schema_version()
    machine.schema_version(known + 1)
    before = machine.must("sha256sum", JOURNAL)
    for words in (("ilert-bridge", "run"), ("ilert-bridge", "journal", "list")):
        said = machine.run(*words)
        hold(said.status == 1 and "was written by a newer ilert-bridge" in said.text and "install that version" in said.text,
             f"{words}: exit status {said.status}: {said.text}")
    hold(machine.must("sha256sum", JOURNAL) == before, "the journal was changed")
    machine.schema_version(known)
    machine.must("systemctl", "start", UNIT)
    machine.problem("Journal")


@scene("removed it is gone, and journal and settings stay")
def removed(machine):
    machine.must("dpkg", "-r", "ilert-bridge")
    hold(machine.shows("LoadState") in ("not-found", "masked"), f"the unit is {machine.shows('LoadState')}")
    machine.must("test", "-s", JOURNAL)
    machine.must("test", "-s", SETTINGS)
    machine.must("test", "-s", SECRET)
    hold("ilert-bridge" not in machine.must("sh", "-c", "cat /proc/[0-9]*/comm"), "it still runs")


@scene("installed again it goes on where it was")
def installed_again(machine):
    machine.install("built")
    hold(eventually(machine.is_active), "it is not active")
    machine.stand.service("web01", "Swap", 0, "fine")
    hold(eventually(lambda: machine.stand.told("Swap") == ["ALERT", "RESOLVE"]), str(machine.stand.told("Swap")))


@scene("purged it leaves nothing but its user")
def purged(machine):
    machine.must("dpkg", "-P", "ilert-bridge")
    for path in ("/var/lib/ilert-bridge", "/etc/ilert-bridge", "/run/ilert-bridge"):
        hold(machine.run("test", "-e", path).status != 0, f"{path} is still there")


@scene("the tests that it brings for autopkgtest pass on a machine where it is new")
def own_tests(machine):
    machine.install("built")
    for name in ("command-line", "service"):
        said = machine.run("sh", "-c", f"AUTOPKGTEST_TMP=$(mktemp -d) sh /run/debs/tests/{name}")
        hold(said.status == 0, f"{name}: exit status {said.status}: {said.text}")


def play(scenes, machine, report):
    for sentence, act in scenes:
        since = time.monotonic()
        try:
            act(machine)
            report.ok(sentence, time.monotonic() - since)
        except (Wrong, RuntimeError, subprocess.TimeoutExpired) as wrong:
            report.failed(sentence, str(wrong))
