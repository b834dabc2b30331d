#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "ilert-bridge/journal/journal.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/doubles/temporary.hpp"
#include "tests/journal/grown.hpp"

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

void grown(const Scale& scale) {
  const doubles::TemporaryFolder folder;
  { Journal makes_the_file = new_journal(folder); }
  {
    journal::Database database(folder / "journal.db", journal::Database::Mode::read_write);
    grow(database, scale.grown);
  }
  print_title("A journal of " + std::to_string(scale.grown) + " events, wall clock");
  std::optional<Journal> journal;
  const double opened = taken(wall_ms, [&] { journal.emplace(new_journal(folder)); });
  const double loaded = taken(wall_ms, [&] {
    static_cast<void>(journal->reports());
    for (const std::string& route : journal->waiting_routes()) {
      static_cast<void>(
          journal->attempts_since(route, from_millis(grown_began + scale.grown * 2000) - always_kept));
      static_cast<void>(journal->last_delivery(route));
      static_cast<void>(journal->heard(route));
      static_cast<void>(journal->backlog(route));
    }
  });
  print_figure("from the start to the first look", opened + loaded, "ms", 500);
  const auto each = [](const char* what, const auto& ask) {
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) times.push_back(taken(wall_ms, ask));
    print_figure(what, median(times), "ms", 20);
  };
  const Event newest = journal->entry(scale.grown)->queued.event;
  const Time later = from_millis(grown_began + scale.grown * 2000) + std::chrono::hours{2};
  EventId parked = 8;
  each("how many wait and are parked, by route", [&] { static_cast<void>(journal->stock()); });
  each("what is parked on a route", [&] { static_cast<void>(journal->parked(newest.route)); });
  each("a key's events", [&] { static_cast<void>(journal->queue(newest.route, newest.alert_key)); });
  each("when a key was last told",
       [&] { static_cast<void>(journal->last_told(newest.route, newest.alert_key)); });
  each("open orders", [&] { static_cast<void>(journal->open_orders()); });
  each("a step of a list that finds nothing", [&] {
    Filter filter{.service = "nothing"};
    std::vector<Entry> found;
    journal->list_some(filter, found);
  });
  each("25 events retried by hand", [&] {
    std::vector<EventId> ids;
    for (int i = 0; i < 25; ++i, parked += 1000) ids.push_back(parked);
    journal->retry(ids, "ann", noon);
  });
  each("a step of pruning", [&] {
    static_cast<void>(journal->prune({.keep_delivered = std::chrono::hours{1}}, prune_step, later));
  });
}

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
