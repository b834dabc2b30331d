// A test ALERT and its RESOLVE on one route, the way every event takes.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/ilert/answer.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

struct TestStep {
  EventType type = EventType::alert;
  std::string alert_key;
  Answer answer;
  Span took{};
};

enum class TestKind {
  quiet,  // LOW, and resolved at once: it proves the way, and should wake nobody
  page    // HIGH, and left until a person ends it: it proves that somebody is called
};

// Quiet: the RESOLVE goes if the ALERT may have arrived; a moment later, for ilert answers before it
// processes. A page: first a RESOLVE, for one that is still open would swallow the call.
// Each kind has a key of its own, and resolves its own alone.
boost::asio::awaitable<void> send_test_alert(const Config& config, const RouteSettings& route, TestKind kind,
                                             HttpClient& http, std::vector<TestStep>& into);

}  // namespace ilert_bridge
