#include "tests/system/oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <sstream>

namespace ilert_bridge::system_stage {
namespace {

using doubles::AlertStatus;
using doubles::AlertView;
using doubles::ObjectRow;
using doubles::ReceivedEvent;

std::map<EventId, int> times_taken(const rig::Rig& rig) {
  std::map<EventId, int> times;
  for (const ReceivedEvent& event : rig.ilert.events())
    if (event.taken && id_of(event) != 0) ++times[id_of(event)];
  return times;
}

// How ilert is wrong about the object; empty if it is not. It may show an acknowledged problem as accepted,
// or not at all: someone was on it already.
std::string wrong_about(const ObjectRow& row, const std::optional<AlertView>& alert) {
  const bool open = alert && alert->status != AlertStatus::resolved;
  if (row.state == 0) return open ? "is fine, and its alert is open" : "";
  if (row.acknowledged)
    return open && alert->status != AlertStatus::accepted ? "is acknowledged, and its alert is not" : "";
  if (!open) return "fails, and there is no alert";
  return alert->status == AlertStatus::pending ? "" : "fails, and its alert is accepted";
}

int unseen_ends(const std::vector<Attempt>& attempts) {
  return static_cast<int>(std::count_if(attempts.begin(), attempts.end(), [](const Attempt& attempt) {
    return !attempt.ended_at || attempt.outcome == Outcome::unknown;
  }));
}

}  // namespace

EventId id_of(const ReceivedEvent& event) {
  const boost::json::value* details = event.body.if_contains("customDetails");
  return details == nullptr ? 0 : std::stoll(std::string{details->at("eventId").as_string()});
}

std::size_t taken_twice(const rig::Rig& rig) {
  std::size_t again = 0;
  for (const auto& [id, times] : times_taken(rig)) again += static_cast<std::size_t>(times - 1);
  return again;
}

std::string disagreement(const rig::Rig& rig) {
  std::map<std::string, AlertView> newest;
  for (const AlertView& alert : rig.ilert.alerts()) newest[alert.alert_key] = alert;
  std::ostringstream wrong;
  rig.world.read([&](const doubles::WorldState& world) {
    for (const auto& [name, row] : world.objects) {
      if (!row.hard) continue;
      const auto alert = newest.find(rig::Rig::key(name.first, name.second));
      const std::string how =
          wrong_about(row, alert == newest.end() ? std::nullopt : std::optional{alert->second});
      if (!how.empty()) wrong << name.first << '/' << name.second << ' ' << how << '\n';
    }
  });
  return wrong.str();
}

std::string disorder(const rig::Rig& rig) {
  std::ostringstream wrong;
  std::map<std::string, EventId> last;
  for (const ReceivedEvent& event : rig.ilert.events()) {
    if (!event.taken || id_of(event) == 0) continue;
    EventId& before = last[event.alert_key];
    if (id_of(event) < before) wrong << "event " << id_of(event) << " came after " << before << '\n';
    before = id_of(event);
  }
  return wrong.str();
}

std::string loss(const rig::Rig& rig) {
  std::ostringstream wrong;
  std::map<EventId, int> taken = times_taken(rig);
  for (const Entry& entry : rig.entries()) {
    const EventId id = entry.queued.event.id;
    if (entry.settled == Settled::delivered) {
      if (!taken.contains(id) && !entry.queued.required_only)
        wrong << "event " << id << " is delivered, and ilert did not get it\n";
    } else if (entry.settled != Settled::superseded) {
      wrong << "event " << id << " is " << name(entry.settled) << '\n';
    }
    taken.erase(id);
  }
  for (const auto& [id, times] : taken) wrong << "ilert got event " << id << ", unknown to the journal\n";
  return wrong.str();
}

std::string needless_repetition(const rig::Rig& rig) {
  std::ostringstream wrong;
  const Result<Journal> journal = Journal::open(rig.journal_file(), Journal::Access::read_only, "rig", now());
  if (!journal) return journal.error().text;
  for (const auto& [id, times] : times_taken(rig)) {
    if (times == 1) continue;
    const std::optional<Entry> entry = journal->entry(id);
    if (!entry || times > 1 + unseen_ends(entry->attempts))
      wrong << "event " << id << " was told " << times << " times without need\n";
  }
  return wrong.str();
}

void expect_a_good_end(const rig::Rig& rig, const std::string& when) {
  EXPECT_EQ(disagreement(rig), "") << when;
  EXPECT_EQ(disorder(rig), "") << when;
  EXPECT_EQ(loss(rig), "") << when;
  EXPECT_EQ(needless_repetition(rig), "") << when;
}

bool comes_to_rest(const rig::Rig& rig, std::chrono::milliseconds within) {
  const auto end = std::chrono::steady_clock::now() + within;
  const auto left = [&] {
    return std::max(std::chrono::duration_cast<Span>(end - std::chrono::steady_clock::now()), Span{0});
  };
  return rig.ilert.wait_until([&] { return disagreement(rig).empty(); }, left()) && rig.settles(left()) &&
         disagreement(rig).empty();
}

}  // namespace ilert_bridge::system_stage
