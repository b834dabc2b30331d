#include "http_wires.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ilert_bridge {
namespace {

// Longer than any loss of packets that TCP overcomes by itself, shorter than the shortest patience of a
// person.
constexpr unsigned int longest_unacknowledged_millis = 20'000;

int local_port_of(curl_socket_t socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

}  // namespace

void HttpWires::watch(CURL* easy, Ticket ticket) {
  Opening& opening = openings_[ticket] = {this, ticket};
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &HttpWires::opened);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, &opening);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &HttpWires::closed);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

// What is sent and not acknowledged ends the connection long before the kernel's quarter of an hour; what is
// acknowledged and not answered is the transfer's time-out's business.
int HttpWires::opened(void* opening, curl_socket_t socket, curlsocktype) {
  const auto& [self, ticket] = *static_cast<Opening*>(opening);
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &longest_unacknowledged_millis,
               sizeof longest_unacknowledged_millis);
  self->wires_[socket] = {.user = ticket};
  return CURL_SOCKOPT_OK;
}

int HttpWires::closed(void* self, curl_socket_t socket) {
  static_cast<HttpWires*>(self)->wires_.erase(socket);
  return ::close(socket);
}

void HttpWires::uses(Ticket ticket, int local_port) {
  for (auto& [socket, wire] : wires_)
    if ((wire.user == ticket || wire.user == 0) && local_port_of(socket) == local_port)
      wire = {.user = ticket, .port = local_port};
}

void HttpWires::finished(Ticket ticket) {
  openings_.erase(ticket);
  for (auto& [socket, wire] : wires_)
    if (wire.user == ticket) wire.user = 0;
}

// The port is compared once more: a descriptor that became another's must not be touched.
void HttpWires::end_idle() {
  for (const auto& [socket, wire] : wires_)
    if (wire.user == 0 && wire.port != 0 && local_port_of(socket) == wire.port) ::shutdown(socket, SHUT_RDWR);
}

}  // namespace ilert_bridge
