#include "ilert-bridge/daemon/by_hand.hpp"

#include <boost/json.hpp>
#include <set>
#include <utility>

#include "ilert-bridge/base/log.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

using Ids = std::vector<EventId>;
using Keys = std::set<std::pair<std::string, std::string>>;  // route and alert key

// A daemon that has to look at more at once would stall.
constexpr std::size_t most = 1000;

Ids ids_of(const json::object& question) {
  Ids ids;
  for (const json::value& id : question.at("ids").as_array()) ids.push_back(id.to_number<EventId>());
  return ids;
}

struct Changer {
  Ledger& ledger;
  DeliveryPort delivery_of;

  // Those whose key is at rest, and their keys.
  Ids at_rest(const Ids& ids, Keys& keys) const {
    Ids resting;
    for (const EventId id : ids) {
      const std::optional<Entry> entry = ledger.journal().entry(id);
      if (!entry) continue;
      const Event& event = entry->queued.event;
      const Deliver* const deliver = delivery_of(event.route);
      if (deliver != nullptr && deliver->is_under_way(event.alert_key)) continue;
      resting.push_back(id);
      keys.emplace(event.route, event.alert_key);
    }
    return resting;
  }

  void tell(const Keys& keys, bool try_now) const {
    for (const auto& [route, key] : keys) {
      Deliver* const deliver = delivery_of(route);
      if (deliver == nullptr) continue;
      deliver->reread(key);
      if (try_now) deliver->try_now();
    }
  }

  Result<json::object> change(const json::object& question, const Asker& asker, bool retry) const {
    const Ids asked = ids_of(question);
    if (asked.size() > most) return error("at most " + std::to_string(most) + " events at once");
    Keys keys;
    const Ids resting = at_rest(asked, keys);
    const std::string who = who_is(asker);
    Journal& journal = ledger.journal();
    const Ids changed = retry ? journal.retry(resting, who, now()) : journal.drop(resting, who, now());
    if (!changed.empty()) {
      log_notice(retry ? "events are tried again, by hand" : "events are dropped, by hand",
                 {{"events", std::to_string(changed.size())},
                  {"first", std::to_string(changed.front())},
                  {"who", who}});
      tell(keys, retry);
    }
    return json::object{{"changed", json::value_from(changed)}};
  }
};

Answering answering(const Changer& changer, bool retry) {
  return [changer, retry](json::object question, Asker asker) -> asio::awaitable<Result<json::object>> {
    co_return changer.change(question, asker, retry);
  };
}

}  // namespace

std::string who_is(const Asker& asker) {
  const std::string number = std::to_string(asker.user);
  return asker.name.empty() || asker.name == number ? number : asker.name + " (" + number + ")";
}

void answer_changes_by_hand(Serve& serve, Ledger& ledger, DeliveryPort delivery_of) {
  const Changer changer{ledger, std::move(delivery_of)};
  serve.answer("journal.retry", Right::change, answering(changer, true));
  serve.answer("journal.drop", Right::change, answering(changer, false));
}

}  // namespace ilert_bridge
