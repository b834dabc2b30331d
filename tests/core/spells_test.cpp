// The problems that a route would have seen in a log's lines.
#include "ilert-bridge/core/spells.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/core/builders.hpp"
#include "tests/core/log_language.hpp"

using namespace ilert_bridge;

namespace {

const Subject web01{"prod", "web01", "", ""};
const Subject http{"prod", "web01", "HTTP", ""};

// "10-20 CRITICAL, 30-40 WARNING by downtime acknowledged"
std::string shown(const std::vector<Spell>& spells) {
  std::string text;
  const auto minutes = [](Time at) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(at - noon).count());
  };
  for (const Spell& spell : spells) {
    text += (text.empty() ? "" : ", ") + minutes(spell.began) + '-' + minutes(spell.ended) + ' ';
    text += name(spell.worst);
    if (spell.ended_by_downtime) text += " by downtime";
    if (spell.acknowledged) text += " acknowledged";
  }
  return text;
}

std::string seen_on(const Route& route, const std::string& text, const Subject& subject = http,
                    SpellSetting setting = {}) {
  const std::vector<LogLine> lines = lines_of(text, subject);
  std::vector<const LogLine*> story;
  for (const LogLine& line : lines) story.push_back(&line);
  return shown(spells_of(subject, story, route, setting));
}

Route with(void (*edit)(Route&)) {
  Route route;
  edit(route);
  return route;
}

const Route plain;
const Route warnings = with([](Route& it) { it.alert_on.insert(State::warning); });
const Route soft_too = with([](Route& it) { it.policy.soft_states = true; });
const Route delayed = with([](Route& it) { it.delay = min(5); });
const Route accepts = with([](Route& it) { it.policy.downtime = Downtime::accept; });
const Route alerts_in_downtime = with([](Route& it) { it.policy.downtime = Downtime::alert; });
const Route alerts_when_flapping = with([](Route& it) { it.policy.flapping = Flapping::alert; });
const Route no_unknown = with([](Route& it) { it.alert_on.erase(State::unknown); });

struct SpellCase {
  const char* why;
  const Route& route;
  const char* lines;
  const char* expected;
  SpellSetting setting = {};
};

const SpellCase cases[] = {
    {"a problem from its beginning to its end", plain, "10 CRITICAL,20 OK", "10-20 CRITICAL"},
    {"two of them", plain, "10 CRITICAL,20 OK,30 UNKNOWN,31 OK", "10-20 CRITICAL, 30-31 UNKNOWN"},
    {"what did not end is for the look", plain, "10 CRITICAL,20 OK,30 CRITICAL", "10-20 CRITICAL"},
    {"what began before is reported or held already", plain, "10 OK,20 OK", ""},
    {"a state that the route does not alert on", plain, "10 WARNING,20 OK", ""},
    {"but for a route that does", warnings, "10 WARNING,20 OK", "10-20 WARNING"},
    {"below the threshold it is over", plain, "10 CRITICAL,15 WARNING,20 OK", "10-15 CRITICAL"},
    {"the worst state counts", warnings, "10 WARNING,15 CRITICAL,18 WARNING,20 OK", "10-20 CRITICAL"},
    {"an unclear state in it says nothing", no_unknown, "10 CRITICAL,12 UNKNOWN,20 OK", "10-20 CRITICAL"},
    {"nor does it begin one", no_unknown, "10 UNKNOWN,20 OK", ""},
    {"soft states are no problem", plain, "10 SOFT CRITICAL,12 SOFT OK", ""},
    {"a soft recovery is one", plain, "10 CRITICAL,12 SOFT OK", "10-12 CRITICAL"},
    {"a soft change of a problem is none", plain, "10 CRITICAL,12 SOFT WARNING,13 OK", "10-13 CRITICAL"},
    {"unless the policy takes soft states", soft_too, "10 SOFT CRITICAL,12 SOFT OK", "10-12 CRITICAL"},
    {"shorter than the delay", delayed, "10 CRITICAL,14 OK", ""},
    {"as long as the delay", delayed, "10 CRITICAL,15 OK", "10-15 CRITICAL"},

    {"in a downtime nothing begins", plain, "5 downtime,10 CRITICAL,20 OK,30 no-downtime", ""},
    {"nor in the host's", plain, "5 host downtime,10 CRITICAL,20 OK,30 host no-downtime", ""},
    {"what outlasts the downtime begins with its end", plain, "5 downtime,10 CRITICAL,20 no-downtime,30 OK",
     "20-30 CRITICAL"},
    {"a downtime that begins ends it", plain, "10 CRITICAL,15 downtime,20 OK", "10-15 CRITICAL by downtime"},
    {"and does not where downtimes are accepted", accepts, "10 CRITICAL,15 downtime,20 OK", "10-20 CRITICAL"},
    {"in an accepted downtime nothing begins", accepts, "5 downtime,10 CRITICAL,20 OK", ""},
    {"where downtimes count for nothing", alerts_in_downtime, "5 downtime,10 CRITICAL,20 OK",
     "10-20 CRITICAL"},
    {"the end of a downtime tells that it was one", plain, "10 CRITICAL,20 OK,30 no-downtime", ""},
    {"a downtime that lasts, and began before", plain, "10 CRITICAL,20 OK", "", {.in_downtime = true}},
    {"a downtime that lasts, and began later",
     plain,
     "10 CRITICAL,20 OK,30 downtime",
     "10-20 CRITICAL",
     {.in_downtime = true}},

    {"while it flaps nothing begins or ends", plain,
     "5 flapping,10 CRITICAL,12 OK,14 CRITICAL,16 OK,20 no-flapping", ""},
    {"what is a problem when flapping ends begins then", plain, "5 flapping,10 CRITICAL,20 no-flapping,25 OK",
     "20-25 CRITICAL"},
    {"what recovered while it flapped ended then", plain, "5 CRITICAL,10 flapping,12 OK,20 no-flapping",
     "5-20 CRITICAL"},
    {"where flapping counts for nothing", alerts_when_flapping, "5 flapping,10 CRITICAL,12 OK",
     "10-12 CRITICAL"},
    {"it flaps still", plain, "10 CRITICAL,12 OK", "", {.flapping = true}},

    {"an acknowledgement is told", plain, "10 CRITICAL,12 ack,20 OK", "10-20 CRITICAL acknowledged"},
    {"that of another problem is not", plain, "10 CRITICAL,12 ack,20 OK,30 CRITICAL,40 OK",
     "10-20 CRITICAL acknowledged, 30-40 CRITICAL"},

    {"hidden by its host", plain, "5 host DOWN,10 CRITICAL,20 OK,30 host UP", "", {.takes_host = true}},
    {"by a soft state of it too",
     plain,
     "5 host SOFT DOWN,10 CRITICAL,20 OK,30 host UP",
     "",
     {.takes_host = true}},
    {"not where the route does not take the host", plain, "5 host DOWN,10 CRITICAL,20 OK,30 host UP",
     "10-20 CRITICAL"},
    {"a sign of the host's", plain, "10 CRITICAL,11 host DOWN,20 host UP,21 OK", "", {.takes_host = true}},
    {"long before the host",
     plain,
     "10 CRITICAL,15 host DOWN,20 host UP,21 OK",
     "10-21 CRITICAL",
     {.takes_host = true}},
    {"not checked since the host is back",
     plain,
     "5 host DOWN,10 CRITICAL,20 host UP,30 OK",
     "",
     {.takes_host = true}},
    {"a problem of its own since the host is back",
     plain,
     "5 host DOWN,20 host UP,25 CRITICAL,30 OK",
     "25-30 CRITICAL",
     {.takes_host = true}},
    {"the host's recovery tells that it was down",
     plain,
     "10 CRITICAL,15 OK,20 host UP",
     "",
     {.takes_host = true}},
    {"the host is down still", plain, "10 CRITICAL,15 OK", "", {.takes_host = true, .host_is_up = false}},
};

