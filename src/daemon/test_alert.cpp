#include "ilert-bridge/daemon/test_alert.hpp"

#include <algorithm>

#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/daemon/post.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span gap = std::chrono::seconds{1};

std::string text_of_test(const Config& config, const RouteSettings& route, TestKind kind) {
  const std::string of_route = " of route " + route.route.name + " by ilert-bridge " + config.name;
  return kind == TestKind::page ? "Test page" + of_route + ": accept and resolve it, nothing is wrong"
                                : "Test" + of_route + ", resolved at once: nothing is wrong";
}

Event test_event(EventType type, const Config& config, const RouteSettings& route, TestKind kind) {
  // With one key for both, a page would be a comment on an open test, and call nobody.
  const char* const own = kind == TestKind::page ? "page" : "test";
  const Subject matter{.site = route.route.name, .host = {}, .service = {}, .own = own};
  const std::string text = text_of_test(config, route, kind);
  Event event = own_event(matter, {.type = type}, route.route, text, text + ".", config.name, now());
  event.priority = kind == TestKind::page ? Priority::high : Priority::low;
  return event;
}

bool may_have_arrived(Outcome outcome) {
  return outcome == Outcome::delivered || outcome == Outcome::unknown || outcome == Outcome::failed;
}

}  // namespace

asio::awaitable<void> send_test_alert(const Config& config, const RouteSettings& route, TestKind kind,
                                      HttpClient& http, std::vector<TestStep>& into) {
  std::vector<EventType> types{EventType::alert, EventType::resolve};
  if (kind == TestKind::page) std::reverse(types.begin(), types.end());
  for (const EventType type : types) {
    const Event event = test_event(type, config, route, kind);
    const auto started = std::chrono::steady_clock::now();
    auto posting = post_event(event, false, route, config.ilert, http);
    Answer answer = co_await std::move(posting);
    const auto took = std::chrono::duration_cast<Span>(std::chrono::steady_clock::now() - started);
    into.push_back({type, event.alert_key, std::move(answer), took});
    if (type == types.back() || !may_have_arrived(into.back().answer.outcome)) co_return;
    co_await sleep_for(gap);
  }
}

}  // namespace ilert_bridge
