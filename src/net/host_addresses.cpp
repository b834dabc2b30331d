#include "ilert-bridge/net/host_addresses.hpp"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "signals_blocked.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto patience = std::chrono::seconds{2};  // where the addresses are known from before

struct Waiter {
  explicit Waiter(asio::any_io_executor of) : executor(std::move(of)), answered(executor) {}
  asio::any_io_executor executor;
  asio::steady_timer answered;
};

// A look-up that runs, or ran.
struct Asked {
  Clock::time_point began;
  std::optional<NameAnswer> answer;
  std::list<std::shared_ptr<Waiter>> waiters;
};

NameAnswer ask_system(const std::string& host, const std::string& port) {
  NameAnswer answer;
  asio::io_context context;
  asio::ip::tcp::resolver resolver{context};
  for (const auto& entry : resolver.resolve(host, port, answer.fault))
    answer.addresses.push_back(entry.endpoint());
  return answer;
}

// Not that there is no such name, only that nobody could be asked.
bool says_nothing(error_code fault) {
  return fault && fault != asio::error::host_not_found && fault != asio::error::no_data;
}

std::optional<TcpAddresses> as_number(const std::string& host, const std::string& port) {
  error_code not_numeric;
  const auto address = asio::ip::make_address(host, not_numeric);
  if (not_numeric) return std::nullopt;
  return TcpAddresses{{address, static_cast<std::uint16_t>(std::stoul(port))}};
}

}  // namespace

struct HostAddresses::Shared {
  using Name = std::pair<std::string, std::string>;
  explicit Shared(Ask how) : ask(std::move(how)) {}

  const Ask ask;
  std::mutex mutex;  // for everything below
  std::map<Name, std::shared_ptr<Asked>> running;
  std::map<Name, TcpAddresses> known;
  std::map<Name, asio::ip::tcp::endpoint> worked;

  void answered(const Name& name, Asked& asked, NameAnswer answer) {
    const std::scoped_lock lock{mutex};
    running.erase(name);
    if (!answer.fault && !answer.addresses.empty()) known[name] = answer.addresses;
    asked.answer = std::move(answer);
    for (const std::shared_ptr<Waiter>& waiter : asked.waiters)
      asio::post(waiter->executor, [waiter] { waiter->answered.cancel(); });
  }
  // Throws std::system_error if there is no thread to be had.
  static std::shared_ptr<Asked> join(const std::shared_ptr<Shared>& self, const Name& name) {
    if (const auto found = self->running.find(name); found != self->running.end()) return found->second;
    auto asked = std::make_shared<Asked>(Asked{.began = Clock::now(), .answer = {}, .waiters = {}});
    const SignalsBlocked blocked;
    std::thread{[self, name, asked] {
      self->answered(name, *asked, self->ask(name.first, name.second));
    }}.detach();
    self->running.emplace(name, asked);
    return asked;
  }
};

// While it lives the thread may wake it: its executor is still there.
class HostAddresses::Waiting {
 public:
  Waiting(std::shared_ptr<Shared> shared, Shared::Name name, const asio::any_io_executor& executor)
      : shared_(std::move(shared)), name_(std::move(name)), waiter_(std::make_shared<Waiter>(executor)) {
    const std::scoped_lock lock{shared_->mutex};
    asked_ = Shared::join(shared_, name_);
    asked_->waiters.push_back(waiter_);
  }
  ~Waiting() {
    const std::scoped_lock lock{shared_->mutex};
    asked_->waiters.remove(waiter_);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  asio::steady_timer& until(Clock::time_point end) {
    const std::scoped_lock lock{shared_->mutex};
    const bool is_known = shared_->known.contains(name_);
    waiter_->answered.expires_at(is_known ? std::min(end, asked_->began + patience) : end);
    // Answered before anybody waits: its post may have come first.
    if (asked_->answer) waiter_->answered.expires_at(Clock::time_point::min());
    return waiter_->answered;
  }
  NameAnswer answer() const {
    const std::scoped_lock lock{shared_->mutex};
    const auto known = shared_->known.find(name_);
    const bool may_be_as_before = !asked_->answer || says_nothing(asked_->answer->fault);
    if (known != shared_->known.end() && may_be_as_before) return {.fault = {}, .addresses = known->second};
    return asked_->answer.value_or(NameAnswer{.fault = asio::error::timed_out, .addresses = {}});
  }

 private:
  std::shared_ptr<Shared> shared_;
  Shared::Name name_;
  std::shared_ptr<Waiter> waiter_;
  std::shared_ptr<Asked> asked_;
};

HostAddresses& names_of_hosts() {
  static HostAddresses names;
  return names;
}

HostAddresses::HostAddresses() : HostAddresses(ask_system) {}
HostAddresses::HostAddresses(Ask ask) : shared_(std::make_shared<Shared>(std::move(ask))) {}
HostAddresses::~HostAddresses() = default;

void HostAddresses::worked(const std::string& host, const std::string& port,
                           asio::ip::tcp::endpoint address) {
  const std::scoped_lock lock{shared_->mutex};
  shared_->worked.insert_or_assign({host, port}, address);
}

std::optional<asio::ip::tcp::endpoint> HostAddresses::worked_last(const std::string& host,
                                                                  const std::string& port) const {
  const std::scoped_lock lock{shared_->mutex};
  const auto found = shared_->worked.find({host, port});
  return found == shared_->worked.end() ? std::nullopt : std::optional{found->second};
}

asio::awaitable<Result<TcpAddresses>> HostAddresses::of(std::string host, std::string port,
                                                        Clock::time_point end) {
  if (auto numeric = as_number(host, port)) co_return std::move(*numeric);
  const auto executor = co_await asio::this_coro::executor;
  try {
    Waiting waiting{shared_, {std::move(host), std::move(port)}, executor};
    co_await waiting.until(end).async_wait(asio::as_tuple(asio::use_awaitable));
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none) co_return error("cancelled");
    NameAnswer answer = waiting.answer();
    if (answer.fault == asio::error::timed_out) co_return error("no answer in time");
    if (answer.fault) co_return error(answer.fault.message());
    co_return std::move(answer.addresses);
  } catch (const std::system_error& fault) {
    co_return error(fault.what());  // no thread to be had
  }
}

}  // namespace ilert_bridge
