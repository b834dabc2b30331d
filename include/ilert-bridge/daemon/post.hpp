// The one way from an event to ilert's answer: what delivery and `send-test` both take.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/ilert/answer.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

// Throws only when cancelled. What it is given must outlive it.
boost::asio::awaitable<Answer> post_event(const Event& event, bool required_only, const RouteSettings& route,
                                          const IlertSettings& ilert, HttpClient& http);

}  // namespace ilert_bridge
