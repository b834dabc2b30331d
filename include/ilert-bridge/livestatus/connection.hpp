// One Livestatus connection: asks one question at a time, streams the rows of the answer. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "ilert-bridge/livestatus/query.hpp"
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
  int code = 0;  // the server's, if refused
  std::string text;
};
template <class T>
using Asked = Result<T, AskFailure>;
[[noreturn]] void throw_exception_from_error(const AskFailure& failure, const boost::source_location& where);

class Connection {
 public:
  struct Deadlines {
    Span connect = std::chrono::seconds{10};
    Span silence = std::chrono::seconds{60};  // between two pieces of an answer; servers answer after the whole scan
  };
  Connection(Endpoint endpoint, Deadlines deadlines);

  // Rows go to on_row as they come. After any failure the connection is closed. A kept-alive connection that turns out to
  // be closed is opened anew once. `keep_alive` false closes after the answer.
  boost::asio::awaitable<Asked<void>> ask(const Query& query, bool keep_alive, RowReader::OnRow on_row);
  void close();

 private:
  Endpoint endpoint_;
  Deadlines deadlines_;
  std::optional<Stream> stream_;
};

}  // namespace ilert_bridge
