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
    families.gauge("ilert_bridge_livestatus_woken",
                   "Whether the server wakes the bridge (1) or is polled only (0).", site.woken ? 1 : 0,
                   {{"site", site.name}});
  for (const SiteStatus& site : status.sites)
    families.gauge("ilert_bridge_livestatus_pause_seconds",
                   "The longest pause between two looks, as it is in force; 0: no look yet.",
                   static_cast<double>(site.pause.count()) / 1000.0, {{"site", site.name}});
  for (const SiteStatus& site : status.sites) {
    if (site.hosts == 0) continue;  // its server does not say
    const char* const help = "Hosts and services that the site monitors, as its server counts them.";
    families.gauge("ilert_bridge_monitored_objects", help, static_cast<double>(site.hosts),
                   {{"site", site.name}, {"kind", "host"}});
    families.gauge("ilert_bridge_monitored_objects", help, static_cast<double>(site.services),
                   {{"site", site.name}, {"kind", "service"}});
  }
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
    families.gauge("ilert_bridge_calls_not_taken",
                   "HIGH alerts that ilert has not taken within ten seconds: nobody was called.",
                   static_cast<double>(route.uncalled.count), {{"route", route.name}});
  for (const RouteStatus& route : status.routes)
    families.gauge("ilert_bridge_route_held", "Whether ilert takes nothing of the route until a person acts.",
                   route.held ? 1 : 0, {{"route", route.name}});
  for (const RouteStatus& route : status.routes)
    families.gauge("ilert_bridge_budget_left", "Attempts that the route may still make in this minute.",
                   route.left, {{"route", route.name}});
}

void add_process(Families& families, const Consumption& use, Time started_at) {
  families.counter("process_cpu_seconds_total", "Time that the daemon spent computing.", use.cpu_seconds);
  families.gauge("process_resident_memory_bytes", "Memory that the daemon holds.",
                 static_cast<double>(use.resident));
  families.gauge("process_virtual_memory_bytes", "Its address space.",
                 static_cast<double>(use.address_space));
  families.gauge("process_open_fds", "Files and sockets that it has open.",
                 static_cast<double>(use.open_files));
  families.gauge("process_max_fds", "How many it may have open.", static_cast<double>(use.most_files));
  families.gauge("process_start_time_seconds", "When it started.", seconds(started_at));
}

void add_durations(Families& families, const std::string& name, const std::string& help,
                   const Durations& durations) {
  prometheus::ClientMetric::Histogram& histogram = families.add(name, help, MetricType::Histogram).histogram;
  histogram.sample_count = durations.count;
  histogram.sample_sum = durations.sum;
  for (std::size_t i = 0; i < Durations::bounds.size(); ++i)
    histogram.bucket.push_back(
        {.cumulative_count = durations.within[i], .upper_bound = Durations::bounds[i]});
  histogram.bucket.push_back(
      {.cumulative_count = durations.count, .upper_bound = std::numeric_limits<double>::infinity()});
}

void add_whole(Families& families, const Status& status) {
  families.gauge("ilert_bridge_build_info", "1, labelled with the version and the commit it was built from.",
                 1, {{"version", status.version}, {"commit", ILERT_BRIDGE_COMMIT}});
  families.gauge("ilert_bridge_config_last_reload_successful", "Whether the last reload was taken.",
                 status.reload_failed_at ? 0 : 1);
  families.gauge("ilert_bridge_config_last_reload_success_timestamp_seconds",
                 "When the configuration in use was read.", seconds(status.configured_at));
  families.gauge("ilert_bridge_journal_bytes", "Size of the journal.",
                 static_cast<double>(status.journal.size));
  families.counter("ilert_bridge_journal_errors_total", "Writes that failed, each made good later.",
                   static_cast<double>(status.journal.errors));
  families.gauge("ilert_bridge_journal_disk_free_bytes", "Room on the journal's disk.",
                 static_cast<double>(status.journal.disk_free));
  families.gauge("ilert_bridge_own_alerts", "Open alerts of the bridge about itself.",
                 static_cast<double>(status.own_alerts.size()));
  families.gauge("ilert_bridge_orders_open", "What happened in ilert and is still to be done in Checkmk.",
                 static_cast<double>(status.sync.open));
  families.gauge("ilert_bridge_orders_given_up", "Of the last day, what could not be done in Checkmk.",
                 static_cast<double>(status.sync.given_up));
  if (status.sync.configured)
    families.gauge("ilert_bridge_sync_paused", "Whether ilert does not show its alerts.",
                   status.sync.fault.empty() ? 0 : 1);
  families.gauge("ilert_bridge_ilert_away",
                 "Whether ilert does not answer, also while there is nothing to tell it.",
                 status.ilert.fault.empty() ? 0 : 1);
  if (!status.heartbeat.configured) return;
  families.gauge("ilert_bridge_heartbeat_stopped", "Whether something stops the heartbeat.",
                 status.heartbeat.stopped_by.empty() ? 0 : 1);
  families.gauge("ilert_bridge_heartbeat_failures", "Heartbeats in a row that ilert did not take.",
                 status.heartbeat.failures);
}

}  // namespace

void Durations::add(Span took) {
  const double took_seconds = static_cast<double>(took.count()) / 1000.0;
  for (std::size_t i = 0; i < bounds.size(); ++i) within[i] += took_seconds <= bounds[i] ? 1 : 0;
  ++count;
  sum += took_seconds;
}

void Tally::count(const Event& event) {
  const std::string site = event.subject.is_own() ? std::string{} : event.subject.site;
  ++events_[{site, std::string{name(event.type)}}];
}

void Tally::answered(Outcome outcome, int http_status, Span took) {
  const bool refused = outcome == Outcome::refused || outcome == Outcome::route_held;
  ++deliveries_[outcome == Outcome::delivered ? "accepted" : refused ? "rejected" : "retried"];
  if (http_status == 0) return;
  ++codes_[http_status];
  answers_.add(took);
}

std::string metrics_text(const Status& status, const Tally& tally, const Consumption& use) {
  Families families;
  add_whole(families, status);
  add_process(families, use, status.started_at);
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
  add_durations(families, "ilert_bridge_delivery_duration_seconds",
                "What an attempt took until ilert answered.", tally.answers_);
  add_durations(families, "ilert_bridge_livestatus_query_duration_seconds",
                "What a question took until a site had answered it.", tally.questions_);
  return prometheus::TextSerializer{}.Serialize(families.all());
}

std::string unhealthy(const Status& status) {
  const std::vector<Finding> found = findings(status);
  if (overall(found) != Condition::critical) return {};
  const Finding& worst = worst_of(found);
  return worst.about + ": " + worst.judgement.cause;
}

}  // namespace ilert_bridge
