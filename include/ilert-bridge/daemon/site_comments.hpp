// What people say about a site's problems in Checkmk: read after its looks, journalled as COMMENT events. And
// the witness whether what people said in ilert has arrived. Belongs to one watch.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/conversation.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/orders.hpp"
#include "ilert-bridge/daemon/side_reading.hpp"
#include "ilert-bridge/livestatus/connection.hpp"

namespace ilert_bridge {

// `since` is the server's clock.
using CommentPort = std::function<boost::asio::awaitable<Asked<std::vector<SiteComment>>>(Time since)>;

struct CommentSetting {
  std::string site;
  std::string web_url;
  std::string bridge_name;
  std::string author;  // [sync] author
  Span interval{};     // between two readings, while no order waits for one
  std::vector<Route> routes;
};

class SiteComments {
 public:
  SiteComments(CommentSetting setting, CommentPort port, Ledger& ledger);

  // Whom the next look has to ask for besides: a comment about who exists no more is not needed. Sorted.
  std::vector<Subject> ordered() const;
  void looked(const Look& look);

  // After a complete look. A site that does not say its comments is asked again later.
  boost::asio::awaitable<void> take(Span clock_ahead, Time now);

  OrderSight sight_of(const Order& order, Time now) const;
  const SideReading& reading() const { return reading_; }

 private:
  bool is_told_of() const;
  bool is_gone(const Subject& subject, Time now) const;
  bool shows(const Order& order) const;
  bool is_due(Time now) const;
  Time since(Time now) const;
  void tell(Time now);
  void tell_about(const Subject& subject, const std::vector<SiteComment>& comments, Recording& recording,
                  Time now);
  std::vector<Remark> written_about(const Subject& subject) const;
  CommentFacts facts_of(const Subject& subject, const Route& route, const Report& report) const;

  CommentSetting setting_;
  CommentPort port_;
  Ledger& ledger_;
  SideReading reading_;
  std::vector<SiteComment> shown_;
  std::map<Subject, Time> missing_since_;  // in each look since then
  Span clock_ahead_{};
  std::optional<Time> asked_at_;
  std::optional<Time> read_began_;  // the last complete reading; nothing: none yet
};

}  // namespace ilert_bridge
