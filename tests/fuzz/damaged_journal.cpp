// A journal with other bytes in some places, cut short or lengthened: it opens all the same, and from then on
// it is sound.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/journal/journal.hpp"
#include "tests/doubles/temporary.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr Time start = from_unix(1'800'000'000);
const std::string bridge = "mon1";

Event event_of(const Subject& about, EventType type) {
  Event event;
  event.route = "oncall";
  event.alert_key = alert_key(about, bridge);
  event.subject = about;
  event.type = type;
  event.state = State::critical;
  event.occurred_at = start;
  event.summary = about.host + " is CRITICAL";
  event.details = std::string(about.host.size() * 40, 'd');
  return event;
}

Recording one_of_everything() {
  Recording recording;
  for (const char* const host : {"web01", "db01", "a-host-with-details-that-take-pages-of-their-own"}) {
    Report report;
    report.told = Told::open;
    report.state = State::critical;
    report.told_at = start;
    const Subject about{"prod", host, "HTTP", ""};
    recording.changes.push_back({about, "oncall", report, {event_of(about, EventType::alert)}});
  }
  recording.changes[2].events[0].details = std::string(9000, 'x');
  recording.looked_at = {{"prod", "oncall"}};
  recording.looks["prod"] = {.at = start, .clock_ahead = {}, .unread = {}};
  return recording;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Result<Journal> open(const fs::path& path) {
  return Journal::open(path, Journal::Access::own, bridge, start);
}

// A sound journal, as bytes, made once.
std::string sound_journal() {
  const doubles::TemporaryFolder folder;
  const fs::path path = folder / "journal.db";
  {
    Result<Journal> journal = open(path);
    claim(bool{journal}, "a new journal opens");
    Recording recording = one_of_everything();
    journal->record(recording, start);
    const EventId first = recording.changes[0].events[0].id;
    journal->begin_attempt(first, start);
    Attempt attempt;
    attempt.outcome = Outcome::delivered;
    journal->end_attempt(first, attempt, Settled::delivered, false, Heard{.told = Told::open}, start);
  }
  return bytes_of(path);
}

// Each change: where, how many bytes, and those; at the end, how much of it is left.
std::string damaged(std::string file, Input& input) {
  const unsigned kept = input.byte();
  while (!input.empty()) {
    const std::size_t at = (input.byte() << 16U | input.word()) % file.size();
    const std::string_view bytes = input.text(input.byte());
    file.replace(at, bytes.size(), bytes);
  }
  if (kept < 128) file.resize(file.size() * (kept + 1) / 128);
  return file;
}

void read_all(const Journal& journal) {
  journal.reports();
  journal.looked_at();
  journal.looks();
  journal.open_orders();
  journal.spool_files();
  journal.stock();
  for (const std::string& route : journal.waiting_routes()) {
    journal.heard(route);
    for (const WaitingRow& row : journal.backlog(route)) journal.queue(route, row.alert_key);
  }
  for (const Entry& entry : journal.list({})) journal.entry(entry.queued.event.id);
}

bool was_set_aside(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().find(".damaged-") != std::string::npos) return true;
  return false;
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge;
  using namespace ilert_bridge::fuzz;
  static const std::string sound = [] {
    set_log_sink([](Level, std::string_view) {});
    return sound_journal();
  }();
  static const doubles::TemporaryFolder folder;
  for (const auto& entry : fs::directory_iterator(folder.path())) fs::remove(entry);
  Input input(bytes, size);
  const fs::path path = folder / "journal.db";
  std::ofstream(path, std::ios::binary) << damaged(sound, input);
  {
    Result<Journal> journal = open(path);
    if (!journal) {  // by its first page it is no journal of ours, or one of later days
      claim(is_clean(journal.error().text), "a refusal is said in words");
      return 0;
    }
    read_all(*journal);
    Recording recording = one_of_everything();
    journal->record(recording, start);
  }
  const bool rescued = was_set_aside(folder.path());
  for (const auto& entry : fs::directory_iterator(folder.path()))
    if (entry.path() != path) fs::remove(entry);
  Result<Journal> again = open(path);
  claim(bool{again}, "what was opened once opens again");
  claim(!rescued || !was_set_aside(folder.path()), "a rescue leaves nothing to rescue");
  read_all(*again);
  return 0;
}
