#include "ilert-bridge/net/address_race.hpp"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace ilert_bridge {
namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

// "Connection Attempt Delay": what RFC 8305 recommends.
constexpr auto head_start = std::chrono::milliseconds{250};

// A unix socket whose queue is full answers EAGAIN, which Asio takes for "in progress" and then for success.
error_code really_connected(const StreamProtocol::socket& socket) {
  error_code fault;
  static_cast<void>(socket.remote_endpoint(fault));
  return fault;
}

// Its callbacks share it, for they may come when nobody waits any more.
class Race : public std::enable_shared_from_this<Race> {
 public:
  Race(asio::any_io_executor executor, std::vector<StreamProtocol::endpoint> addresses)
      : executor_(std::move(executor)),
        addresses_(std::move(addresses)),
        next_(executor_),
        over_(executor_) {}

  // Cancelled when there is a winner, or nothing left to try.
  asio::steady_timer& over(Clock::time_point end) {
    over_.expires_at(end);
    return over_;
  }

  void try_next() {
    if (is_over_ || runners_.size() == addresses_.size()) return;
    const std::size_t place = runners_.size();
    auto& runner = *runners_.emplace_back(std::make_unique<Runner>(executor_));
    ++running_;
    runner.socket.async_connect(addresses_[place], [self = shared_from_this(), place](error_code fault) {
      self->came_to_an_end(place, fault);
    });
    next_.expires_after(head_start);
    next_.async_wait([self = shared_from_this()](error_code cancelled) {
      if (!cancelled) self->try_next();
    });
  }

  Raced result() {
    is_over_ = true;
    next_.cancel();
    Raced raced;
    for (const auto& runner : runners_) raced.faults.push_back(runner->fault);
    if (winner_) {
      raced.winner = *winner_;
      raced.socket = std::move(runners_[*winner_]->socket);
    }
    for (const auto& runner : runners_) {
      error_code ignored;
      runner->socket.close(ignored);
    }
    return raced;
  }

 private:
  struct Runner {
    explicit Runner(const asio::any_io_executor& executor) : socket(executor) {}
    StreamProtocol::socket socket;
    error_code fault;
  };

  void came_to_an_end(std::size_t place, error_code fault) {
    if (is_over_) return;
    --running_;
    Runner& runner = *runners_[place];
    runner.fault = fault ? fault : really_connected(runner.socket);
    if (!runner.fault) winner_ = place;
    const bool nothing_left = running_ == 0 && runners_.size() == addresses_.size();
    is_over_ = winner_.has_value() || nothing_left;
    if (is_over_)
      over_.cancel();
    else
      try_next();
  }

  asio::any_io_executor executor_;
  std::vector<StreamProtocol::endpoint> addresses_;
  std::vector<std::unique_ptr<Runner>> runners_;
  asio::steady_timer next_, over_;
  std::size_t running_ = 0;
  std::optional<std::size_t> winner_;
  bool is_over_ = false;
};

}  // namespace

TcpAddresses in_turns(const TcpAddresses& addresses,
                      const std::optional<asio::ip::tcp::endpoint>& worked_last) {
  if (addresses.empty()) return {};
  const bool is_known =
      worked_last && std::find(addresses.begin(), addresses.end(), *worked_last) != addresses.end();
  const auto begins = is_known ? *worked_last : addresses.front();
  TcpAddresses first{begins}, other, turns;
  for (const auto& address : addresses)
    if (address != begins) (address.protocol() == begins.protocol() ? first : other).push_back(address);
  for (std::size_t at = 0; at < std::max(first.size(), other.size()); ++at) {
    if (at < first.size()) turns.push_back(first[at]);
    if (at < other.size()) turns.push_back(other[at]);
  }
  return turns;
}

asio::awaitable<Raced> race_for(std::vector<StreamProtocol::endpoint> addresses, Clock::time_point end) {
  if (addresses.empty()) co_return Raced{};
  const auto executor = co_await asio::this_coro::executor;
  const auto race = std::make_shared<Race>(executor, std::move(addresses));
  race->try_next();
  co_await race->over(end).async_wait(asio::as_tuple(asio::use_awaitable));
  co_return race->result();
}

}  // namespace ilert_bridge
