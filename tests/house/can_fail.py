"""python3 can_fail.py CHECK: the check is silent on a sound little tree and finds what is broken in each broken one."""

import importlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from house import Skipped

LAYERS = "base core net config livestatus ilert journal daemon cli".split()
CMAKE = """layer(base LIBRARIES utf8cpp)
layer(core SEES base)
layer(net SEES base)
layer(config SEES core net)
layer(livestatus SEES core net)
layer(ilert SEES core net)
layer(journal SEES core net)
layer(daemon SEES config livestatus ilert journal)
layer(cli SEES daemon LIBRARIES CLI11::CLI11)
"""
PAGE = """.Dd January 1, 2026
.Dt EVENTS 7
.Os
.Sh NAME
.Nm events
.Nd what becomes an event
.Sh REASONS
.Bl -tag -width Ds
.It Cm soft
Not confirmed.
.It Cm hard
Confirmed.
.El
.Sh CAUSES
.Bl -tag -width Ds
.It Cm worsened
Higher.
.El
"""

PROGRAM = """#!/bin/sh
case "$1 $2" in
--help*) printf 'Options:\\n  -h,--help   Help\\n\\nSubcommands:\\n  run      Runs\\n' ;;
'completion bash') cat <<'TEXT'
_ilert_bridge() {
  case "${COMP_WORDS[*]}" in
    "ilert-bridge run --") COMPREPLY=(--once --help) ;;
    *--) COMPREPLY=(--help) ;;
    *) COMPREPLY=(run) ;;
  esac
}
TEXT
  ;;
'completion zsh') cat <<'TEXT'
_ilert-bridge() {
  local -a those=('run:Runs')
  [[ $words[-1] == -- ]] && those=('--help:Help')
  [[ $words[2] == run ]] && those+=('--once:Look once')
  _describe word those
}
TEXT
  ;;
'completion fish') cat <<'TEXT'
complete -c ilert-bridge -f
complete -c ilert-bridge -l help
complete -c ilert-bridge -n 'not contains run (commandline -opc)' -a run -d Runs
complete -c ilert-bridge -n 'contains run (commandline -opc)' -l once -d 'Look once'
TEXT
  ;;
--config*)
  if [ "$3" = config ]; then echo '[{"key": "site.prod.address", "value": "\\"unix:/run/live\\""},'; fi
  if [ "$3" = config ]; then echo '{"key": "log.level", "value": "\\"info\\""}]'; fi
  if grep -q wrong "$2"; then echo wrong >&2; exit 2; fi ;;
*) printf 'Options:\\n  --once   Look once\\n' ;;
esac
"""
COMMANDS = """.Dd January 1, 2026
.Dt PROGRAM 8
.Os
.Sh NAME
.Nm program
.Nd runs
.Sh SYNOPSIS
.Nm
.Cm run
.Op Fl -once
.Nm
.Fl -help | -version
.Sh DESCRIPTION
.Cm run
knows
.Fl -once .
"""
MONITORING = """.Dd January 1, 2026
.Dt MONITORING 7
.Os
.Sh NAME
.Nm monitoring
.Nd what programs are told
.Sh STATUS AS JSON
.Li pid
.Sh METRICS
.Li ilert_bridge_problems
"""

KEYS = """.Dd January 1, 2026
.Dt KEYS 5
.Os
.Sh NAME
.Nm keys
.Nd what is set
.Sh KEYS
.Ss [site.NAME]
.Bl -tag -width Ds
.It Cm address Pq address , required
Where.
.El
.Ss [log]
.Bl -tag -width Ds
.It Cm level Pq choice , default Cm \\(dqinfo\\(dq
What.
.El
.Sh EXAMPLES
""" + "".join(f""".Ss {name}
.Bd -literal -offset indent
[site.prod]
address = "unix:/run/live"
.Ed
""" for name in ["One site", "Several sites and teams", "Behind a proxy", "Moving from the old plugin"])

SAMPLE = '#[site.prod]\n# Where.\n#address = "unix:/run/live"\n#[log]\n# What.\n#level = "info"\n'

GREETING = """if [ "$1" = configure ] && [ -z "$2" ]; then
  printf '  ilert-bridge run\\n'
fi
"""

