#include "tests/bench/bare_client.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <stdexcept>

namespace ilert_bridge::bench {
namespace {

namespace json = boost::json;
using boost::system::error_code;

struct KeepsNothing {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t, error_code&) { return true; }
  bool on_key_part(json::string_view, std::size_t, error_code&) { return true; }
  bool on_key(json::string_view, std::size_t, error_code&) { return true; }
  bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, error_code&) { return true; }
  bool on_double(double, json::string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }
};

constexpr std::size_t header_bytes = 16;
constexpr std::size_t piece_bytes = 64 << 10;

}  // namespace

BareClient::BareClient(const std::string& unix_path)
    : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)), buffer_(piece_bytes) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("nobody listens at " + unix_path);
}

BareClient::~BareClient() { ::close(socket_); }

std::size_t BareClient::read_some(char* into, std::size_t room) {
  const ssize_t came = ::read(socket_, into, room);
  if (came <= 0) throw std::runtime_error("the answer ended early");
  return static_cast<std::size_t>(came);
}

std::size_t BareClient::ask(const std::string& request) {
  if (::write(socket_, request.data(), request.size()) != static_cast<ssize_t>(request.size()))
    throw std::runtime_error("the request was not taken");
  for (std::size_t filled = 0; filled < header_bytes;)
    filled += read_some(buffer_.data() + filled, header_bytes - filled);
  const std::string header{buffer_.data(), header_bytes};
  if (!header.starts_with("200 ")) throw std::runtime_error("the server refused the question: " + header);
  const std::size_t length = std::stoul(header.substr(4));

  json::basic_parser<KeepsNothing> parser{json::parse_options{}};
  error_code fault;
  for (std::size_t left = length; left > 0 && !fault;) {
    const std::size_t came = read_some(buffer_.data(), std::min(left, buffer_.size()));
    left -= came;
    parser.write_some(true, buffer_.data(), came, fault);
  }
  if (fault || !parser.done()) throw std::runtime_error("the answer is not JSON: " + fault.message());
  return length;
}

}  // namespace ilert_bridge::bench
