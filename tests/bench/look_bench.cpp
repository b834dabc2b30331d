#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/daemon/watch.hpp"
#include "tests/bench/bare_client.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::bench {
namespace {

namespace asio = boost::asio;

template <class T>
T run(asio::io_context& context, asio::awaitable<T> work) {
  auto result = asio::co_spawn(context, std::move(work), asio::use_future);
  context.restart();
  context.run();
  return result.get();
}

Journal new_journal(const std::string& file) {
  Result<Journal> journal = Journal::open(file, Journal::Access::own, "bench", now());
  if (!journal) throw std::runtime_error(journal.error().text);
  return std::move(*journal);
}

Route everything() {
  Route route;
  route.name = "oncall";
  route.alert_on = {State::down, State::unreachable, State::warning, State::critical, State::unknown};
  return route;
}

// A site with a crowd, and the parts of the daemon that look at it, on this thread.
class Looker {
 public:
  explicit Looker(const Scale& scale) : server_(world_, {.unix_path = path()}) {
    world_.many_services(scale.services, scale.problems);
    if (look() != static_cast<std::size_t>(scale.problems))
      throw std::runtime_error("the look did not see the crowd's problems");
    requests_ = questions();
    watch();  // reports all of them, so that the next ones have nothing to say, as on any calm day
  }

  std::string path() const { return folder_ / "live"; }
  // The two questions of a look, as the server heard them.
  const std::vector<std::string>& requests() const { return requests_; }

  std::size_t look() {
    const Asked<Look> look = run(context_, source_.look({}));
    if (!look) throw std::runtime_error(look.error().text);
    return look->sightings.size();
  }
  // The daemon's whole round: whom to ask for by name, the look, verdicts, reconciliation, what to journal.
  void watch() {
    if (!run(context_, watch_.look_once())) throw std::runtime_error("the look failed");
  }

 private:
  std::vector<std::string> questions() {
    std::vector<std::string> questions;
    for (std::string& request : server_.requests()) {
      if (!request.starts_with("GET hosts") && !request.starts_with("GET services")) continue;
      request.erase(request.find_last_not_of('\n') + 1);
      questions.push_back(request + "\n\n");
    }
    return questions;
  }
  SourceOptions options() const {
    SourceOptions options;
    options.site = "prod";
    options.endpoint = server_.endpoint();
    return options;
  }

  doubles::TemporaryFolder folder_;
  doubles::World world_;
  doubles::LivestatusDouble server_;
  asio::io_context context_;
  Source source_{options()};
  Ledger ledger_{new_journal(folder_ / "journal.db")};
  Watch watch_{{.name = "prod"}, {everything()}, "bench", ports_of(source_), ledger_};
  std::vector<std::string> requests_;
};

std::string crowd(const Scale& scale) {
  return std::to_string(scale.services) + " services with " + std::to_string(scale.problems) + " problems";
}

}  // namespace

void look(const Scale& scale) {
  Looker looker{scale};
  BareClient client{looker.path()};
  std::size_t bytes = 0;
  std::vector<double> bare, look, watch;
  // In turns, so that whatever else the machine does hits all of them.
  for (std::size_t round = 0; round < scale.looks; ++round) {
    bare.push_back(taken(thread_cpu_ms, [&] {
      bytes = 0;
      for (const std::string& request : looker.requests()) bytes += client.ask(request);
    }));
    look.push_back(taken(thread_cpu_ms, [&] { looker.look(); }));
    watch.push_back(taken(thread_cpu_ms, [&] { looker.watch(); }));
  }
  print_title("One look at " + crowd(scale) + ", CPU of the client (median)");
  print_figure("the answers", static_cast<double>(bytes) / 1024, "KiB");
  print_figure("a bare client reads and parses them", median(bare), "ms");
  print_figure("the look: asking, reading, parsing, observations", median(look), "ms");
  print_figure("the daemon's round: also verdicts and reconciliation", median(watch), "ms");
  print_figure("the look : bare client", median(look) / median(bare), "", 2);
  print_figure("the daemon's round : bare client", median(watch) / median(bare), "", 2);
}

}  // namespace ilert_bridge::bench
