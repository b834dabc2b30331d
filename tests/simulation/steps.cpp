#include "tests/simulation/steps.hpp"

#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "tests/simulation/clock.hpp"
#include "tests/simulation/desk.hpp"
#include "tests/simulation/stage.hpp"

namespace ilert_bridge::simulation {
namespace {

using doubles::Certainty;
using doubles::ObjectRow;

std::string joined(const Names& names) {
  if (names.size() > 3)
    return std::to_string(names.size()) + " from " + names.front() + " to " + names.back();
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Steps one(std::string words, std::function<void(Stage&)> act, Span then = std::chrono::seconds{1}) {
  return {Step{.words = std::move(words), .act = std::move(act), .then = then}};
}

// For each of them that is there.
Steps each(std::string words, const Names& names, const std::function<void(Stage&, const Thing&)>& act) {
  return one(joined(names) + " " + std::move(words), [names, act](Stage& stage) {
    for (const std::string& name : names) {
      const Thing thing = thing_of(name);
      bool there = false;
      stage.world.read([&](const doubles::WorldState& state) {
        there = state.find(thing.host, thing.service) != nullptr;
      });
      if (there) act(stage, thing);
    }
  });
}

int number_of(const std::string& state) {
  for (const auto& [word, number] : {std::pair{"OK", 0},
                                     {"UP", 0},
                                     {"WARNING", 1},
                                     {"DOWN", 1},
                                     {"CRITICAL", 2},
                                     {"UNREACHABLE", 2},
                                     {"UNKNOWN", 3}})
    if (state == word) return number;
  throw std::logic_error("no state " + state);
}

void check(Stage& stage, const Thing& thing, int state, Certainty certainty, doubles::World::When when = {}) {
  stage.world.service_check(thing.host, thing.service, state, "output", certainty, when);
  stage.oracle.checked(thing);
}

Steps edit(std::string words, const Names& names, const std::function<void(ObjectRow&)>& change) {
  return each(std::move(words), names, [change](Stage& stage, const Thing& thing) {
    stage.world.change(thing.host, thing.service, change);
  });
}

void remove(Stage& stage, const Thing& thing) {
  if (thing.service.empty()) {
    stage.world.remove_host(thing.host);
  } else {
    stage.world.remove_service(thing.host, thing.service);
  }
}

// Asks for the parked events, then for a change of them all.
void change_parked(const std::string& ask) {
  ask_the_daemon(R"({"ask":"journal.list","state":"parked"})", [ask](const std::string& reply) {
    boost::json::array ids;
    const boost::json::value read = boost::json::parse(reply);
    for (const boost::json::value& event : read.at("answer").at("events").as_array())
      ids.push_back(event.at("id"));
    if (ids.empty()) return;
    ask_the_daemon(boost::json::serialize(boost::json::object{{"ask", ask}, {"ids", std::move(ids)}}));
  });
}

}  // namespace

std::string text_of(const Trouble& trouble) {
  const std::string of = trouble.only.empty() ? "" : " to every " + trouble.only;
  switch (trouble.kind) {
    case Trouble::Kind::answers:
      return "ilert answers " + std::to_string(trouble.status) + of;
    case Trouble::Kind::taken_in_vain:
      return "ilert takes what comes, and its answers are lost" + of;
    case Trouble::Kind::lost:
      return "what leaves is lost, and nobody knows" + of;
    case Trouble::Kind::unreachable:
      return "ilert cannot be reached";
    case Trouble::Kind::hangs:
      break;
  }
  return "ilert does not answer" + of;
}

Names many(const std::string& host, int count, int from) {
  Names names;
  for (int i = from; i < from + count; ++i)
    names.push_back(host + (i < 10 ? "0" : "") + std::to_string(i) + "/HTTP");
  return names;
}

Names services_of(const std::string& host, int count) {
  Names names;
  for (int i = 1; i <= count; ++i) names.push_back(host + "/S" + (i < 10 ? "0" : "") + std::to_string(i));
  return names;
}

std::vector<std::string> with_hosts(const Names& names) {
  std::set<std::string> hosts;
  for (const std::string& name : names) hosts.insert(thing_of(name).host);
  std::vector<std::string> things{hosts.begin(), hosts.end()};
  things.insert(things.end(), names.begin(), names.end());
  return things;
}

Steps operator+(Steps first, const Steps& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

Steps wait(Span span) { return one("", {}, span); }

Steps is(const std::string& state, const Names& names) {
  return each("is " + state, names, [number = number_of(state)](Stage& stage, const Thing& thing) {
    check(stage, thing, number, Certainty::hard);
  });
}

Steps is_soft(const std::string& state, const Names& names) {
  return each("is " + state + ", soft", names, [number = number_of(state)](Stage& stage, const Thing& thing) {
    check(stage, thing, number, Certainty::soft);
  });
}

Steps acknowledged(const Names& names, bool sticky) {
  return each(sticky ? "is acknowledged, sticky, by ann" : "is acknowledged by ann", names,
              [sticky](Stage& stage, const Thing& thing) {
                stage.world.acknowledge(thing.host, thing.service, "ann", "mine", sticky);
              });
}

Steps unacknowledged(const Names& names) {
  return each("is not acknowledged any more, ann took it back", names,
              [](Stage& stage, const Thing& thing) { stage.world.unacknowledge(thing.host, thing.service); });
}

Steps downtime(const Names& names, Span span) {
  return each("is in a downtime for " + age_text(span), names, [span](Stage& stage, const Thing& thing) {
    stage.world.schedule_downtime(thing.host, thing.service, "ben", "work", {}, unix_seconds(now() + span));
  });
}

Steps no_downtime(const Names& names) {
  return each("has no downtime any more", names, [](Stage& stage, const Thing& thing) {
    stage.world.cancel_downtimes(thing.host, thing.service);
  });
}

Steps flag_of_flapping(const Names& names, bool on, bool detection_is_on) {
  const std::string words = on ? "flaps" : "flaps no more";
  return each(words + (detection_is_on ? "" : ", says the flag, though flap detection is off"), names,
              [on, detection_is_on](Stage& stage, const Thing& thing) {
                stage.world.flapping(thing.host, thing.service, on);
                stage.world.flap_detection(thing.host, thing.service, detection_is_on);
              });
}

Steps notifications(const Names& names, bool on) {
  return each(on ? "may notify again" : "may not notify", names, [on](Stage& stage, const Thing& thing) {
    stage.world.notifications(thing.host, thing.service, on);
  });
}

Steps notifications_everywhere(bool on) {
  return one(on ? "notifications are on again, everywhere" : "notifications are off, everywhere",
             [on](Stage& stage) { stage.world.notifications_everywhere(on); });
}

Steps removed(const Names& names) { return each("is removed", names, remove); }

Steps vanished(const Names& names) {
  return each("is gone, all at once", names, [](Stage& stage, const Thing& thing) {
    stage.oracle.vanished_with_many(thing);
    remove(stage, thing);
  });
}

Steps is_back(const std::string& state, const Names& names) {
  return one(joined(names) + " is back, and " + state, [names, number = number_of(state)](Stage& stage) {
    for (const std::string& name : names) {
      const Thing thing = thing_of(name);
      stage.world.add_service(ObjectRow{.host = thing.host, .description = thing.service, .state = number});
      stage.oracle.is_back(thing);
      stage.oracle.checked(thing);
    }
  });
}

Steps contacts_are(const Names& names, const std::string& group) {
  return edit("belongs to contact group " + group, names,
              [group](ObjectRow& row) { row.contact_groups = {group}; });
}

Steps contacts_renamed(const Names& names, const std::string& group, const std::string& route) {
  return each(
      "has its contact group renamed to " + group, names, [group, route](Stage& stage, const Thing& thing) {
        stage.oracle.regrouped_with_many(thing, route);
        stage.world.change(thing.host, thing.service, [&](ObjectRow& row) { row.contact_groups = {group}; });
      });
}

Steps seen_by(const Names& names, const std::vector<std::string>& contacts) {
  return edit(contacts.empty() ? "has no contact any more" : "has contact " + contacts.front(), names,
              [contacts](ObjectRow& row) { row.contacts = contacts; });
}

Steps site_clock_ahead(Span by) {
  return one("the site's clock is " + age_text(by) + " ahead", [by](Stage& stage) {
    stage.world.clock_ahead(std::chrono::duration_cast<std::chrono::seconds>(by));
  });
}

Steps checked_at(const std::string& state, const Names& names, Span from_now) {
  return each("is " + state + " by a check of " + age_text(from_now) + " from now", names,
              [number = number_of(state), from_now](Stage& stage, const Thing& thing) {
                check(stage, thing, number, Certainty::hard, unix_seconds(now() + from_now));
              });
}

Steps core_restarts() {
  return one("the core restarts, in order", [](Stage& stage) {
    stage.world.restart(true, std::chrono::seconds{30});
    stage.oracle.core_restarted();
  });
}

Steps core_saves() {
  return one("the core saves its states", [](Stage& stage) { stage.save_states(); });
}

Steps core_crashes() {
  return one("the core crashes, and comes back with the states it saved",
             [](Stage& stage) { stage.crash_the_core(); });
}

Steps site_away(bool away) {
  return one(away ? "the site cannot be reached" : "the site can be reached again",
             [away](Stage& stage) { stage.site.goes_away(away); });
}

Steps answer_goes_wrong(int question, int how, std::size_t bytes) {
  using Kind = doubles::Fault::Kind;
  Mishap mishap{.at = question};
  std::string what;
  const auto fault = [&](Kind kind, const char* words) {
    mishap.fault = doubles::Fault{.kind = kind};
    what = words;
  };
  switch (how) {
    case 0:
      mishap.cut_after = bytes;
      mishap.then_silent = true;
      what = "answered with " + std::to_string(bytes) + " bytes, then silence";
      break;
    case 1:
      fault(Kind::garbage, "answered with garbage");
      break;
    case 2:
      fault(Kind::too_large, "answered 413");
      break;
    case 3:
      fault(Kind::refuse, "answered 400");
      break;
    case 4:
      fault(Kind::not_json, "answered with HTML");
      break;
    case 5:
      fault(Kind::empty_body, "answered with nothing");
      break;
    case 6:
      fault(Kind::wrong_length, "answered with the wrong length");
      break;
    case 7:
      mishap.drips = true;
      what = "answered byte by byte";
      break;
    default:
      mishap.cut_after = bytes;
      what = "cut after " + std::to_string(bytes) + " bytes";
  }
  return one("question " + std::to_string(question + 1) + " to the site from now on is " + what,
             [mishap](Stage& stage) { stage.site.expect(mishap); });
}

Steps site_is_well() {
  return one("the site is well again", [](Stage& stage) { stage.site.heal(); });
}

Steps checked_once_more(const Names& names) {
  return each("is checked once more", names, [](Stage& stage, const Thing& thing) {
    check(stage, thing, stage.world.row(thing.host, thing.service).state, Certainty::hard);
  });
}

Steps accepted_in_ilert(const Names& names) {
  return one("pat accepts in ilert: " + joined(names), [names](Stage& stage) {
    for (const std::string& name : names) stage.ilert.accept(key_of(thing_of(name)), "Pat Smith");
  });
}

Steps resolved_in_ilert(const Names& names, bool dismisses) {
  return one("pat resolves in ilert: " + joined(names), [names, dismisses](Stage& stage) {
    for (const std::string& name : names) {
      const bool done = stage.ilert.resolve(key_of(thing_of(name)), "Pat Smith");
      if (done && dismisses) stage.oracle.dismissed(thing_of(name));
    }
  });
}

Steps escalated_in_ilert(const Names& names) {
  return one("pat escalates in ilert: " + joined(names), [names](Stage& stage) {
    for (const std::string& name : names) {
      stage.ilert.escalate(key_of(thing_of(name)), "Pat Smith");
      stage.oracle.taken_back_in_ilert(thing_of(name));
    }
  });
}

Steps adopt(const Names& of) {
  return one("a person says `adopt`", [of](Stage& stage) {
    ask_the_daemon(R"({"ask":"adopt","site":"","route":""})", [&stage, of](const std::string& reply) {
      const bool done =
          reply.find("\"answer\"") != std::string::npos && reply.find("\"fault\"") == std::string::npos;
      if (!done) return stage.say("  it was not done: " + reply);
      for (const std::string& name : of) {
        stage.oracle.is_back(thing_of(name));
        stage.oracle.dismissed(thing_of(name));
      }
    });
  });
}

Steps drop_parked(const Names& dismissed) {
  return one("a person drops what is parked", [dismissed](Stage& stage) {
    change_parked("journal.drop");
    for (const std::string& name : dismissed) stage.oracle.dismissed(thing_of(name));
  });
}

Steps retry_parked() {
  return one("a person wants what is parked tried again", [](Stage&) { change_parked("journal.retry"); });
}

Steps ilert_is(Trouble trouble) {
  const std::string words =
      text_of(trouble) + (trouble.times > 0 ? ", " + std::to_string(trouble.times) + " times" : "");
  return one(words, [trouble](Stage& stage) { stage.ilert.befalls(trouble); });
}

Steps ilert_is_well() {
  return one("ilert is well again", [](Stage& stage) { stage.ilert.heal(); });
}

Steps reconfigured(const std::string& words, const std::function<void(Setting&)>& change) {
  return one("the administrator " + words + ", and reloads", [change](Stage& stage) {
    change(stage.setting);
    stage.reload();
  });
}

Steps configured_anew(const std::string& words, const std::function<void(Setting&)>& change) {
  return one("the administrator " + words, [change](Stage& stage) {
    change(stage.setting);
    write_config(stage.setting, stage.folder());
  });
}

Steps bridge_stops() {
  return one(
      "the bridge is stopped", [](Stage& stage) { stage.stop(); }, std::chrono::seconds{10});
}
Steps bridge_starts() {
  return one("the bridge starts", [](Stage& stage) { stage.start(); });
}
Steps bridge_is_killed() {
  return one(
      "the bridge is killed", [](Stage& stage) { stage.kill(); }, std::chrono::seconds{10});
}
Steps journal_is_lost() {
  return one("the journal is lost", [](Stage& stage) { stage.lose_the_journal(); });
}

Steps never_says(const std::string& words) {
  return one("", [words](Stage& stage) { stage.oracle.must_never_say(words); });
}

Steps no_own_alert_is_open() {
  return one("", [](Stage& stage) { stage.oracle.expects_no_own_alert(); });
}

}  // namespace ilert_bridge::simulation
