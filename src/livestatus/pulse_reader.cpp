#include "ilert-bridge/livestatus/pulse_reader.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/livestatus/columns.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span patience = std::chrono::seconds{10};
// Counted, because Checkmk writes the greatest last_check with six digits: to hours.
constexpr Span recent = std::chrono::minutes{5};
// What is checked more rarely is not missed within ten minutes. In units of the core, which are minutes
// unless somebody changed them; Icinga 2, whose services are not judged apart, says seconds.
constexpr int often = 5;

// LMD has a row for each core behind it.
class CounterReader {
 public:
  explicit CounterReader(const Capabilities& capabilities) : columns_("status", capabilities) {
    start_ = columns_.need("program_start");
    pid_ = columns_.want("nagios_pid");
    service_checks_ = columns_.want("service_checks");
    host_checks_ = columns_.want("host_checks");
    services_on_ = columns_.want("execute_service_checks");
    hosts_on_ = columns_.want("execute_host_checks");
  }
  const std::vector<std::string>& names() const { return columns_.names(); }
  void add(const Row& row, PulseReading& into) const {
    into.program.start = std::max(into.program.start, start_.in(row).seconds());
    into.program.pid += pid_.in(row).number() & 0xffffffff;
    if (service_checks_.there() || host_checks_.there())
      into.checks =
          into.checks.value_or(0) + service_checks_.in(row).number() + host_checks_.in(row).number();
    if (service_checks_.there() && host_checks_.there())
      into.service_checks = into.service_checks.value_or(0) + service_checks_.in(row).number();
    into.service_checks_off = into.service_checks_off || !services_on_.in(row).truth(true);
    into.host_checks_off = into.host_checks_off || !hosts_on_.in(row).truth(true);
  }

 private:
  Columns columns_;
  Column start_, pid_, service_checks_, host_checks_, services_on_, hosts_on_;
};

bool moves(const std::optional<std::int64_t>& count, const std::optional<std::int64_t>& before) {
  return count && *count != 0 && (!before || *before != *count);
}

bool tells_enough(const PulseReading& reading, const std::optional<PulseReading>& before) {
  if (!moves(reading.checks, before ? before->checks : std::nullopt)) return false;
  return !reading.service_checks ||
         moves(reading.service_checks, before ? before->service_checks : std::nullopt);
}

// Two numbers: services that were checked a short while ago, and services that the core must check often now.
// Some cores leave the services of a host that is down alone.
Query news_of_services(Time at, const Capabilities& capabilities) {
  Query query{"services"};
  query.stats("last_check >= " + std::to_string(unix_seconds(at - recent)));
  for (const char* column : {"active_checks_enabled", "in_check_period", "host_state", "check_interval"})
    if (!capabilities.has("services", column)) return query;
  query.stats("active_checks_enabled = 1").stats("in_check_period = 1").stats("host_state = 0");
  query.stats("check_interval <= " + std::to_string(often)).stats_all_of(4);
  return query;
}

}  // namespace

asio::awaitable<Asked<PulseReading>> read_pulse(Source& source, std::optional<PulseReading> before) {
  PulseReading reading;
  const CounterReader counters{source.capabilities()};
  Query status{"status"};
  status.columns(counters.names());
  RowReader::OnRow on_row = [&](Row&& row) { counters.add(row, reading); };
  auto asking = source.rows(status, std::move(on_row), patience);
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  reading.at = now();
  if (tells_enough(reading, before)) co_return reading;
  const Query news = news_of_services(reading.at + source.clock_ahead(), source.capabilities());
  RowReader::OnRow on_news = [&](Row&& row) {
    if (!row.empty() && row[0].number() > 0) reading.newest = reading.at;
    if (row.size() > 1) reading.due_services = reading.due_services.value_or(0) + row[1].number();
  };
  auto asking_news = source.rows(news, std::move(on_news), patience);
  const Asked<void> searched = co_await std::move(asking_news);
  if (!searched) co_return searched.error();
  co_return reading;
}

}  // namespace ilert_bridge
