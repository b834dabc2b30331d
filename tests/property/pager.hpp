// ilert in the same process: real requests in, real answers out, with its faults in between. It notes what
// must never be.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include "ilert-bridge/daemon/deliver.hpp"
#include "tests/doubles/ilert_alerts.hpp"
#include "tests/property/truth.hpp"

namespace ilert_bridge::property {

// The bridge is killed: nothing of it runs any more.
struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

enum class Trouble {
  none,
  server_error,
  taken_in_vain,
  lost,
  limited,
  refused,
  forbidden,
  not_sent,
  killed_before,
  killed_after
};
std::string_view text_of(Trouble trouble);

class Pager {
 public:
  using Say = std::function<void(const std::string&)>;
  Pager(const Truth& truth, Say say, Say wrong)
      : truth_(truth), say_(std::move(say)), wrong_(std::move(wrong)) {}

  void expect(Trouble trouble, int times);  // of the next requests
  void by_hand(const Subject& subject);     // what comes of it now need not be in order
  void heal() { troubles_.clear(); }
  SendPort port();
  const doubles::AlertView* newest(const std::string& key) const;
  std::string still_open_of_its_own() const;

 private:
  boost::asio::awaitable<Answer> send(Event event, bool required_only);
  Answer answer_to(const Event& event, bool required_only);
  HttpAnswer take(const Event& event, const std::string& body);
  void watch_order(const Event& event);
  void watch_end(const Event& event);
  Trouble next();

  const Truth& truth_;
  Say say_, wrong_;
  doubles::AlertBook book_;
  std::deque<Trouble> troubles_;
  std::map<std::string, EventId> last_;      // taken, by key
  std::map<std::string, Time> alert_since_;  // when the open alert was recorded, by key
};

}  // namespace ilert_bridge::property
