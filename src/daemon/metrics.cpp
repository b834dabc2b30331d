#include "ilert-bridge/daemon/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>

namespace ilert_bridge {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

double seconds(Time time) { return static_cast<double>(unix_millis(time)) / 1000.0; }

class Families {
 public:
  void gauge(const std::string& name, const std::string& help, double value, Labels labels = {}) {
    ClientMetric& metric = add(name, help, MetricType::Gauge);
    metric.label = std::move(labels);
    metric.gauge.value = value;
  }
  void counter(const std::string& name, const std::string& help, double value, Labels labels = {}) {
    ClientMetric& metric = add(name, help, MetricType::Counter);
    metric.label = std::move(labels);
    metric.counter.value = value;
  }
  ClientMetric& add(const std::string& name, const std::string& help, MetricType type) {
    if (all_.empty() || all_.back().name != name)
      all_.push_back({.name = name, .help = help, .type = type, .metric = {}});
    return all_.back().metric.emplace_back();
  }
  const std::vector<MetricFamily>& all() const { return all_; }

 private:
  std::vector<MetricFamily> all_;
};

void add_sites(Families& families, const Status& status) {
  for (const SiteStatus& site : status.sites)
    families.gauge("ilert_bridge_livestatus_up", "Whether the site answers (1) or not (0).",
                   site.answered_at && !site.silent_since ? 1 : 0, {{"site", site.name}});
  for (const SiteStatus& site : status.sites)
    families.gauge("ilert_bridge_livestatus_last_success_timestamp_seconds",
                   "When the site was last looked at completely; 0: not yet.",
                   site.answered_at ? seconds(*site.answered_at) : 0, {{"site", site.name}});
  for (const SiteStatus& site : status.sites)
    families.gauge("ilert_bridge_livestatus_look_duration_seconds", "What the last complete look took.",
                   static_cast<double>(site.look_took.count()) / 1000.0, {{"site", site.name}});
  for (const SiteStatus& site : status.sites)
    families.gauge("ilert_bridge_problems", "Hosts and services that are not well.",
                   static_cast<double>(site.problems), {{"site", site.name}});
}

void add_routes(Families& families, const Status& status) {
  for (const RouteStatus& route : status.routes)
    families.gauge("ilert_bridge_queue_events", "Events that wait to be delivered.",
                   static_cast<double>(route.waiting), {{"route", route.name}});
  for (const RouteStatus& route : status.routes)
    if (route.oldest_waiting)
      families.gauge("ilert_bridge_queue_oldest_event_timestamp_seconds",
                     "When the oldest event that waits was recorded; absent if none waits.",
                     seconds(*route.oldest_waiting), {{"route", route.name}});
  for (const RouteStatus& route : status.routes)
    families.gauge("ilert_bridge_parked_events", "Events that ilert refused for good.",
                   static_cast<double>(route.parked), {{"route", route.name}});
  for (const RouteStatus& route : status.routes)
    families.gauge("ilert_bridge_open_alerts", "Alerts that are open or accepted.",
                   static_cast<double>(route.open + route.accepted), {{"route", route.name}});
  for (const RouteStatus& route : status.routes)
    families.gauge("ilert_bridge_route_held", "Whether ilert takes nothing of the route until a person acts.",
                   route.held ? 1 : 0, {{"route", route.name}});
  for (const RouteStatus& route : status.routes)
    families.gauge("ilert_bridge_budget_left", "Attempts that the route may still make in this minute.",
                   route.left, {{"route", route.name}});
}

void add_whole(Families& families, const Status& status) {
  families.gauge("ilert_bridge_build_info", "1, labelled with the version.", 1,
                 {{"version", status.version}});
  families.gauge("process_start_time_seconds", "When the daemon started.", seconds(status.started_at));
  families.gauge("ilert_bridge_config_last_reload_successful", "Whether the last reload was taken.",
                 status.reload_failed_at ? 0 : 1);
  families.gauge("ilert_bridge_config_last_reload_success_timestamp_seconds",
                 "When the configuration in use was read.", seconds(status.configured_at));
  families.gauge("ilert_bridge_journal_bytes", "Size of the journal.",
                 static_cast<double>(status.journal.size));
  families.gauge("ilert_bridge_journal_disk_free_bytes", "Room on the journal's disk.",
                 static_cast<double>(status.journal.disk_free));
  families.gauge("ilert_bridge_own_alerts", "Open alerts of the bridge about itself.",
                 static_cast<double>(status.own_alerts.size()));
  if (!status.heartbeat.configured) return;
  families.gauge("ilert_bridge_heartbeat_stopped", "Whether something stops the heartbeat.",
                 status.heartbeat.stopped_by.empty() ? 0 : 1);
  families.gauge("ilert_bridge_heartbeat_failures", "Heartbeats in a row that ilert did not take.",
                 status.heartbeat.failures);
}

}  // namespace

void Tally::count(const Event& event) {
  const std::string site = event.subject.is_own() ? std::string{} : event.subject.site;
  ++events_[{site, std::string{name(event.type)}}];
}

void Tally::answered(Outcome outcome, int http_status, Span took) {
  const bool refused = outcome == Outcome::refused || outcome == Outcome::route_held;
  ++deliveries_[outcome == Outcome::delivered ? "accepted" : refused ? "rejected" : "retried"];
  if (http_status == 0) return;
  ++codes_[http_status];
  const double took_seconds = static_cast<double>(took.count()) / 1000.0;
  for (std::size_t i = 0; i < bounds.size(); ++i) within_[i] += took_seconds <= bounds[i] ? 1 : 0;
  ++answers_;
  answering_ += took_seconds;
}

std::string metrics_text(const Status& status, const Tally& tally) {
  Families families;
  add_whole(families, status);
  add_sites(families, status);
  add_routes(families, status);
  for (const auto& [what, count] : tally.events_)
    families.counter("ilert_bridge_events_total", "Events recorded; without a site: the bridge's own.",
                     static_cast<double>(count), {{"site", what.first}, {"type", what.second}});
  for (const auto& [result, count] : tally.deliveries_)
    families.counter("ilert_bridge_deliveries_total", "Attempts to deliver, by what came of them.",
                     static_cast<double>(count), {{"result", result}});
  for (const auto& [code, count] : tally.codes_)
    families.counter("ilert_bridge_http_responses_total", "Answers of ilert by their status.",
                     static_cast<double>(count), {{"code", std::to_string(code)}});
  ClientMetric& durations = families.add("ilert_bridge_delivery_duration_seconds",
                                         "What an attempt took until ilert answered.", MetricType::Histogram);
  durations.histogram.sample_count = tally.answers_;
  durations.histogram.sample_sum = tally.answering_;
  for (std::size_t i = 0; i < Tally::bounds.size(); ++i)
    durations.histogram.bucket.push_back(
        {.cumulative_count = tally.within_[i], .upper_bound = Tally::bounds[i]});
  durations.histogram.bucket.push_back(
      {.cumulative_count = tally.answers_, .upper_bound = std::numeric_limits<double>::infinity()});
  return prometheus::TextSerializer{}.Serialize(families.all());
}

std::string unhealthy(const Status& status) {
  const std::vector<Finding> found = findings(status);
  if (overall(found) != Condition::critical) return {};
  return found.front().about + ": " + found.front().judgement.cause;
}

}  // namespace ilert_bridge
