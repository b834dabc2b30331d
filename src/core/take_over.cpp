#include "ilert-bridge/core/take_over.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/limits.hpp"

namespace ilert_bridge {
namespace {

// ilert says that it has an event, and works on it later.
constexpr Span worked_on_within = std::chrono::minutes{10};

const ShownAlert* with_id(const std::vector<ShownAlert>& shown, std::int64_t id) {
  const auto found =
      std::find_if(shown.begin(), shown.end(), [&](const ShownAlert& one) { return one.id == id; });
  return found == shown.end() ? nullptr : &*found;
}

// A merged alert stands as its main alert does.
ShownAlert as_it_stands(const ShownAlert& alert, const std::vector<ShownAlert>& shown) {
  ShownAlert stands = alert;
  if (const ShownAlert* main = alert.merged_into == 0 ? nullptr : with_id(shown, alert.merged_into)) {
    stands.status = main->status;
    stands.accepted_by = main->accepted_by;
  }
  return stands;
}

bool is_newer(const ShownAlert& one, const ShownAlert& other) {
  return std::pair{one.reported_at, one.id} > std::pair{other.reported_at, other.id};
}

Order order_of(const ShownAlert& alert, const std::string& route, const Subject& subject, int taken_back,
               const Acceptor& acceptor) {
  Order order;
  order.route = route;
  order.subject = subject;
  order.kind = OrderKind::acknowledge;
  order.source = source_of(alert, taken_back);
  order.remark.author = author_in_checkmk(alert.accepted_by, acceptor.author);
  order.remark.text = accepted_text(alert);
  return order;
}

const Reported* find(const ReportedKeys& reported, const std::string& route, const std::string& key) {
  const auto keys = reported.find(route);
  if (keys == reported.end()) return nullptr;
  const auto found = keys->second.find(key);
  return found == keys->second.end() ? nullptr : &found->second;
}

}  // namespace

bool is_stale(const ShownAlert& alert, const KeyFacts& facts, const Acceptor& acceptor, Time now) {
  if (!alert.reported_at || !facts.last_alert_at) return false;
  if (now < *facts.last_alert_at || now - *facts.last_alert_at >= worked_on_within) return false;
  return *alert.reported_at + acceptor.clock_slack < *facts.last_alert_at + acceptor.ilert_ahead;
}

std::string source_of(const ShownAlert& alert, int taken_back) {
  const std::string source = "alert " + std::to_string(alert.id);
  return taken_back == 0 ? source : source + " (" + std::to_string(taken_back + 1) + ")";
}

std::string source_of_removal(const ShownAlert& alert, int taken_back) {
  return source_of(alert, taken_back) + " taken back";
}

std::string accepted_text(const ShownAlert& alert) { return "Accepted in ilert: " + link_to_alert(alert.id); }

std::string author_in_checkmk(std::string_view person, std::string_view author) {
  const std::string name = cut(one_line(person), author_limit);
  return name.empty() ? std::string{author} : name + " (" + std::string{author} + ")";
}

std::string link_to_alert(std::int64_t alert) {
  return "https://app.ilert.com/alerts/" + std::to_string(alert);
}

ReportedKeys reported_keys(const Reports& reports) {
  ReportedKeys keys;
  for (const auto& [subject, on_routes] : reports) {
    if (subject.is_own()) continue;
    const std::string key = alert_key(subject, {});
    for (const auto& [route, report] : on_routes)
      if (report.told == Told::open || report.told == Told::accepted)
        keys[route].emplace(key, Reported{&subject, &report});
  }
  return keys;
}

std::vector<ShownAlert> newest_of_each_key(const std::vector<ShownAlert>& shown, const SourceRoutes& routes) {
  std::map<std::pair<std::int64_t, std::string>, ShownAlert> newest;
  for (const ShownAlert& alert : shown) {
    if (alert.key.empty() || !routes.contains(alert.source)) continue;
    const auto [place, is_first] = newest.try_emplace({alert.source, alert.key}, alert);
    if (!is_first && is_newer(alert, place->second)) place->second = alert;
  }
  std::vector<ShownAlert> list;
  for (const auto& [unused, alert] : newest) list.push_back(as_it_stands(alert, shown));
  return list;
}

std::vector<TakeOver> accepted_in_ilert(const std::vector<ShownAlert>& newest, const SourceRoutes& routes,
                                        const ReportedKeys& reported, const Acceptor& acceptor, Time now) {
  std::vector<TakeOver> taken;
  for (const ShownAlert& alert : newest) {
    if (alert.status != ShownAlert::Status::accepted) continue;
    const std::string& route = routes.at(alert.source);
    const Reported* known = find(reported, route, alert.key);
    if (known == nullptr || known->report->told != Told::open) continue;
    const KeyFacts facts = acceptor.facts(route, alert);
    if (facts.waits || facts.taken_over || is_stale(alert, facts, acceptor, now)) continue;
    TakeOver one{.after = *known->report,
                 .order = order_of(alert, route, *known->subject, facts.taken_back, acceptor)};
    one.after.told = Told::accepted;
    one.after.acceptance = Acceptance::ilert;
    one.after.remark = one.order.remark;
    // It was taken back, and now the same person has it again.
    if (is_same_remark(one.after.overruled, one.after.remark)) one.after.overruled = {};
    one.after.told_at = now;
    taken.push_back(std::move(one));
  }
  return taken;
}

}  // namespace ilert_bridge