# A little tree; what is below build/ is laid beside it.
SOUND = {
    "CMakeLists.txt": "project(ilert-bridge VERSION 1.2.3 LANGUAGES CXX)\n",
    "CHANGELOG.md": "# Changes\n\n## 1.2.3\n",
    "debian/changelog": "ilert-bridge (1.2.3) UNRELEASED; urgency=medium\n",
    "src/CMakeLists.txt": CMAKE,
    "src/README.md": "".join(f"`{layer}/`\n" for layer in LAYERS) + "`core/verdict.cpp`\n",
    **{f"src/{layer}/README.md": "" for layer in LAYERS},
    "include/ilert-bridge/base/text.hpp": "#pragma once\n#include <string>\n",
    "include/ilert-bridge/core/verdict.hpp":
        "#pragma once\n#include \"ilert-bridge/base/text.hpp\"\nenum class Reason : int {\n  soft,  // no { here\n  hard\n};\n",
    "include/ilert-bridge/core/reconcile.hpp": "#pragma once\nenum class Because { worsened };\n",
    "src/core/verdict.cpp": "#include \"ilert-bridge/core/verdict.hpp\"\n// no now() here\nauto n = \"soft\", h = \"hard\", w = \"worsened\";\n",
    "src/daemon/metrics.cpp": 'auto name = "ilert_bridge_problems";\n',
    "src/daemon/status_json.cpp": 'object = {{"pid", 1}};\n',
    "src/net/wire.hpp": "#pragma once\n",
    "src/net/wire.cpp": "#include \"wire.hpp\"\n#include <boost/asio.hpp>\n",
    "tests/core/verdict_test.cpp": "TEST(Verdict, IsGiven) {}\n",
    "build/src/ilert-bridge": PROGRAM,
    "man/events.7": PAGE,
    "man/ilert-bridge.8": COMMANDS,
    "man/ilert-bridge-monitoring.7": MONITORING,
    "man/ilert-bridge.toml.5": KEYS,
    "etc/ilert-bridge.toml": SAMPLE,
    "man/ilert-bridge-events.7": PAGE,
    "README.md": "[page](man/ilert-bridge.8), [rules](etc/rules.yml)\n",
    "etc/rules.yml": "",
    "debian/readme.sed": "s#\\[([^]]*)\\]\\(man/[^)]*\\)#\\1#g\ns#\\]\\(etc/#](examples/#g\n",
    "debian/ilert-bridge.examples": "etc/rules.yml\n",
    "debian/ilert-bridge.postinst": GREETING,
}

