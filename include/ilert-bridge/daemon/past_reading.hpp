// The logs of the sites for a span of the past, and what the sites say today of the objects in it: all that
// `backtest` asks. Beside a running daemon, and within the load that its own reading of a log may cause.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/backtest.hpp"
#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge {

struct SitePast {
  std::string site;
  std::string web_url;
  Flavour flavour = Flavour::checkmk;
  Time from{},
      until{};  // the server's clock; the log was read to `until`, which may be less than was asked for
  Chronicle chronicle;
  Today today;
  std::size_t gone = 0;  // objects with problems in the log that exist no more
  Span unread{};         // of the span: more lines than one answer holds
  std::string fault;     // why nothing, or not all, was read; empty: all was
  bool is_read = false;  // false: there is no answer about this site at all
};

// How far the reading of a site is.
struct PastProgress {
  std::string site;
  Time from{}, until{}, reached{};
};

// Asks the sites one after the other, each window after a pause of four times what the last one took. `from`
// and `until` by our clock. `also`: what other routes than the configuration's need to know of an object.
// `wanted`: objects that are asked for besides, of that site, or without one of every site; they are in
// `today` if they exist. `into` grows with each site, and what is in it already stays if the reading is given
// up.
boost::asio::awaitable<void> read_past(const Config& config, Time from, Time until,
                                       std::function<void(const PastProgress&)> progress,
                                       std::list<SitePast>& into, NeededAttributes also = {},
                                       std::vector<Subject> wanted = {});

}  // namespace ilert_bridge
