#include "ilert-bridge/livestatus/remarks.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t most_remarks = 1'000'000;

}  // namespace

Remarks::Remarks(std::string table, const Capabilities& capabilities, const std::string& dated_by)
    : table_(table), columns_(std::move(table), capabilities) {
  host_ = columns_.need("host_name");
  service_ = columns_.need("service_description");
  author_ = columns_.need("author");
  text_ = columns_.need("comment");
  time_ = columns_.need(dated_by);
}

Remarks Remarks::of_acknowledgements(const Capabilities& capabilities) {
  Remarks remarks{"comments", capabilities, "entry_time"};
  remarks.filters_ = {"entry_type = 4"};
  return remarks;
}

Remarks Remarks::of_downtimes(const Capabilities& capabilities, std::int64_t server_now) {
  // Clocks differ, seconds are cut, and a flexible downtime may outlast its window.
  constexpr std::int64_t before = 2, after = 60;
  Remarks remarks{"downtimes", capabilities, "start_time"};
  remarks.filters_ = {"start_time <= " + std::to_string(server_now + before),
                      "end_time >= " + std::to_string(server_now - after)};
  return remarks;
}

Remarks Remarks::of_fixed_downtimes(const Capabilities& capabilities, std::int64_t server_now) {
  Remarks remarks{"downtimes", capabilities, "start_time"};
  remarks.columns_.need("fixed");
  const std::string at = std::to_string(server_now);
  remarks.filters_ = {"start_time <= " + at, "end_time > " + at, "fixed = 1"};
  return remarks;
}

Query Remarks::query() const {
  Query query{table_};
  query.at_most(most_remarks);
  query.columns(columns_.names());
  for (const std::string& filter : filters_) query.filter(filter);
  return query;
}

void Remarks::add(const Row& row) {
  Dated& newest = newest_[{host_.in(row).text(), service_.in(row).text()}];
  const std::int64_t time = time_.in(row).seconds();
  if (time < newest.time) return;
  newest = {time, {author_.in(row).text(), text_.in(row).text()}};
}

Remark Remarks::of(const Subject& subject) const {
  const auto found = newest_.find({subject.host, subject.service});
  return found == newest_.end() ? Remark{} : found->second.remark;
}

Time Remarks::time_of(const Subject& subject) const {
  const auto found = newest_.find({subject.host, subject.service});
  return found == newest_.end() ? Time{} : from_unix(found->second.time);
}

bool Remarks::has_subject_or_its_host(const Subject& subject) const {
  return newest_.contains({subject.host, subject.service}) || newest_.contains({subject.host, {}});
}

Remark Remarks::of_subject_or_its_host(const Subject& subject) const {
  const Remark own = of(subject);
  if (!own.empty() || subject.is_host()) return own;
  Subject host = subject;
  host.service.clear();
  return of(host);
}

}  // namespace ilert_bridge
