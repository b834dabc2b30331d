#include "ilert-bridge/livestatus/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <stdexcept>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

using Kind = AskFailure::Kind;
using Clock = std::chrono::steady_clock;

constexpr std::size_t piece_bytes = 64 << 10;
// Servers build the whole answer in memory and stop at 100 MiB (Checkmk) or 500 MiB (Naemon) by default.
constexpr std::uint64_t longest_answer = std::uint64_t{1} << 30;
constexpr std::uint64_t longest_message = 4096;  // Icinga 2 sends a stack trace with an error
constexpr std::size_t shown_of_message = 300;

std::string shown(std::string_view message) { return cut(one_line(message), shown_of_message); }

std::string refusal_text(int code, const std::string& message) {
  std::string text = "the server refused the question (" + std::to_string(code) + ")";
  return message.empty() ? text : text.append(": ").append(message);
}

std::string too_large_text(const std::string& message) {
  return "the server refused the answer for its size (413" + (message.empty() ? message : ": " + message) +
         "); raise its max_response_size, or let auth_user see less";
}

// Checkmk and Naemon use 413 for "shutting down" too.
bool is_about_shutdown(const std::string& message) { return message.find("shut") != std::string::npos; }

}  // namespace

void throw_exception_from_error(const AskFailure& failure, const boost::source_location&) {
  throw std::logic_error("answer without a value: " + failure.text);
}

Connection::Connection(Endpoint endpoint, Deadlines deadlines, Redials* redials)
    : endpoint_(std::move(endpoint)), deadlines_(deadlines), redials_(redials) {}

void Connection::close() { stream_.reset(); }

AskFailure Connection::failed(Kind kind, std::string_view why) const {
  return {kind, 0, to_text(endpoint_).append(": ").append(why)};
}

AskFailure Connection::lost(const Error& fault) const {
  return {stream_->timed_out() ? Kind::timed_out : Kind::broken, 0, fault.text};
}

asio::awaitable<Asked<void>> Connection::open() {
  if (lost_ && redials_ != nullptr && !redials_->allow(Clock::now()))
    co_return failed(Kind::unreachable, "too many connections were lost within a minute, none is tried now");
  auto connecting = Stream::connect(endpoint_, deadlines_.connect);
  Result<Stream> connected = co_await std::move(connecting);
  if (!connected) co_return AskFailure{Kind::unreachable, 0, connected.error().text};
  stream_.emplace(std::move(*connected));
  co_return no_failure;
}

asio::awaitable<Asked<void>> Connection::request(const std::string& text) {
  auto writing = stream_->write(text, deadlines_.silence);
  const Result<void> written = co_await std::move(writing);
  if (!written) co_return lost(written.error());
  co_return no_failure;
}

asio::awaitable<Asked<ReplyHeader>> Connection::header() {
  std::array<char, 16> bytes{};
  auto reading = stream_->read_exactly(bytes, deadlines_.silence);
  const Result<void> read = co_await std::move(reading);
  if (!read) co_return lost(read.error());
  const Result<ReplyHeader> header = parse_header({bytes.data(), bytes.size()});
  if (!header) co_return failed(Kind::broken, header.error().text);
  co_return *header;
}

asio::awaitable<Asked<ReplyHeader>> Connection::request_and_header(const std::string& text) {
  thought_ = {};
  if (!stream_) {
    auto opening = open();
    const Asked<void> opened = co_await std::move(opening);
    if (!opened) co_return opened.error();
  }
  const Clock::time_point began = Clock::now();
  auto requesting = request(text);
  const Asked<void> requested = co_await std::move(requesting);
  if (!requested) co_return requested.error();
  auto reading = header();
  Asked<ReplyHeader> answered = co_await std::move(reading);
  thought_ = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  co_return answered;
}

asio::awaitable<Asked<ReplyHeader>> Connection::first_answer(const std::string& text) {
  if (stream_ && stream_->has_unread_input()) close();
  const bool reused = stream_.has_value();
  auto asking = request_and_header(text);
  const Asked<ReplyHeader> answered = co_await std::move(asking);
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const bool cancelled = cancellation.cancelled() != asio::cancellation_type::none;
  // A server that restarted, or gave up an idle connection (Naemon says so in plain text), has not answered
  // this question.
  const bool was_stale = !answered && reused && answered.error().kind == Kind::broken;
  if (!was_stale || cancelled) co_return answered;
  close();
  auto asking_again = request_and_header(text);
  co_return co_await std::move(asking_again);
}

