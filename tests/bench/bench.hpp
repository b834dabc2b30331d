// What is measured, each with its aim. Every function prints its figures.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ilert_bridge::bench {

struct Scale {
  std::int64_t services = 100'000, problems = 1'000;  // of the site
  std::size_t looks = 31;                             // at it; medians are taken of so many
  std::int64_t verdicts = 10'000;
  std::size_t storm = 1'000;  // events
  std::size_t outage_keys = 2'000, outage_lasting = 100;
  std::size_t replay = 10'000;          // events
  std::int64_t grown = 1'000'000;       // events of a journal that has run for long
  std::int64_t past_lines = 2'000'000;  // of a log
  std::int64_t log_lines = 20'000;      // of a server
  std::size_t changes = 30;             // of a state, one after the other
  std::chrono::seconds idle{20};
};
inline constexpr Scale tiny{.services = 200,
                            .problems = 20,
                            .looks = 3,
                            .verdicts = 50,
                            .storm = 20,
                            .outage_keys = 100,
                            .outage_lasting = 50,
                            .replay = 50,
                            .grown = 5'000,
                            .past_lines = 4'000,
                            .log_lines = 500,
                            .changes = 2,
                            .idle = std::chrono::seconds{1}};

// CPU of one look at a crowd against a bare client that reads the same answers.
void look(const Scale& scale);
// Peak resident memory of the real daemon that looks at the crowd and tells ilert.
void memory(const Scale& scale);
// CPU of verdicts and reconciliations.
void verdicts(const Scale& scale);
// A storm journalled as one transaction against one transaction for each event.
void journal(const Scale& scale);
// What the daemon asks a journal that has run for long: its start, and each question.
void grown(const Scale& scale);
// The way back after an outage, in requests and virtual minutes, against the ideal and against plain order.
void outage(const Scale& scale);
// What waited, delivered without a limit.
void replay(const Scale& scale);
// The real daemon at the site and at one ten times as large: CPU of a look, peak memory.
void large(const Scale& scale);
// The real daemon while nearly a third of the site fails at once.
void storm(const Scale& scale);
// From a state change at the server to the journal and to ilert, woken and polled, and what idling costs.
void wake(const Scale& scale);
// What a configuration would have called for in a month's log, without reading it.
void backtest(const Scale& scale);
// What reading a log costs its server, by the clock of the whole process.
void past(const Scale& scale);

}  // namespace ilert_bridge::bench
