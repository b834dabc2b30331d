// The names of users without the system's name services, which a thread waits for: net/user_names.hpp for
// this program. A thread would take as long as the machine likes while the simulation's time flies.
#include "ilert-bridge/net/user_names.hpp"

namespace ilert_bridge {

struct UserNames::Shared {};

UserNames::UserNames() : UserNames({}, {}) {}
UserNames::UserNames(Ask, Span) : shared_(std::make_shared<Shared>()) {}
UserNames::~UserNames() = default;
UserNames::UserNames(UserNames&&) noexcept = default;

boost::asio::awaitable<std::string> UserNames::of(uid_t) { co_return "ann"; }

}  // namespace ilert_bridge
