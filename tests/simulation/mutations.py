#!/usr/bin/env python3
"""Small faults, put into the source one at a time: each must turn the simulation red.

  mutations.py check TREE                   every fault still has its place in the source
  mutations.py run TREE PRESET [NAME]       builds and plays each of them in a copy of TREE, in TREE/build/mutations
  mutations.py run-here TREE PRESET [NAME]  the same in TREE itself, which nobody may touch meanwhile

NAME: only those whose name it is a part of. What is not turned red is named, and the end is 1.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Mutation(NamedTuple):
    name: str
    path: str
    old: str
    new: str


RULES, RECONCILE = "src/core/rules.cpp", "src/core/reconcile.cpp"
COLLAPSE, BUDGET, RETRY = "src/core/collapse.cpp", "src/core/budget.cpp", "src/core/retry.cpp"
DELIVER, OUTLETS, BRIDGE = "src/daemon/deliver.cpp", "src/daemon/outlets.cpp", "src/daemon/bridge.cpp"
ASSESS, BACKLOG, SITE_ENDS = "src/core/assess.cpp", "src/core/backlog.cpp", "src/daemon/sync_ends.cpp"
SOURCES = "src/core/alert_source.cpp"

MUTATIONS = [
    # Deciding: a rule dropped, a comparison turned.
    Mutation("a soft problem calls", RULES, "if (it.seen.hard || is_good", "if (true || it.seen.hard || is_good"),
    Mutation("flapping holds nothing", RULES, "if (!is_flapping(it)) return {};", "return {};\n  if (!is_flapping(it)) return {};"),
    Mutation("a downtime is nothing", RULES, "if (!it.seen.in_downtime) return {};\n  switch", "return {};\n  switch"),
    Mutation("downtimes count from the start of a core", RULES,
             "if (downtime_is_to_count(it)) return hold(Reason::downtime);", ""),
    Mutation("an acknowledgement is nothing", RULES, "if (!it.seen.acknowledged || is_good(it.seen.state)) return {};",
             "return {};"),
    Mutation("a host that is down hides nothing", RULES, "if (it.seen.host_state != State::up) return hold", "if (false) return hold"),
    Mutation("notifications that are off hold nothing", RULES,
             "if (it.policy.notifications_disabled == NotificationsDisabled::alert) return {};", "return {};"),
    Mutation("a good state is no end", RULES, "if (!is_good(it.seen.state) || !is_over(it)) return {};\n  return over(it, Reason::recovered)",
             "return {};\n  return over(it, Reason::recovered)"),
    Mutation("a removed object is no end", RULES, "return keep ? hold(Reason::removed) : clear(Reason::removed);",
             "return hold(Reason::removed);"),
    Mutation("an unsure site is believed", RULES,
             "if (it.at.site_sure && it.sighting.presence != Presence::unknown) return {};", "return {};"),
    Mutation("a host's return hides nothing", RULES, "if (!it.host_return) return {};", "return {};"),
    Mutation("a downtime that accepts resolves", RULES, "return accepted(Reason::downtime, it.seen.downtime);",
             "return clear(Reason::downtime);"),
    Mutation("many at once are removed", ASSESS, ".many_missing = is_mass(count.missing, count.reported),", ""),
    Mutation("who adopts at the first start is called", ASSESS,
             "if (of.first_look_on.contains(route.name) && is_adopted(decision, at)) dismiss(decision, at);", ""),
    Mutation("every route takes everything", ASSESS, "at.routed = routing.takes(i) && !(spared", "at.routed = !(spared"),
    # What follows of a verdict.
    Mutation("an alert is never told", RECONCILE, "tell(turn, EventType::alert, because);\n  Report& after", "Report& after"),
    Mutation("an end is never told", RECONCILE, "tell(turn, EventType::resolve, Because::verdict);", ";"),
    Mutation("an alert on every look", RECONCILE, "if (turn.other_state()) comment(turn, Because::state_changed);\n}\n\n// Nobody",
             "reopen(turn, Because::worsened);\n}\n\n// Nobody"),
    Mutation("an acceptance is never told", RECONCILE, "tell(turn, EventType::accept, Because::verdict);", ";"),
    Mutation("an acknowledgement taken back calls nobody", RECONCILE,
             "if (turn.route.policy.ack_removed == AckRemoved::reopen) return reopen(turn, because);", ""),
    Mutation("a higher priority calls nobody", RECONCILE, "if (turn.rose()) return worsened(turn);\n  if", "if"),
    Mutation("the end of a report is not noted", RECONCILE, "turn.after() = {};\n  if (lasts)", "if (lasts)"),
    Mutation("a downtime forgets who knows", RECONCILE,
             "if (turn.report.told == Told::dismissed && by_downtime(turn.verdict)) return;", ""),
    Mutation("a downtime's end calls nobody", RECONCILE, "case Acceptance::downtime:\n      return reopen(turn, Because::verdict);",
             "case Acceptance::downtime:\n      return;"),
    Mutation("an acceptance in ilert is never overruled", RECONCILE, "return overrule(turn);\n  comment_on_state",
             ";\n  comment_on_state"),
    Mutation("what was overruled accepts again", RECONCILE, "if (is_overruled(turn)) return alerting(turn);", ""),
    Mutation("what is dismissed never calls", RECONCILE, "if (turn.rose()) alert(turn, Because::worsened);", ""),
    # Leaving: the shortest way, pace, pauses.
    Mutation("an older alert is the new call", COLLAPSE, "if ((heard || may_be_in_the_way(turn.heard)) && calls_again(turn)) return make_way(turn);", ""),
    Mutation("a refused RESOLVE is as good as none", COLLAPSE, "heard.told = Told::none;\n  heard.doubtful = true;", ""),
    Mutation("an acceptance is not news", COLLAPSE,
             "if (unheard && newest_accept != turn.queue.end()) return accept(turn, newest_accept);", ""),
    Mutation("recoveries are a storm", BACKLOG, "key.plan.sends() && key.plan.urgency == Urgency::page;", "key.plan.sends();"),
    Mutation("two of a key leave at once", BACKLOG, "begun.under_way = true;", ""),
    Mutation("what a person drops is there still", BACKLOG, "events_ -= at->second.queue.size();\n  at->second.queue.clear();", ""),
    Mutation("what came and went is told", COLLAPSE, "if (!heard) return turn.wanted == Told::open ? open(turn) : nothing_to_tell(turn);",
             "if (!heard) return open(turn);"),
    Mutation("an outage that is over tells nothing", COLLAPSE, "if (!heard) return turn.wanted == Told::open ? open(turn) : nothing_to_tell(turn);",
             "if (!heard) return nothing_to_tell(turn);"),
    Mutation("an ALERT that was taken is not remembered", COLLAPSE, 
             "return {Told::open, delivered.state, delivered.priority, may_be_in_the_way(before)};", "return before;"),
    Mutation("a RESOLVE that was taken is not remembered", COLLAPSE, "case EventType::resolve:\n      return {};\n    case EventType::comment:",
             "case EventType::resolve:\n      return before;\n    case EventType::comment:"),
    Mutation("what is over is not resolved", COLLAPSE,
             "if (turn.shows_nothing && (heard || turn.heard.doubtful)) return resolve(turn);",
             "if (turn.shows_nothing && (heard || turn.heard.doubtful)) return nothing_to_tell(turn);"),
    Mutation("attempts cost nothing", BUDGET, "attempts_.push_back(now);", ""),
    Mutation("a minute has half a minute", BUDGET, "return attempts_[attempts_.size() - allowed] + budget_window;",
             "return attempts_[attempts_.size() - allowed] + budget_window / 2;"),
    Mutation("a failure is the end of a route", RETRY, "probe_ = {now, growing_pause(++failures_, first_probe, longest_probe, chance)};",
             "probe_ = {now, std::chrono::hours{24}};"),
    # The loops.
    Mutation("what a reload cut off is forgotten", DELIVER,
             "ledger_.journal().cut_off_attempts(route_.name, \"cut off: the route was stopped or reloaded\", now());", ""),
    Mutation("what ilert heard is forgotten at a restart", DELIVER,
             "for (const auto& [key, heard] : ledger_.journal().heard(route_.name)) backlog_.hear(key, heard);", ""),
    Mutation("an alert that a person ended is told again", SITE_ENDS, "take_over_end(one, *trace);\n      continue;", ""),
    Mutation("delivered is parked", DELIVER, "if (outcome == Outcome::delivered) return Settled::delivered;",
             "if (outcome == Outcome::delivered) return Settled::parked;"),
    Mutation("what failed is delivered", DELIVER, "return refused || blamed.give_up ? Settled::parked : Settled::waiting;",
             "return refused || blamed.give_up ? Settled::parked : Settled::delivered;"),
    Mutation("an unknown outcome is none", DELIVER,
             "if (outcome == Outcome::unknown) backlog_.outcome_unknown(key, queued.event.id);", ""),
    Mutation("what is recorded wakes nobody", DELIVER, "if (backlog_.plan(key) != nullptr) wakeup_.notify();", ""),
    Mutation("the backlog is not read at the start", DELIVER,
             "for (const WaitingRow& row : ledger_.journal().backlog(route_.name)) backlog_.add(row);", ""),
    Mutation("a reload opens no routes", BRIDGE, "open_outlets();\n  follow(changes);\n  open_sites();", "follow(changes);\n  open_sites();"),
    Mutation("a reload opens no sites", BRIDGE, "follow(changes);\n  open_sites();", "follow(changes);"),
    Mutation("a reload looks twice", BRIDGE, "co_await stop_sites();\n  const std::vector<SourceChange>", "const std::vector<SourceChange>"),
    Mutation("a rename is another alert source", SOURCES, "if (source != nullptr) return source;", ""),
    Mutation("another key is told nothing", SOURCES, "if (report.told != Told::open) return report;", "return report;"),
    Mutation("what changed is not opened anew", OUTLETS, "outlet.closing = true;\n    outlet.deliver->stop(Span{std::chrono::seconds{5}});", ""),
]


def misplaced(tree: Path):
    for one in MUTATIONS:
        count = (tree / one.path).read_text(encoding="utf-8").count(one.old)
        if count != 1:
            yield f"{one.path}: '{one.name}' has {count} places, not one: {one.old!r}"


def run(command, where: Path) -> bool:
    """A fault may also make it go on for ever: that is as red as any."""
    try:
        return subprocess.run(command, cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                              timeout=1200).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def is_red(program: Path, where: Path) -> bool:
    """Scenes first: they are quick, and most faults are found by them."""
    return any(not run([program, "--gtest_fail_fast", f"--gtest_filter={some}"], where)
               for some in ("-RandomSchedules.*", "RandomSchedules.*"))


def copied(tree: Path) -> Path:
    copy = tree / "build" / "mutations" / "tree"
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(tree, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build", ".git"))
    return copy


def play(tree: Path, preset: str, only: str) -> int:
    program = tree / "build" / preset / "tests" / "simulation_test"
    build = ["cmake", "--build", f"build/{preset}", "--target", "simulation_test"]
    if not run(["cmake", "--preset", preset], tree) or not run(build, tree):
        sys.exit(f"{tree} cannot be built")
    if is_red(program, tree):
        sys.exit("the simulation is red without any fault")
    alive = []
    for one in MUTATIONS:
        if only not in one.name:
            continue
        path = tree / one.path
        right = path.read_text(encoding="utf-8")
        path.write_text(right.replace(one.old, one.new), encoding="utf-8")
        built = run(build, tree)
        red = built and is_red(program, tree)
        path.write_text(right, encoding="utf-8")
        print(f"{'red' if red else 'GREEN' if built else 'DOES NOT BUILD'}: {one.name}", flush=True)
        if not red:
            alive.append(one.name)
    print(f"{len(alive)} of {len(MUTATIONS)} faults turned nothing red")
    return 1 if alive else 0


def main() -> int:
    what, tree = sys.argv[1], Path(sys.argv[2]).resolve()
    if what in ("run", "run-here"):
        return play(copied(tree) if what == "run" else tree, sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else "")
    faults = list(misplaced(tree))
    print("\n".join(faults) or f"{len(MUTATIONS)} faults have their places")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
