#include <stdexcept>
#include <string>
#include <vector>

#include "ilert-bridge/journal/journal.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::bench {
namespace {

const Time noon = from_unix(1'750'000'000);

Recording::Change change(std::size_t number) {
  Recording::Change change;
  change.subject = {"prod", "host-" + std::to_string(number / 20), "Service " + std::to_string(number), ""};
  change.route = "oncall";
  change.report.told = Told::open;
  change.report.state = State::critical;
  change.report.told_at = noon;
  Event event;
  event.route = change.route;
  event.subject = change.subject;
  event.alert_key = alert_key(change.subject, "bench");
  event.state = State::critical;
  event.occurred_at = noon;
  event.summary = to_text(change.subject) + " is CRITICAL: connection refused";
  event.details = std::string(400, '.');
  change.events.push_back(event);
  return change;
}

Recording storm_of(std::size_t events) {
  Recording storm;
  for (std::size_t i = 0; i < events; ++i) storm.changes.push_back(change(i));
  return storm;
}

std::vector<Recording> one_by_one(std::size_t events) {
  std::vector<Recording> recordings(events);
  for (std::size_t i = 0; i < events; ++i) recordings[i].changes.push_back(change(i));
  return recordings;
}

Journal new_journal(const doubles::TemporaryFolder& folder) {
  Result<Journal> journal = Journal::open(folder / "journal.db", Journal::Access::own, "bench", noon);
  if (!journal) throw std::runtime_error(journal.error().text);
  return std::move(*journal);
}

double recorded(std::vector<Recording> recordings) {
  const doubles::TemporaryFolder folder;
  Journal journal = new_journal(folder);
  return taken(wall_ms, [&] {
    for (Recording& recording : recordings) journal.record(recording, noon);
  });
}

}  // namespace

void journal(const Scale& scale) {
  constexpr std::size_t times = 5;
  std::vector<double> storm, single;
  for (std::size_t i = 0; i < times; ++i) {
    storm.push_back(recorded({storm_of(scale.storm)}));
    single.push_back(recorded(one_by_one(scale.storm)));
  }
  print_title("A storm of " + std::to_string(scale.storm) + " events journalled, wall clock (median)");
  print_figure("as one transaction, as the daemon does", median(storm), "ms");
  print_figure("as one transaction for each event", median(single), "ms");
  print_figure("one by one : as one", median(single) / median(storm), "");
}

}  // namespace ilert_bridge::bench
