// What ilert's REST API tells: alerts, an alert's history, an alert source. All of it is read of the same
// bytes.
#include "ilert-bridge/ilert/alerts.hpp"

#include "ilert-bridge/ilert/alert_log.hpp"
#include "ilert-bridge/ilert/alert_source.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

void read_alerts(std::string_view body) {
  const Result<AlertPage> page = read_alert_page(body);
  if (!page) return claim(is_clean(page.error().text), "why it is no list of alerts is said in words");
  claim(page->alerts.size() <= page->rows, "no row becomes two alerts");
  for (const ShownAlert& alert : page->alerts) {
    claim(alert.id != 0, "an alert without an id is left out");
    claim(alert.key.size() <= 512 && lower(alert.key) == alert.key, "a key is as ilert compares it");
    claim(is_one_line(alert.accepted_by) && is_one_line(alert.resolved_by), "a name is one line");
    if (alert.reported_at) claim(rfc3339(*alert.reported_at).size() == 20, "its time is a time");
  }
  const std::vector<ShownAlert> newest = newest_of_each_key(page->alerts, {{7, "oncall"}});
  claim(newest.size() <= page->alerts.size(), "the newest of each key are some of them");
}

void read_history(std::string_view body) {
  const Result<HistoryPage> page = read_log_page(body);
  if (!page) return claim(is_clean(page.error().text), "why it is no history is said in words");
  claim(page->entries.size() <= page->rows, "no row becomes two entries");
  for (const LogEntry& entry : page->entries) {
    claim(entry.id != 0, "an entry without an id is left out");
    claim(is_clean(entry.text) && is_one_line(entry.author), "what a person said is fit to be shown");
  }
  resolved_by(page->entries);
}

void read_source(std::string_view body) {
  const Result<AlertSource> source = read_alert_source(body);
  if (!source) return claim(is_clean(source.error().text), "why it is no alert source is said in words");
  claim(source->id != 0 && is_one_line(source->name), "an alert source has an id and a name");
  for (const std::string& concern : source->concerns) claim(is_one_line(concern), "a concern is a sentence");
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge;
  using namespace ilert_bridge::fuzz;
  const std::string_view body = Input(bytes, size).rest();
  read_alerts(body);
  read_history(body);
  read_source(body);
  if (const Result<std::size_t> count = read_count(body)) claim(*count > 0, "a count is a number");
  if (const auto time = parse_ilert_time(body))
    claim(*time >= from_unix(earliest_unix) && *time < from_unix(latest_unix) + std::chrono::seconds{1},
          "a time is of the years that we can write");
  ahead_by({.headers = {{"date", std::string{body}}}}, from_unix(1'800'000'000));
  return 0;
}
