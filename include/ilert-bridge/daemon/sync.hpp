// The way back's first half: asks ilert what it shows of our alerts, and journals what Checkmk has to hear of
// it. Delivery does not depend on it: whatever is wrong here, it pauses, says why, and tries again.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/status.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/ilert/alert_source.hpp"
#include "ilert-bridge/ilert/alerts.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

struct SyncPorts {
  std::function<boost::asio::awaitable<HttpAnswer>(HttpRequest request)> ask;
  std::function<void()> ordered;  // something is to be done in Checkmk
};

// A route whose alerts can be found by their key, and the integration key of its alert source.
struct SyncRoute {
  std::string name;
  Secret integration_key;
};

class Sync {
 public:
  Sync(SyncSettings settings, std::string url, std::vector<SyncRoute> routes, SyncPorts ports,
       Ledger& ledger);

  // Asks until cancelled. Throws CommitFailed.
  boost::asio::awaitable<void> run();
  // Everything once. Nothing went wrong: true.
  boost::asio::awaitable<bool> round();
  // What only this loop knows; orders are in the journal.
  SyncStatus status() const;

 private:
  using Steady = std::chrono::steady_clock;
  boost::asio::awaitable<std::optional<HttpAnswer>> ask(HttpRequest request);
  boost::asio::awaitable<void> keep_within_budget();
  boost::asio::awaitable<bool> find_sources();
  boost::asio::awaitable<bool> read_alerts(std::vector<ShownAlert>& into);
  void take_over(const std::vector<ShownAlert>& shown);
  KeyFacts facts_of(const std::string& route, const ShownAlert& alert) const;
  void failed(const RestFault& fault);
  void answered();
  Span pause();
  std::vector<std::string> secrets() const;

  SyncSettings settings_;
  std::string url_;
  std::vector<SyncRoute> routes_;
  SyncPorts ports_;
  Ledger& ledger_;
  SourceRoutes sources_;
  std::deque<Steady::time_point> asked_;  // in the last minute
  std::optional<Span> ilert_ahead_;
  std::optional<Time> answered_at_;
  std::optional<RestFault> fault_;
  std::optional<Time> fault_since_;
  std::string said_;
  Time said_at_{};
  int failures_ = 0;
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace ilert_bridge
