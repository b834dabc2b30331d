// One Livestatus connection: asks one question at a time, streams the rows of the answer. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/livestatus/query.hpp"
#include "ilert-bridge/livestatus/redial.hpp"
#include "ilert-bridge/livestatus/reply.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {

struct AskFailure {
  enum class Kind {
    unreachable,  // no connection
    timed_out,    // no complete answer within the deadline
    broken,       // not Livestatus, cut short, or JSON that is none
    refused,      // the server answered with an error code
    too_large     // the server refused the answer for its size (413), or it is over our limits
  } kind = Kind::broken;
  int code = 0;  // the server's, if it gave one
  std::string text;
};
template <class T>
using Asked = Result<T, AskFailure>;
inline constexpr boost::system::in_place_value_t
    no_failure{};  // for co_return; moving an Asked<void>{} makes GCC 12 warn
[[noreturn]] void throw_exception_from_error(const AskFailure& failure, const boost::source_location& where);

class Connection {
 public:
  struct Deadlines {
    Span connect = std::chrono::seconds{10};
    Span silence =
        std::chrono::seconds{60};  // between two pieces of an answer; servers answer after the whole scan
    Span answer = std::chrono::minutes{5};  // for a whole answer, however steadily it drips
  };
  // `redials`: shared by the connections of a site, outlives them.
  Connection(Endpoint endpoint, Deadlines deadlines, Redials* redials = nullptr);

  // Rows go to on_row as they come: after a failure some may have come. After any failure the connection is
  // closed. A kept-alive connection that turns out to be closed is opened anew once. `keep_alive` false
  // closes after the answer.
  boost::asio::awaitable<Asked<void>> ask(const Query& query, bool keep_alive, RowReader::OnRow on_row);
  // Says one command on a connection of its own, which ends with it. `answers`: the server says what became
  // of it; else a question behind it shows that the command was read, or what the server had to say about it.
  // Without an error it was read; what came of it only the objects show.
  boost::asio::awaitable<Asked<void>> tell(const std::string& command, bool answers);
  void close();
  void set_deadlines(const Deadlines& deadlines) { deadlines_ = deadlines; }
  // How long the server thought about the last question: from its end to the beginning of the answer.
  std::chrono::microseconds thought() const { return thought_; }

 private:
  boost::asio::awaitable<Asked<void>> open();
  boost::asio::awaitable<Asked<void>> request(const std::string& text);
  boost::asio::awaitable<Asked<ReplyHeader>> header();
  boost::asio::awaitable<Asked<ReplyHeader>> request_and_header(const std::string& text);
  boost::asio::awaitable<Asked<ReplyHeader>> first_answer(const std::string& text);
  boost::asio::awaitable<Asked<void>> receive(ReplyHeader header, std::size_t most_rows,
                                              RowReader::OnRow on_row);
  boost::asio::awaitable<Asked<void>> body(std::uint64_t length, RowReader& rows);
  boost::asio::awaitable<Asked<void>> refusal(ReplyHeader header);
  AskFailure failed(AskFailure::Kind kind, std::string_view why) const;
  AskFailure lost(const Error& fault) const;

  Endpoint endpoint_;
  Deadlines deadlines_;
  Redials* redials_;
  bool lost_ = false;  // the last question failed
  std::chrono::microseconds thought_{};
  std::optional<Stream> stream_;
  std::vector<char> buffer_;
};

}  // namespace ilert_bridge
