#include "tests/doubles/plain_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace ilert_bridge::doubles {
namespace {

template <class Address>
int connected_to(int family, const Address& address) {
  const int made = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_storage any{};
  std::memcpy(&any, &address, sizeof address);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&any), sizeof address) == 0) return made;
  ::close(made);
  return -1;
}

int connect_to(const Endpoint& endpoint) {
  if (endpoint.kind == Endpoint::Kind::unix_socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, endpoint.path.c_str(), sizeof address.sun_path - 1);
    return connected_to(AF_UNIX, address);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::strtoul(endpoint.port.c_str(), nullptr, 10)));
  ::inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr);
  return connected_to(AF_INET, address);
}

}  // namespace

PlainClient::PlainClient(const Endpoint& endpoint, std::chrono::milliseconds patience)
    : socket_(connect_to(endpoint)), patience_(patience) {}

PlainClient::~PlainClient() {
  if (socket_ >= 0) ::close(socket_);
}

void PlainClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void PlainClient::end_sending() { ::shutdown(socket_, SHUT_WR); }

bool PlainClient::fill() {
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  if (socket_ < 0 || ::poll(&waiting, 1, static_cast<int>(patience_.count())) <= 0) return false;
  std::array<char, 16384> room{};
  const auto got = ::recv(socket_, room.data(), room.size(), 0);
  if (got > 0) unread_.append(room.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::string PlainClient::receive(std::size_t bytes) {
  while (unread_.size() < bytes && fill()) {
  }
  auto taken = unread_.substr(0, bytes);
  unread_.erase(0, bytes);
  return taken;
}

std::string PlainClient::answer() {
  auto head = receive(16);
  if (head.size() < 16) return head;
  return head + receive(std::strtoul(head.c_str() + 4, nullptr, 10));
}

std::string PlainClient::rest() {
  while (fill()) {
  }
  return std::exchange(unread_, {});
}

bool PlainClient::closed() {
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  char one = 0;
  return ::poll(&waiting, 1, static_cast<int>(patience_.count())) > 0 &&
         ::recv(socket_, &one, 1, MSG_PEEK) <= 0;
}

std::string ask_once(const Endpoint& endpoint, std::string_view request) {
  PlainClient client(endpoint);
  if (!client.connected()) return {};
  client.send(request);
  client.end_sending();
  return client.rest();
}

}  // namespace ilert_bridge::doubles
