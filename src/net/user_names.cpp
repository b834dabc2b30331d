#include "ilert-bridge/net/user_names.hpp"

#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/net/stream.hpp"
#include "signals_blocked.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
namespace {

constexpr Span two_seconds = std::chrono::seconds{2};
constexpr auto kept = std::chrono::minutes{10};
constexpr std::size_t largest_entry = 1U << 20;

std::string ask_system(uid_t user) {
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> room(1U << 10);
  while (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == ERANGE &&
         room.size() < largest_entry)
    room.resize(2 * room.size());
  return found == nullptr ? std::string{} : std::string{found->pw_name};
}

}  // namespace

struct UserNames::Shared {
  struct Lookup {
    Clock::time_point began = Clock::now();
    std::optional<std::string> name = {};  // nothing: it still runs
  };

  Shared(Ask how, Span how_long) : ask(std::move(how)), patience(how_long) {}

  const Ask ask;
  const Span patience;
  std::mutex mutex;  // for what is below
  std::map<uid_t, Lookup> lookups;

  // Throws std::system_error if there is no thread to be had.
  static Lookup present(const std::shared_ptr<Shared>& self, uid_t user) {
    const std::scoped_lock lock{self->mutex};
    const auto known = self->lookups.find(user);
    if (known != self->lookups.end()) {
      const bool stale = known->second.name && Clock::now() - known->second.began > kept;
      if (!stale) return known->second;
    }
    const SignalsBlocked blocked;
    std::thread{[self, user] {
      std::string name = self->ask(user);
      const std::scoped_lock done{self->mutex};
      self->lookups[user].name = clean(name);
    }}.detach();
    return self->lookups[user] = Lookup{};
  }
};

UserNames::UserNames() : UserNames(ask_system, two_seconds) {}
UserNames::UserNames(Ask ask, Span patience) : shared_(std::make_shared<Shared>(std::move(ask), patience)) {}
UserNames::~UserNames() = default;
UserNames::UserNames(UserNames&&) noexcept = default;

// It looks every few milliseconds instead of being woken: so a thread that comes back late, when the loop may
// be gone, has nobody to wake.
asio::awaitable<std::string> UserNames::of(uid_t user) {
  const std::shared_ptr<Shared> shared = shared_;
  const std::string number = std::to_string(user);
  try {
    for (Span pause{1};; pause = std::min(2 * pause, Span{20})) {
      const Shared::Lookup lookup = Shared::present(shared, user);
      if (lookup.name) co_return lookup.name->empty() ? number : *lookup.name;
      if (Clock::now() - lookup.began >= shared->patience) co_return number;
      const bool slept = co_await sleep_for(pause);
      if (!slept) co_return number;
    }
  } catch (const std::system_error&) {
    co_return number;  // no thread to be had
  }
}

}  // namespace ilert_bridge
