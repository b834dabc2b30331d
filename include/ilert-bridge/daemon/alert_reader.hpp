// Asks ilert what it shows: alert sources, alerts, and what happened to one. Never more often than it allows;
// what it says is read by ilert/.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/agreement.hpp"
#include "ilert-bridge/ilert/alerts.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

using RestPort = std::function<boost::asio::awaitable<HttpAnswer>(HttpRequest request)>;

// A route whose alerts can be found by their key, and the integration key of its alert source.
struct SyncRoute {
  std::string name;
  Secret integration_key;
};

class AlertReader {
 public:
  AlertReader(Secret token, std::string url, std::vector<SyncRoute> routes, RestPort port);

  // Each of these is false when it is not known, and fault() says why; and when it was cancelled.
  //
  // The alert sources that are not known yet; `again`: all of them. Those that ilert does not show are left
  // out; false if it shows none.
  boost::asio::awaitable<bool> find_sources(bool again);
  // `complete` is false if ilert counts more than it has listed: rows move between pages while they are read.
  boost::asio::awaitable<bool> open_alerts(std::vector<ShownAlert>& into, bool& complete);
  // Those reported since `from`, our clock. `complete` is false also if there are more than it is worth
  // asking for.
  boost::asio::awaitable<bool> resolved_alerts(Time from, std::vector<ShownAlert>& into, bool& complete);
  boost::asio::awaitable<bool> log_of(std::int64_t alert, std::vector<LogEntry>& into);

  const SourceRoutes& sources() const { return sources_; }
  const SourceStates& source_states() const { return states_; }
  // By route: why its alert source is left out.
  const std::map<std::string, RestFault, std::less<>>& hidden() const { return hidden_; }
  // How far ilert's clock is ahead of ours, as its last answer told.
  std::optional<Span> ilert_ahead() const { return ilert_ahead_; }
  // Why the last question has no answer; nothing: it has, or it was cancelled.
  const std::optional<RestFault>& fault() const { return fault_; }

 private:
  using Steady = std::chrono::steady_clock;
  boost::asio::awaitable<std::optional<HttpAnswer>> ask(HttpRequest request);
  boost::asio::awaitable<void> keep_within_budget();
  boost::asio::awaitable<bool> find_source(const SyncRoute& route);
  using PageRequest = std::function<HttpRequest(int start)>;
  boost::asio::awaitable<bool> pages(PageRequest request, int most, std::vector<ShownAlert>& into,
                                     bool& complete);
  boost::asio::awaitable<bool> counts_no_more(HttpRequest question, std::size_t listed);
  bool hide(const SyncRoute& route);
  std::vector<std::int64_t> source_ids() const;

  Secret token_;
  std::string url_;
  std::vector<SyncRoute> routes_;
  RestPort port_;
  SourceRoutes sources_;
  SourceStates states_;
  std::map<std::string, RestFault, std::less<>> hidden_;
  std::deque<Steady::time_point> asked_;  // in the last minute
  std::optional<Span> ilert_ahead_;
  std::optional<RestFault> fault_;
};

}  // namespace ilert_bridge
