#include "tests/doubles/livestatus_send.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>

namespace ilert_bridge::doubles {
namespace {

namespace asio = boost::asio;
using Kind = Fault::Kind;

asio::awaitable<void> pause_for(std::chrono::milliseconds span) {
  asio::steady_timer timer(co_await asio::this_coro::executor, span);
  constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
  co_await timer.async_wait(as_result);
}

// Listens without a word until the client or the server ends it. The room is not part of the coroutine's
// frame: of large frames GCC 12 believes, when it optimises, that they are freed in another way than they
// were allocated.
asio::awaitable<void> stay_silent(Wire& wire) {
  std::string unheard(4096, ' ');
  while (co_await wire.read(unheard.data(), unheard.size()) != 0) {
  }
}

asio::awaitable<bool> in_pieces(Wire& wire, std::string_view bytes, std::size_t size,
                                std::chrono::milliseconds pause) {
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    const auto piece = bytes.substr(at, size);
    const bool written = co_await wire.write(piece);
    if (!written) co_return false;
    if (pause.count() > 0) co_await pause_for(pause);
  }
  co_return true;
}

// The rows of the right answer again and again, so that each of them is well-formed.
asio::awaitable<void> without_end(Wire& wire, std::string_view body) {
  const auto first = body.find('['), last = body.rfind(']');
  std::string rows = first < last && last != std::string_view::npos
                         ? std::string(body.substr(first + 1, last - first - 1))
                         : "";
  if (rows.empty()) rows = "[\"never\",0]";
  std::string piece = rows;
  while (piece.size() < 64 * 1024) (piece += ",\n") += rows;
  const std::string head = "200  1000000000\n[" + piece;
  bool written = co_await wire.write(head);
  piece.insert(0, ",\n");
  while (written) written = co_await wire.write(piece);
}

std::string with_bad_strings(const std::string& body) {
  std::string bad;
  bool inside = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    bad += body[i];
    if (body[i] == '\\' && i + 1 < body.size())
      bad += body[++i];
    else if (body[i] == '"' && (inside = !inside))
      bad += '\xFF';
  }
  return bad;
}

std::string with_wrong_length(const ServerAnswer& answer, std::size_t more) {
  std::array<char, 32> head{};
  std::snprintf(head.data(), head.size(), "%03d %11zu\n", answer.code,
                answer.body.size() + std::max<std::size_t>(more, 1));
  return head.data() + answer.body;
}

}  // namespace

ServerAnswer spoiled(ServerAnswer answer, const std::optional<Fault>& fault) {
  if (!fault) return answer;
  switch (fault->kind) {
    case Kind::empty_body:
      answer.body.clear();
      break;
    case Kind::not_json:
      answer.body = "<html>503 Service Unavailable</html>\n";
      break;
    case Kind::invalid_utf8:
      answer.body = with_bad_strings(answer.body);
      break;
    case Kind::refuse:
      answer.code = fault->code;
      answer.body = fault->text + "\n";
      break;
    case Kind::too_large:
      answer.code = 413;
      answer.body = "Maximum response size of 104857600 bytes exceeded!\n";
      break;
    default:
      break;
  }
  return answer;
}

asio::awaitable<bool> send(Wire& wire, const ServerAnswer& answer, Flavour flavour,
                           const std::optional<Fault>& fault) {
  const std::string bytes = answer.bytes(flavour);
  const std::string_view all = bytes;
  if (!fault) co_return co_await wire.write(all);
  switch (fault->kind) {
    case Kind::hang:
      co_await stay_silent(wire);
      co_return false;
    case Kind::empty:
      co_return false;
    case Kind::cut_after:
      co_await wire.write(all.substr(0, fault->bytes));
      co_return false;
    case Kind::reset_after:
      co_await wire.write(all.substr(0, fault->bytes));
      wire.reset();
      co_return false;
    case Kind::garbage: {
      const std::string_view nonsense("\x16\x03\x01 HTTP/1.1 400 Bad Request\r\n\r\n\x00\x7f", 34);
      co_await wire.write(nonsense);
      co_return false;
    }
    case Kind::wrong_length: {
      const auto promised = with_wrong_length(answer, fault->bytes);
      co_await wire.write(promised);
      co_return false;
    }
    case Kind::never_ending:
      co_await without_end(wire, answer.body);
      co_return false;
    case Kind::one_byte_writes:
      co_return co_await in_pieces(wire, all, 1, std::chrono::milliseconds{0});
    case Kind::slow:
      co_return co_await in_pieces(wire, all, std::max<std::size_t>(fault->bytes, 1), fault->pause);
    default:
      co_return co_await wire.write(all);
  }
}

}  // namespace ilert_bridge::doubles
