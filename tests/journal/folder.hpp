// A journal in a folder of its own, and short words for what is put into it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

inline constexpr Time start = from_unix(1'800'000'000);
constexpr Time after(Span span) { return start + span; }
inline const Span second = std::chrono::seconds{1};

inline Subject subject(const std::string& host, const std::string& service = "") {
  return {"prod", host, service, ""};
}

inline Event event_of(const Subject& about, EventType type = EventType::alert,
                      const std::string& route = "oncall") {
  Event event;
  event.route = route;
  event.alert_key = alert_key(about, "mon1");
  event.subject = about;
  event.type = type;
  event.state = State::critical;
  event.occurred_at = start;
  event.summary = about.host + " is CRITICAL";
  return event;
}

inline Report open_report(State state = State::critical) {
  Report report;
  report.told = Told::open;
  report.state = state;
  report.told_at = start;
  return report;
}

// One look that opens an alert for the subject.
inline Recording opening(const Subject& about, const std::string& route = "oncall") {
  Recording recording;
  recording.changes.push_back({about, route, open_report(), {event_of(about, EventType::alert, route)}});
  return recording;
}

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ilert-bridge-journal-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~JournalTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path path() const { return folder_ / "journal.db"; }

  Result<Journal> try_open(Journal::Access access = Journal::Access::own) {
    return Journal::open(path(), access, "mon1", start);
  }
  Journal opened(Journal::Access access = Journal::Access::own) {
    Result<Journal> journal = try_open(access);
    if (!journal) throw std::runtime_error(journal.error().text);
    return std::move(*journal);
  }

  // Records an opening and gives the event's id.
  EventId record_opening(Journal& journal, const Subject& about, const std::string& route = "oncall") {
    Recording recording = opening(about, route);
    journal.record(recording, start);
    return recording.changes.front().events.front().id;
  }

  std::filesystem::path folder_;
};

// The waiting events by alert key, keys in the order of their oldest event, at most so many keys.
inline std::vector<std::vector<Queued>> queues(const Journal& journal, const std::string& route,
                                               std::size_t keys) {
  std::vector<std::vector<Queued>> queues;
  std::set<std::string> seen;
  for (const WaitingRow& row : journal.backlog(route))
    if (seen.size() < keys && seen.insert(row.alert_key).second)
      queues.push_back(journal.queue(route, row.alert_key));
  return queues;
}

inline Attempt ended(Outcome outcome, int http_status = 0) {
  Attempt attempt;
  attempt.outcome = outcome;
  attempt.http_status = http_status;
  return attempt;
}

}  // namespace ilert_bridge
