// journal-in-a-guest write|check FILE: runs in the emulated machine of power_cut.py. Writing, it says each
// thing only when the journal has promised that it is on the disk, and goes on until the power is cut.
// Checking, it says what is there.
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "ilert-bridge/journal/journal.hpp"

namespace {

using namespace ilert_bridge;

constexpr Time noon = from_unix(1'750'000'000);

Recording::Change opening(int number) {
  Recording::Change change;
  change.subject = {.site = "prod", .host = "web" + std::to_string(number), .service = {}, .own = {}};
  change.route = "oncall";
  change.report.told = Told::open;
  change.report.state = State::down;
  change.report.told_at = noon;
  Event event;
  event.route = change.route;
  event.subject = change.subject;
  event.alert_key = alert_key(change.subject, "guest");
  event.state = State::down;
  event.occurred_at = noon;
  event.summary = to_text(change.subject) + " is DOWN";
  event.details = std::string(400, '.');
  change.events.push_back(event);
  return change;
}

void say(const char* what, EventId event) {
  std::printf("%s %lld\n", what, static_cast<long long>(event));
  std::fflush(stdout);
}

// Batches of one to seven events; of each the first is told.
void write_until_the_power_is_cut(Journal& journal) {
  int number = 0;
  for (int batch = 1;; ++batch) {
    Recording recording;
    for (int member = 0; member < 1 + batch % 7; ++member) recording.changes.push_back(opening(++number));
    journal.record(recording, noon);
    for (const Recording::Change& change : recording.changes) say("recorded", change.events.front().id);
    const EventId told = recording.changes.front().events.front().id;
    journal.begin_attempt(told, noon);
    say("begun", told);
    Attempt attempt;
    attempt.started_at = noon;
    attempt.ended_at = noon;
    attempt.outcome = Outcome::delivered;
    attempt.http_status = 202;
    journal.end_attempt(told, attempt, Settled::delivered, false, std::nullopt, noon);
    say("delivered", told);
  }
}

void say_what_is_there(const Journal& journal) {
  Filter all;
  all.limit = 1'000'000;
  for (const Entry& entry : journal.list(all)) {
    const EventId event = entry.queued.event.id;
    say("recorded", event);
    if (entry.queued.attempts > 0) say("begun", event);
    if (entry.settled == Settled::delivered) say("delivered", event);
  }
  std::printf("reports %zu\n", journal.reports().size());
}

// A rescue is no excuse: nothing may have needed one.
bool was_damaged(const std::filesystem::path& file) {
  for (const auto& beside : std::filesystem::directory_iterator(file.parent_path()))
    if (beside.path().filename().string().find(".damaged") != std::string::npos) return true;
  return false;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return 2;
  const std::filesystem::path file = words[2];
  Result<Journal> journal = Journal::open(file, Journal::Access::own, "guest", noon);
  if (!journal) {
    std::printf("cannot open: %s\n", journal.error().text.c_str());
    return 1;
  }
  if (words[1] == std::string{"write"}) write_until_the_power_is_cut(*journal);
  say_what_is_there(*journal);
  std::puts(was_damaged(file) ? "damaged" : "sound");
}
