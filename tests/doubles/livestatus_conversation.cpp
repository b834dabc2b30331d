#include "tests/doubles/livestatus_conversation.hpp"

#include "tests/doubles/livestatus_framing.hpp"
#include "tests/doubles/livestatus_query.hpp"

namespace ilert_bridge::doubles {
namespace {

namespace asio = boost::asio;
using Kind = Framing::Heard::Kind;

// Said to a request that never was one, so it cannot have asked for the 16 bytes.
std::string complaint(const Framing::Heard& heard, Flavour flavour) {
  const ServerAnswer answer{.code = heard.code, .body = heard.text + "\n"};
  return answer.bytes(flavour);
}

}  // namespace

asio::awaitable<void> converse(Wire& wire, Flavour flavour, const Respond& respond) {
  Framing framing(flavour);
  std::string room(16384, ' ');
  bool goes_on = co_await wire.open();
  while (goes_on) {
    const auto heard = framing.next();
    if (heard.kind == Kind::more) {
      const std::size_t bytes = co_await wire.read(room.data(), room.size());
      bytes == 0 ? framing.end() : framing.feed({room.data(), bytes});
    } else if (heard.kind == Kind::request) {
      goes_on = co_await respond(heard.lines);
    } else {
      const auto bytes = heard.kind == Kind::refused ? complaint(heard, flavour) : std::string();
      co_await wire.write(bytes);
      goes_on = false;
    }
  }
}

}  // namespace ilert_bridge::doubles