TEST(Spells, AreWhatTheRouteWouldHaveSeen) {
  for (const SpellCase& one : cases)
    EXPECT_EQ(seen_on(one.route, one.lines, http, one.setting), one.expected) << one.why << ": " << one.lines;
}

TEST(Spells, OfAHost) {
  EXPECT_EQ(seen_on(plain, "10 DOWN,20 UP", web01), "10-20 DOWN");
  EXPECT_EQ(seen_on(plain, "10 UNREACHABLE,20 UP", web01), "") << "its parents are down";
  EXPECT_EQ(seen_on(plain, "10 DOWN,12 UNREACHABLE,20 UP", web01), "10-20 DOWN");
}

TEST(Spells, HaveTheWordsOfTheWorstState) {
  const std::vector<LogLine> lines = lines_of("10 WARNING,15 CRITICAL,18 WARNING,20 OK", http);
  std::vector<const LogLine*> story;
  for (const LogLine& line : lines) story.push_back(&line);
  const std::vector<Spell> spells = spells_of(http, story, warnings, {});
  ASSERT_EQ(spells.size(), 1U);
  EXPECT_EQ(spells[0].output, "it is CRITICAL");
  EXPECT_EQ(spells[0].after, State::ok);
}

// Whatever a log holds.
TEST(Spells, FollowEachOtherAndAreAsLongAsTheDelay) {
  const auto held = rc::check([] {
    static const std::vector<std::string> words{
        "CRITICAL",      "WARNING",          "OK",       "UNKNOWN",     "SOFT CRITICAL", "SOFT OK",
        "downtime",      "no-downtime",      "flapping", "no-flapping", "host DOWN",     "host UP",
        "host downtime", "host no-downtime", "ack"};
    const auto picks = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 9), rc::gen::inRange(0, static_cast<int>(words.size()))));
    Route route;
    route.delay = min(*rc::gen::inRange(0, 6));
    route.policy.soft_states = *rc::gen::arbitrary<bool>();
    const SpellSetting setting{.takes_host = *rc::gen::arbitrary<bool>(),
                               .in_downtime = *rc::gen::arbitrary<bool>(),
                               .flapping = *rc::gen::arbitrary<bool>()};
    std::string text;
    std::int64_t at = 0;
    for (const auto& [pause, word] : picks)
      text += (text.empty() ? "" : ",") + std::to_string(at += pause) + ' ' +
              words[static_cast<std::size_t>(word)];
    const std::vector<LogLine> lines = lines_of(text, http);
    std::vector<const LogLine*> story;
    for (const LogLine& line : lines) story.push_back(&line);
    Time last{};
    for (const Spell& spell : spells_of(http, story, route, setting)) {
      RC_ASSERT(spell.began >= last);
      RC_ASSERT(spell.ended - spell.began >= route.delay);
      RC_ASSERT(route.alert_on.contains(spell.worst));
      RC_ASSERT(spell.ended_by_downtime || is_good(spell.after) || !route.alert_on.contains(spell.after));
      last = spell.ended;
    }
  });
  EXPECT_TRUE(held);
}

}  // namespace