# check → what is laid over the sound tree, and words of the fault it must find.
BROKEN = {
    "layers": [
        ({"src/core/verdict.cpp": '#include "ilert-bridge/net/stream.hpp"\n'}, "core may see base, not net"),
        ({"include/ilert-bridge/journal/a.hpp": '#include "ilert-bridge/ilert/b.hpp"\n',
          "include/ilert-bridge/ilert/b.hpp": ""}, "journal may see base, core, net, not ilert"),
        ({"src/livestatus/a.cpp": '#include "ilert-bridge/daemon/x.hpp"\n'}, "not daemon"),
        ({"src/core/a.cpp": "#include <boost/asio/awaitable.hpp>\n"}, "core does no I/O"),
        ({"src/core/a.cpp": "#include <fstream>\n"}, "core does no I/O"),
        ({"src/core/a.cpp": "#include <unistd.h>\n"}, "core does no I/O"),
        ({"src/core/a.cpp": "#include <sqlite3.h>\n"}, "only src/journal/ may"),
        ({"src/core/a.cpp": "auto t = ilert_bridge::now();\n"}, "core reads no clock"),
        ({"src/core/a.cpp": "auto t = std::chrono::system_clock::now();\n"}, "core reads no clock"),
        ({"src/core/a.cpp": '#include "ilert-bridge/base/log.hpp"\n', "include/ilert-bridge/base/log.hpp": ""},
         "core does not log"),
        ({"src/ilert/a.cpp": "#include <curl/curl.h>\n"}, "only src/net/http_client.cpp"),
        ({"src/net/stream.cpp": "#include <curl/curl.h>\n"}, "only src/net/http_client.cpp"),
        ({"src/daemon/a.cpp": "#include <toml++/toml.h>\n"}, "only src/config/ may"),
        ({"src/main.cpp": "#include <CLI/CLI.hpp>\n"}, "only src/cli/ may"),
        ({"src/daemon/a.cpp": "#include <mutex>\n"}, "only src/net/http_client.cpp"),
        ({"src/base/a.cpp": "#include <boost/asio.hpp>\n"}, "Asio starts in net"),
        ({"src/daemon/a.cpp": "co_spawn(io, f(), asio::detached);\n"}, "nothing is spawned detached"),
        ({"src/ilert/a.cpp": '#include "../net/wire.hpp"\n'}, "in its own folder only"),
        ({"src/ilert/a.cpp": '#include "wire.hpp"\n'}, "in its own folder only"),
        ({"src/ilert/a.cpp": '#include "ilert-bridge/net/gone.hpp"\n'}, "there is no such header"),
        ({"src/tools/a.cpp": ""}, "'tools' is not in the table"),
        ({"src/CMakeLists.txt": CMAKE.replace("core SEES base", "core SEES base net")}, "links core with"),
        ({"src/CMakeLists.txt": CMAKE.replace("layer(net SEES base)\n", "")}, "has no layer(net"),
    ],
    "every_test_is_built": [
        ({"tests/core/route_test.cpp": "TEST(Route, Takes) {}\n"}, "route_test.cpp: is not compiled"),
        ({"src/core/route.cpp": ""}, "route.cpp: is not compiled"),
        ({"tests/core/verdict_test.cpp": "int main() {}\n"}, "is called a test and has none"),
    ],
    "names": [
        ({"include/ilert-bridge/core/a.hpp": "int a;\n"}, "without #pragma once"),
        ({"src/core/verdict.cpp": '#include <string>\n#include "ilert-bridge/core/verdict.hpp"\n'}, "first include"),
        ({"src/net/wire.cpp": "int a;\n"}, "first include"),
        ({"src/core/queue_helper.cpp": ""}, "one noun"),
        ({"tests/doubles/placeholder.cpp": ""}, "one noun"),
    ],
    "one_name_one_type": [
        ({"include/ilert-bridge/net/a.hpp": "namespace x {\nclass Watch {\n};\n}\n",
          "src/core/b.cpp": "namespace x {\nstruct Watch final {\n};\n}\n"}, "'Watch' has the name of another one"),
        ({"include/ilert-bridge/net/a.hpp": "namespace x {\nenum class Kind : int { a };\n}\n",
          "src/core/b.cpp": "namespace x {\nnamespace {\nstruct Kind {};\n}  // namespace\nstruct Kind {};\n}\n"}, "'Kind' has the name"),
    ],
    "clock_and_chance_in_one_place": [
        ({"src/net/a.cpp": "auto t = std::chrono::system_clock::now();\n"}, "src/net/a.cpp:1: reads a clock"),
        ({"src/net/a.cpp": "auto t = ::time(nullptr);\n"}, "reads a clock"),
        ({"src/daemon/a.cpp": "::clock_gettime(CLOCK_BOOTTIME, &t);\n"}, "reads a clock"),
        ({"src/core/a.cpp": "RAND_bytes(bytes, 16);\n"}, "draws chance"),
        ({"tests/simulation/a.cpp": "auto t = std::chrono::steady_clock::now();\n"}, "reads a clock"),
        ({"tests/simulation/a.cpp": "std::minstd_rand chance{std::random_device{}()};\n"}, "draws chance"),
    ],
    "version_in_one_place": [
        ({"CMakeLists.txt": "project(ilert-bridge LANGUAGES CXX)\n"}, "says no version"),
        ({"CMakeLists.txt": "project(ilert-bridge VERSION 1.2.4)\n"}, "debian/changelog: begins with version 1.2.3"),
        ({"CHANGELOG.md": "# Changes\n\n## 1.2.2\n\n## 1.2.3\n"}, "CHANGELOG.md: begins with version 1.2.2"),
        ({"src/main.cpp": 'auto version = "1.2.3";\n'}, "src/main.cpp: repeats the version"),
    ],
    "manual": [
        ({"man/events.7": PAGE + ".Bl -tag\n"}, "man/events.7: "),
        ({"man/events.7": PAGE + ".Foo bar\n"}, "man/events.7: "),
        ({"man/events.7": PAGE + ".Bl -tag -width Ds\n.It No such file\nGone.\n.El\n"}, "'No' is a macro here"),
        ({"man/events.7": PAGE + ".Bl -tag -width Ds\n.It Li " + " , ".join(["x" * 40] * 2) + "\nGone.\n.El\n"}, "do not fit on a line"),
        *([({"man/events.7": PAGE + ".Pp\n" + "x" * 150 + "\n"}, "break line")] if shutil.which("man") else []),
    ],
    "manual_names_every_reason": [
        ({"man/ilert-bridge-events.7": PAGE.replace("Cm soft", "Cm sofa")}, "does not explain 'soft'"),
        ({"man/ilert-bridge-events.7": PAGE.replace("Cm soft", "Cm sofa")}, "explains 'sofa'"),
        ({"man/ilert-bridge-events.7": PAGE.replace("Cm worsened", "Cm better")}, "does not explain 'worsened'"),
        ({"man/ilert-bridge-events.7": PAGE.replace("Cm soft", "Cm x").replace("Cm hard", "Cm soft").replace("Cm x", "Cm hard")},
         "another order"),
        ({"src/core/verdict.cpp": 'auto n = "SOFT", w = "worsened";\n'}, "shown under another name"),
        ({"include/ilert-bridge/core/verdict.hpp": "#pragma once\n"}, "has no enum class Reason"),
        ({"src/daemon/self.cpp": 'say({.kind = "moon"});\n'}, "OWN ALERTS does not explain 'moon'"),
        ({"man/ilert-bridge-events.7": PAGE + ".Sh OWN ALERTS\n.Bl -tag -width Ds\n.It sun\nShines.\n.El\n"}, "explains 'sun'"),
    ],
    "manual_knows_the_program": [
        ({"build/src/ilert-bridge": PROGRAM.replace("  run      Runs", "  run      Runs\\n  check    Checks")},
         "does not name the command 'check'"),
        ({"build/src/ilert-bridge": PROGRAM.replace("Look once", "Once\\n  --dry-run  No")},
         "does not name the option --dry-run"),
        ({"man/ilert-bridge.8": COMMANDS + ".Fl -fast\n"}, "names the option --fast"),
        ({"man/ilert-bridge.8": COMMANDS.replace(".Op Fl -once\n", "")}, "SYNOPSIS does not show --once of 'run'"),
        ({"man/ilert-bridge.8": COMMANDS.replace(".Nm\n.Cm run\n.Op Fl -once\n", "")},
         "SYNOPSIS does not show the command 'run'"),
        ({"man/ilert-bridge.8": COMMANDS.replace(".Op Fl -once", ".Op Fl -once\n.Ar file")}, "the arguments ['file']"),
        ({"man/ilert-bridge.8": COMMANDS.replace(".Nm\n.Fl -help", ".Nm\n.Op Fl -once\n.Fl -help")},
         "SYNOPSIS shows --once for ''"),
    ],
    "completions_work": [
        ({"build/src/ilert-bridge": PROGRAM.replace("--once --help", "--help")}, "bash: does not offer --once after 'run'"),
        ({"build/src/ilert-bridge": PROGRAM.replace("COMPREPLY=(--help)", "COMPREPLY=(--help --fast)")},
         "bash: offers --fast after ''"),
        ({"build/src/ilert-bridge": PROGRAM.replace("  esac\n}", "  esac\n")}, "bash: is refused by bash"),
        ({"build/src/ilert-bridge": PROGRAM.replace("COMPREPLY=(run)", "COMPREPLY=(run); gone")}, "complains while"),
    ],
    "examples_work": [
        ({"README.md": "```toml\n[site.prod]\nwrong = 1\n```\n"}, "README.md:2: this example does not pass: wrong"),
        ({"man/ilert-bridge.toml.5": KEYS.replace("proxy", "wall")}, "has no example for 'behind a proxy'"),
        ({"man/ilert-bridge.toml.5": KEYS.replace("address", "wrong")}, "this example does not pass"),
    ],
    "manual_explains_the_status": [
        ({"src/daemon/metrics.cpp": 'auto name = "ilert_bridge_pages";\n'}, "METRICS does not explain ilert_bridge_pages"),
        ({"src/daemon/metrics.cpp": "\n"}, "METRICS explains ilert_bridge_problems, which"),
        ({"src/daemon/status_json.cpp": 'object = {{"mood", 1}};\n'}, "JSON does not explain mood"),
    ],
    "links_work": [
        ({"README.md": "\n[page](man/gone.8)\n"}, "README.md:2: leads to man/gone.8, which does not exist"),
        ({"src/core/README.md": "[map](../README.md), [code](gone.cpp)\n"}, "src/core/README.md:1: leads to gone.cpp"),
        ({"README.md": "[a\npage](man/ilert-bridge.8)\n"}, "leads to man/ilert-bridge.8 in the package"),
        ({"debian/ilert-bridge.examples": "etc/board.json\n"}, "leads to examples/rules.yml in the package"),
    ],
    "package_greets": [
        ({"debian/ilert-bridge.postinst": GREETING.replace("bridge run", "bridge walk")}, "names the command 'walk'"),
        ({"debian/ilert-bridge.postinst": GREETING.replace("  ilert", "ilert")}, "names no command"),
        ({"debian/ilert-bridge.postinst": GREETING.replace(' && [ -z "$2" ]', "")}, "speaks after 'configure 0.0.1'"),
        ({"debian/ilert-bridge.postinst": GREETING.replace("run", "run" + "x" * 80)}, "wider than 80"),
        ({"debian/ilert-bridge.postinst": GREETING.replace("run", 'run\\n\\"Begin\\" in\\n').replace('\\"', '"')}, "names the section 'Begin'"),
    ],
    "keys_agree": [
        ({"etc/ilert-bridge.toml": SAMPLE.replace("info", "debug")}, "says that the default of log.level is"),
        ({"man/ilert-bridge.toml.5": KEYS.replace("info", "debug")}, "says that the default of log.level is"),
        ({"etc/ilert-bridge.toml": SAMPLE.replace("#level", "#depth")}, "toml: does not have the key log.level"),
        ({"man/ilert-bridge.toml.5": KEYS.replace("Cm level", "Cm depth")}, "toml.5: does not have the key log.level"),
        ({"man/ilert-bridge.toml.5": KEYS.replace(".Ss [log]\n.Bl -tag -width Ds\n",
                                                  ".Ss [log]\n.Bl -tag -width Ds\n.It Cm file Pq text , required\nWhere.\n")},
         "toml: does not have the key log.file"),
        ({"build/src/ilert-bridge": PROGRAM.replace("log.level", "log.length")}, "does not have the key log.length"),
    ],
    "map_is_true": [
        ({"src/README.md": SOUND["src/README.md"] + "then `core/lost.cpp`\n"}, "leads to core/lost.cpp"),
        ({"src/README.md": SOUND["src/README.md"].replace("`daemon/`", "")}, "does not say what daemon/ is for"),
    ],
    "own_words": [
        ({"etc/sample.toml": "path = \"/" + "work/main\"\n"}, "etc/sample.toml:1: says"),
        ({".ci/run": "cd ../" + "shared\n"}, ".ci/run:1: says"),
    ],
}


def faults_of(check: str, laid_over: dict) -> list:
    with tempfile.TemporaryDirectory() as folder:
        tree, build = Path(folder, "tree"), Path(folder, "build")
        for path, text in {**SOUND, **laid_over}.items():
            file = Path(folder, path) if path.startswith("build/") else tree / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        (build / "src/ilert-bridge").chmod(0o755)
        commands = [{"directory": str(tree), "file": path} for path in SOUND if path.endswith(".cpp")]
        (build / "compile_commands.json").write_text(json.dumps(commands), encoding="utf-8")
        return [str(fault) for fault in importlib.import_module(check).faults(tree, build)
                if not isinstance(fault, Skipped)]


def main(check: str) -> int:
    wrong = [f"finds fault with a sound tree: {fault}" for fault in faults_of(check, {})]
    for laid_over, words in BROKEN[check]:
        found = faults_of(check, laid_over)
        if not any(words in fault for fault in found):
            wrong.append(f"does not see {laid_over}: expected '{words}', found {found}")
    print("\n".join(wrong) or f"{check} sees all {len(BROKEN[check])} broken trees")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
