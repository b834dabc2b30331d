#include "ilert-bridge/daemon/test_alert.hpp"

#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/daemon/post.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span gap = std::chrono::seconds{1};

// LOW: it proves the path and should wake nobody.
Event test_event(EventType type, const Config& config, const RouteSettings& route) {
  const Subject matter{.site = route.route.name, .host = {}, .service = {}, .own = "test"};
  const std::string text = "Test of route " + route.route.name + " by ilert-bridge " + config.name +
                           ", resolved at once: nothing is wrong";
  Event event = own_event(matter, {.type = type}, route.route, text, text + ".", config.name, now());
  event.priority = Priority::low;
  return event;
}

bool may_have_arrived(Outcome outcome) {
  return outcome == Outcome::delivered || outcome == Outcome::unknown || outcome == Outcome::failed;
}

}  // namespace

asio::awaitable<void> send_test_alert(const Config& config, const RouteSettings& route, HttpClient& http,
                                      std::vector<TestStep>& into) {
  for (const EventType type : {EventType::alert, EventType::resolve}) {
    const Event event = test_event(type, config, route);
    const auto started = std::chrono::steady_clock::now();
    Answer answer = co_await post_event(event, false, route, config.ilert, http);
    const auto took = std::chrono::duration_cast<Span>(std::chrono::steady_clock::now() - started);
    into.push_back({type, event.alert_key, std::move(answer), took});
    if (type == EventType::resolve || !may_have_arrived(into.back().answer.outcome)) co_return;
    co_await sleep_for(gap);
  }
}

}  // namespace ilert_bridge
