#include "ilert-bridge/daemon/metrics.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
const Time at = from_unix(1'800'000'000);

// Something of everything there is.
Status rich() {
  Status status;
  status.version = "1.2.3";
  status.at = at;
  status.started_at = status.configured_at = at - 1h;
  SiteStatus site;
  site.name = "prod";
  site.answered_at = at - 2s;
  site.silent_after = 5min;
  site.problems = 3;
  site.hosts = 312;
  site.services = 8214;
  status.sites = {site};
  RouteStatus route;
  route.name = "oncall";
  route.waiting = 2;
  route.oldest_waiting = at - 5s;
  route.pace = 45;
  status.routes = {route};
  status.heartbeat.configured = true;
  status.journal.errors = 2;
  status.sync.configured = true;
  return status;
}

Tally some() {
  Tally tally;
  Event event;
  event.subject = {.site = "prod", .host = "web01", .service = "HTTP", .own = {}};
  tally.count(event);
  tally.answered(Outcome::delivered, 202, 80ms);
  tally.answered(Outcome::limited, 429, 3s);
  tally.answered(Outcome::not_sent, 0, 1s);
  tally.answered(Outcome::refused, 400, 60s);
  tally.asked(20ms);
  return tally;
}

const Consumption use{.cpu_seconds = 1.5,
                      .resident = 20 << 20,
                      .address_space = 90 << 20,
                      .open_files = 12,
                      .most_files = 1024};

std::string text_of(const Status& status, const Tally& tally) { return metrics_text(status, tally, use); }

std::set<std::string> names_in(const std::string& text) {
  static const std::regex name("ilert_bridge_[a-z_]+|process_[a-z_]+");
  return {std::sregex_token_iterator(text.begin(), text.end(), name), {}};
}

bool has(const std::string& text, const std::string& line) {
  return text.find(line + "\n") != std::string::npos;
}

TEST(Metrics, SayHowItDoesAndWhatWasCounted) {
  const std::string text = text_of(rich(), some());
  EXPECT_NE(text.find("ilert_bridge_build_info{version=\"1.2.3\",commit=\""), std::string::npos) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_monitored_objects{site=\"prod\",kind=\"host\"} 312")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_monitored_objects{site=\"prod\",kind=\"service\"} 8214")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_livestatus_query_duration_seconds_bucket{le=\"0.01\"} 0")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_livestatus_query_duration_seconds_bucket{le=\"0.025\"} 1")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_journal_errors_total 2")) << text;
  EXPECT_TRUE(has(text, "process_cpu_seconds_total 1.5")) << text;
  EXPECT_TRUE(has(text, "process_resident_memory_bytes 20971520")) << text;
  EXPECT_TRUE(has(text, "process_open_fds 12")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_ilert_away 0")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_livestatus_up{site=\"prod\"} 1")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_livestatus_last_success_timestamp_seconds{site=\"prod\"} 1799999998"))
      << text;
  EXPECT_TRUE(has(text, "ilert_bridge_problems{site=\"prod\"} 3")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_queue_events{route=\"oncall\"} 2")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_events_total{site=\"prod\",type=\"ALERT\"} 1")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_deliveries_total{result=\"accepted\"} 1")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_deliveries_total{result=\"retried\"} 2")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_deliveries_total{result=\"rejected\"} 1")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_http_responses_total{code=\"429\"} 1")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_delivery_duration_seconds_bucket{le=\"0.1\"} 1")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_delivery_duration_seconds_bucket{le=\"+Inf\"} 3")) << text;
  EXPECT_TRUE(has(text, "ilert_bridge_delivery_duration_seconds_count 3")) << text;
}

TEST(Metrics, KeepToTheFormat) {
  static const std::regex comment("# (HELP|TYPE) [a-z_]+ .+");
  static const std::regex sample("[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\\})? [-+0-9.eInf]+");
  std::istringstream lines(text_of(rich(), some()));
  std::set<std::string> typed;
  for (std::string line; std::getline(lines, line);) {
    const bool new_type = !line.starts_with("# TYPE ") || typed.insert(line).second;
    EXPECT_TRUE(new_type) << "twice: " << line;
    EXPECT_TRUE(std::regex_match(line, comment) || std::regex_match(line, sample)) << line;
  }
}

TEST(Metrics, NameNoHostAndNoService) {
  EXPECT_EQ(text_of(rich(), some()).find("web01"), std::string::npos);
  EXPECT_EQ(text_of(rich(), some()).find("HTTP\""), std::string::npos);
}

TEST(Metrics, HaveEveryNameThatTheRulesTheDashboardAndTheManualUse) {
  const std::string text = text_of(rich(), some());
  for (const char* file :
       {"etc/ilert-bridge.rules.yml", "etc/ilert-bridge.grafana.json", "man/ilert-bridge-monitoring.7"}) {
    std::ifstream in(std::string{ILERT_BRIDGE_SOURCE_DIR "/"} + file);
    const std::string used{std::istreambuf_iterator<char>(in), {}};
    const std::set<std::string> names = names_in(used);
    EXPECT_GT(names.size(), 3U) << file;
    for (const std::string& name : names)
      EXPECT_NE(text.find("\n" + name), std::string::npos) << file << " uses " << name;
  }
}

TEST(Metrics, AllAreInTheManual) {
  std::ifstream in(ILERT_BRIDGE_SOURCE_DIR "/man/ilert-bridge-monitoring.7");
  const std::set<std::string> manual = names_in({std::istreambuf_iterator<char>(in), {}});
  std::istringstream lines(text_of(rich(), some()));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("# TYPE ")) continue;
    const std::string name = line.substr(7, line.find(' ', 7) - 7);
    EXPECT_TRUE(manual.contains(name)) << name;
  }
}

TEST(Metrics, SayThatIlertIsAwayThoughNothingWaits) {
  Status status = rich();
  status.ilert.fault = "https://api.ilert.com: refused";
  EXPECT_TRUE(has(text_of(status, some()), "ilert_bridge_ilert_away 1"));
}

TEST(Metrics, LeaveOutWhatTheServerDoesNotSay) {
  Status status = rich();
  status.sites.front().hosts = 0;
  EXPECT_EQ(text_of(status, some()).find("monitored_objects"), std::string::npos);
}

TEST(Consumption, IsWhatTheKernelCounts) {
  const Consumption before = consumption();
  EXPECT_GT(before.cpu_seconds, 0);
  EXPECT_GT(before.resident, Bytes{1} << 20);
  EXPECT_GT(before.address_space, before.resident);
  EXPECT_GT(before.most_files, before.open_files);
  const std::ifstream one_more("/dev/null");
  EXPECT_EQ(consumption().open_files, before.open_files + 1);
}

TEST(Healthz, IsBadOnlyWhenSomethingIsCritical) {
  Status status = rich();
  EXPECT_EQ(unhealthy(status), "");
  status.routes.front().parked = 1;
  EXPECT_EQ(unhealthy(status), "");
  status.sites.front().silent_since = at - 10min;
  status.sites.front().fault = "connection refused";
  EXPECT_EQ(unhealthy(status), "site prod: connection refused");
  status.routes.front().uncalled.add({"prod", "db01", "CPU load", ""}, State::critical, at - 20s);
  EXPECT_EQ(unhealthy(status), "site prod: connection refused") << "and not what is only a warning";
}

}  // namespace
}  // namespace ilert_bridge