asio::awaitable<Asked<void>> Connection::body(std::uint64_t length, RowReader& rows) {
  const Clock::time_point end = Clock::now() + deadlines_.answer;
  buffer_.resize(piece_bytes);
  for (std::uint64_t left = length; left > 0;) {
    if (Clock::now() > end)
      co_return failed(Kind::timed_out, "the answer is not complete after " + age_text(deadlines_.answer));
    const std::span<char> into{buffer_.data(),
                               static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer_.size()))};
    auto reading = stream_->read_some(into, deadlines_.silence);
    const Result<std::size_t> came = co_await std::move(reading);
    if (!came) co_return lost(came.error());
    if (*came == 0)
      co_return failed(Kind::broken,
                       "the answer ends " + std::to_string(left) + " bytes before its announced end");
    left -= *came;
    const Result<void> fed = rows.feed({buffer_.data(), *came});
    if (!fed) co_return failed(rows.over_limit() ? Kind::too_large : Kind::broken, fed.error().text);
  }
  const Result<void> finished = rows.finish();
  if (!finished) co_return failed(Kind::broken, finished.error().text);
  co_return no_failure;
}

asio::awaitable<Asked<void>> Connection::refusal(ReplyHeader header) {
  std::string message(static_cast<std::size_t>(std::min(header.length, longest_message)), '\0');
  const Clock::time_point end = Clock::now() + deadlines_.silence;
  std::size_t filled = 0;
  while (filled < message.size() && Clock::now() < end) {
    const std::span<char> into{message.data() + filled, message.size() - filled};
    auto reading = stream_->read_some(into, deadlines_.silence);
    const Result<std::size_t> came = co_await std::move(reading);
    if (!came || *came == 0) break;  // a part of the message is better than none
    filled += *came;
  }
  message.resize(filled);
  message = shown(message);
  const bool too_large = header.code == 413 && !is_about_shutdown(message);
  AskFailure failure = failed(too_large ? Kind::too_large : Kind::refused,
                              too_large ? too_large_text(message) : refusal_text(header.code, message));
  failure.code = header.code;
  co_return failure;
}

asio::awaitable<Asked<void>> Connection::receive(ReplyHeader header, std::size_t most_rows,
                                                 RowReader::OnRow on_row) {
  if (header.code != 200) {
    auto reading = refusal(header);
    co_return co_await std::move(reading);
  }
  if (header.length > longest_answer)
    co_return failed(Kind::too_large,
                     "the server announces " + std::to_string(header.length) + " bytes of answer");
  ReplyLimits limits;
  limits.rows = most_rows;
  RowReader rows{std::move(on_row), limits};
  auto reading = body(header.length, rows);
  co_return co_await std::move(reading);
}

asio::awaitable<Asked<void>> Connection::tell(const std::string& command, bool answers) {
  close();
  const Result<std::string> question = Query{"status"}.columns({"program_start"}).text(false);
  const std::string text = answers ? command : command + *question;
  auto asking = request_and_header(text);
  const Asked<ReplyHeader> header = co_await std::move(asking);
  if (!header) {
    close();
    co_return header.error();
  }
  if (header->code != 200) {
    auto reading = refusal(*header);
    const Asked<void> refused = co_await std::move(reading);
    close();
    co_return refused;
  }
  close();
  co_return no_failure;
}

asio::awaitable<Asked<void>> Connection::ask(const Query& query, bool keep_alive, RowReader::OnRow on_row) {
  const Result<std::string> text = query.text(keep_alive);
  if (!text) co_return failed(Kind::refused, text.error().text);
  auto asking = first_answer(*text);
  const Asked<ReplyHeader> header = co_await std::move(asking);
  lost_ = !header;
  if (!header) {
    close();
    co_return header.error();
  }
  auto receiving = receive(*header, query.most_rows(), std::move(on_row));
  const Asked<void> received = co_await std::move(receiving);
  lost_ = !received;
  if (!received || !keep_alive) close();
  co_return received;
}

}  // namespace ilert_bridge
