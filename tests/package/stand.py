"""The doubles of Livestatus and ilert around an installed bridge: on this machine, on the loopback that the bridge has."""

import json
import os
import subprocess


class Stand:
    def __init__(self, program, folder, group, network=()):
        """`folder` is what the container sees as a site's run folder; its socket is for that group alone, as in an OMD site.
        `network` are the words that put a program on the container's loopback, where that is not ours."""
        socket = folder / "live"
        self.doubles = subprocess.Popen([*network, program, socket], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.doubles.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"{program} does not start")
        os.chown(socket, group, group)
        os.chmod(socket, 0o660)

    def ask(self, *words):
        self.doubles.stdin.write(" ".join(map(str, words)) + "\n")
        self.doubles.stdin.flush()
        answer = self.doubles.stdout.readline()
        if answer.startswith("error") or not answer:
            raise RuntimeError(f"the doubles: {words}: {answer}")
        return json.loads(answer)

    def service(self, host, name, state, output):
        self.ask("service", host, name, state, output)

    def alert(self, word):
        """The newest alert with this word in its summary, or nothing."""
        return next((alert for alert in reversed(self.ask("alerts")) if word in alert["summary"]), None)

    def told(self, word):
        """What ilert took about it, in order."""
        alert = self.alert(word)
        return self.ask("told", alert["key"]) if alert else []

    def stop(self):
        self.doubles.stdin.close()
        try:
            self.doubles.wait(10)
        except subprocess.TimeoutExpired:
            self.doubles.kill()
            self.doubles.wait()
