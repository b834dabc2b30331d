#include "ilert-bridge/daemon/by_hand.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/tasks.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

using Ids = std::vector<EventId>;
using Keys = std::map<std::string, std::set<std::string>>;  // alert keys by route

constexpr std::size_t most = 1000;   // events of a question
constexpr std::size_t at_once = 25;  // some milliseconds; then the loops have their turn

Ids ids_of(const json::object& question) {
  Ids ids;
  for (const json::value& id : question.at("ids").as_array()) ids.push_back(id.to_number<EventId>());
  return ids;
}

struct Changer {
  Ledger& ledger;
  DeliveryPort delivery_of;

  // Those whose key is at rest, and their keys.
  Ids at_rest(std::span<const EventId> ids, Keys& keys) const {
    Ids resting;
    for (const EventId id : ids) {
      const std::optional<Entry> entry = ledger.journal().entry(id);
      if (!entry) continue;
      const Event& event = entry->queued.event;
      const Deliver* const deliver = delivery_of(event.route);
      if (deliver != nullptr && deliver->is_under_way(event.alert_key)) continue;
      resting.push_back(id);
      keys[event.route].insert(event.alert_key);
    }
    return resting;
  }

  // Once for each route.
  void tell(const Keys& keys, bool try_now) const {
    for (const auto& [route, keys_of_route] : keys) {
      Deliver* const deliver = delivery_of(route);
      if (deliver == nullptr) continue;
      deliver->reread(keys_of_route);
      if (try_now) deliver->try_now();
    }
  }

  // In one go, so that nothing of them begins meanwhile; which of them were changed.
  Ids change_some(std::span<const EventId> ids, const std::string& who, bool retry) const {
    Keys keys;
    const Ids resting = at_rest(ids, keys);
    Journal& journal = ledger.journal();
    Ids changed = retry ? journal.retry(resting, who, now()) : journal.drop(resting, who, now());
    if (!changed.empty()) tell(keys, retry);
    return changed;
  }

  asio::awaitable<Result<json::object>> change(Ids asked, std::string who, bool retry) const {
    if (asked.size() > most) co_return error("at most " + std::to_string(most) + " events at once");
    Ids changed;
    for (std::size_t done = 0; done < asked.size(); done += at_once) {
      const auto some = std::span<const EventId>{asked}.subspan(done, std::min(at_once, asked.size() - done));
      const Ids part = change_some(some, who, retry);
      changed.insert(changed.end(), part.begin(), part.end());
      co_await let_others_work();
    }
    if (!changed.empty())
      log_notice(retry ? "events are tried again, by hand" : "events are dropped, by hand",
                 {{"events", std::to_string(changed.size())},
                  {"first", std::to_string(changed.front())},
                  {"who", who}});
    co_return json::object{{"changed", json::value_from(changed)}};
  }
};

Answering answering(const Changer& changer, bool retry) {
  return [changer, retry](json::object question, Asker asker) -> asio::awaitable<Result<json::object>> {
    try {
      co_return co_await changer.change(ids_of(question), who_is(asker), retry);
    } catch (const UnknownWord& word) {
      co_return error(word.what());
    }
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
