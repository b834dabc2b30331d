"""python3 check.py TREE: the alert rules by promtool, statically and in play, and that each of them is played."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
HOW_TO = """skipped: there is no promtool here. It comes with Debian's package prometheus (which starts a server);
the tool alone: apt-get download prometheus && dpkg-deb -x prometheus_*.deb DIR, then PROMTOOL=DIR/usr/bin/promtool"""


def names(pattern: str, file: Path) -> set:
    return set(re.findall(pattern, file.read_text(encoding="utf-8")))


def fires(file: Path) -> set:
    """The alerts that some case expects, not only their absence."""
    return names(r"alertname: (\w+)\n\s+exp_alerts:\n\s+- exp_labels", file)


def main(tree: Path) -> int:
    rules = tree / "etc" / "ilert-bridge.rules.yml"
    played = tree / "tests" / "promtool" / "rules_test.yml"
    alerts = names(r"- alert: (\w+)", rules)
    for alert in sorted(alerts - fires(played)):
        print(f"{played}: nothing shows that {alert} fires")
    if not alerts or alerts - fires(played):
        return 1
    promtool = os.environ.get("PROMTOOL") or shutil.which("promtool")
    if not promtool:
        print(HOW_TO)
        return SKIPPED
    status = 0
    for words in (["check", "rules", str(rules)], ["test", "rules", str(played)]):
        done = subprocess.run([promtool, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout + done.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
