// ilert-bridge-bench [--small] [NAME]…: the figures of README.md beside this, on this machine.
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include "ilert-bridge/base/log.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"

namespace {

namespace bench = ilert_bridge::bench;

const std::map<std::string, void (*)(const bench::Scale&)> measurements = {
    {"look", bench::look},       {"memory", bench::memory},     {"verdicts", bench::verdicts},
    {"journal", bench::journal}, {"outage", bench::outage},     {"replay", bench::replay},
    {"wake", bench::wake},       {"large", bench::large},       {"storm", bench::storm},
    {"grown", bench::grown},     {"backtest", bench::backtest}, {"past", bench::past}};
const std::vector<std::string> all = {"look",   "memory", "verdicts", "journal", "grown",    "outage",
                                      "replay", "wake",   "large",    "storm",   "backtest", "past"};

void measure(const std::vector<std::string>& names, const bench::Scale& scale) {
  bench::print_machine();
  for (const std::string& name : names) measurements.at(name)(scale);
}

}  // namespace

int main(int count, char** words) {
  bench::Scale scale;
  std::vector<std::string> names;
  for (const std::string& word : std::vector<std::string>(words + 1, words + count)) {
    if (word == "--small") {
      scale = bench::tiny;
      std::puts("--small only shows that it runs: the aims are for the real size");
    } else if (measurements.contains(word)) {
      names.push_back(word);
    } else {
      std::fprintf(
          stderr,
          "usage: %s [--small] [look|memory|verdicts|journal|grown|outage|replay|wake|large|storm|backtest|"
          "past]...\n",
          words[0]);
      return 2;
    }
  }
  ilert_bridge::set_log_level(
      ilert_bridge::Level::warning);  // a line for every event is not what is measured
  try {
    measure(names.empty() ? all : names, scale);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "ilert-bridge-bench: %s\n", fault.what());
    return 1;
  }
  return 0;
}
