#include "ilert-bridge/daemon/serve.hpp"

#include <unistd.h>

#include <boost/json.hpp>
#include <exception>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

constexpr std::size_t longest_question = 64U << 10;
constexpr std::size_t longest_answer = 15U << 20;
constexpr Span patience = std::chrono::seconds{10};
// At a time, so that nobody can keep others out.
constexpr int most_of_one_user = 16;
constexpr int most_strangers = 48;
// Of all strangers together: a question is answered on the daemon's only thread.
constexpr Span between_strangers = std::chrono::milliseconds{100};
constexpr int strangers_at_once = 20;
constexpr Span after_a_refusal = std::chrono::seconds{1};

// The kernel's numbers suffice.
bool is_stranger(const ControlPeer& peer) { return !may_change(peer, ::geteuid(), ::getegid()); }

json::object refusal(const std::string& why) { return {{"ok", false}, {"error", why}}; }

std::string text_of(const json::object& question, std::string_view name) {
  const json::value* const found = question.if_contains(name);
  return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

}  // namespace

std::filesystem::path control_socket_path(const Surroundings& surroundings) {
  const std::string& set = surroundings.runtime_directory;
  const std::string first = set.substr(0, set.find(':'));
  return std::filesystem::path{first.empty() ? "/run/ilert-bridge" : first} / "control.sock";
}

Serve::Serve(const asio::any_io_executor& executor, std::filesystem::path socket,
             std::filesystem::path journal, UserNames names)
    : executor_(executor),
      socket_(std::move(socket)),
      journal_(std::move(journal)),
      names_(std::move(names)),
      turns_of_strangers_(between_strangers, strangers_at_once),
      conversations_(executor) {}

void Serve::answer(const std::string& ask, Right right, Answering answering) {
  answerers_[ask] = {.right = right, .answering = std::move(answering)};
}

void Serve::open() {
  if (std::exchange(opened_, true)) return;
  Result<ControlListener> listener = ControlListener::open(executor_, socket_);
  if (listener) {
    listener_.emplace(std::move(*listener));
  } else {
    log_warning(listener.error().text + "; 'status' and what changes something will not reach this daemon");
  }
}

asio::awaitable<void> Serve::run() {
  open();
  if (!listener_) co_return;
  if (stopping_) listener_->close();
  co_await accept();
  conversations_.cancel();
  co_await conversations_.join();
  listener_.reset();
  conversations_.rethrow_failure();
}

void Serve::stop() {
  stopping_ = true;
  if (listener_) listener_->close();
}

asio::awaitable<void> Serve::accept() {
  bool said = false;
  while (!listener_->closed()) {
    Result<ControlConnection> connection = co_await listener_->accept();
    if (connection) {
      if (lets_in(connection->peer())) conversations_.start(attend(std::move(*connection)));
    } else if (!listener_->closed()) {
      if (!said) log_warning(connection.error().text, {{"socket", socket_.string()}});
      said = true;
      const Span pause = std::chrono::seconds{1};
      co_await sleep_for(pause);
    }
  }
}

// Whoever has to be turned away is not told why: that would cost more than the flood it may be.
bool Serve::lets_in(const ControlPeer& peer) {
  const bool stranger = is_stranger(peer);
  int& attended = attended_[peer.user];
  if (attended == most_of_one_user || (stranger && strangers_ == most_strangers)) {
    if (attended == 0) attended_.erase(peer.user);
    return false;
  }
  ++attended;
  strangers_ += stranger ? 1 : 0;
  return true;
}

asio::awaitable<void> Serve::attend(ControlConnection connection) {
  const ControlPeer& peer = connection.peer();
  std::exception_ptr failure;
  try {
    co_await converse(connection);
  } catch (const CommitFailed&) {
    failure = std::current_exception();
    stop();
  } catch (...) {
    failure = std::current_exception();
  }
  if (--attended_[peer.user] == 0) attended_.erase(peer.user);
  strangers_ -= is_stranger(peer) ? 1 : 0;
  if (failure) std::rethrow_exception(failure);
}

// One question after the other. Whoever is silent, slow or gone is left.
asio::awaitable<void> Serve::converse(ControlConnection& connection) {
  const bool stranger = is_stranger(connection.peer());
  for (;;) {
    Result<std::optional<std::string>> line = co_await connection.read_line(longest_question, patience);
    if (!line || !*line) co_return;
    if (stranger) {
      const Span wait = turns_of_strangers_.wait(std::chrono::steady_clock::now());
      const bool waited = co_await sleep_for(wait);
      if (!waited) co_return;
    }
    std::string question = std::move(**line);
    const json::object answer = co_await reply(std::move(question), connection.peer());
    std::string text = json::serialize(answer);
    if (text.size() > longest_answer) text = json::serialize(refusal("the answer is too long"));
    const Result<void> written = co_await connection.write_line(std::move(text), patience);
    if (!written) co_return;
    if (stranger && !answer.at("ok").as_bool()) {
      const bool waited = co_await sleep_for(after_a_refusal);
      if (!waited) co_return;
    }
  }
}

asio::awaitable<json::object> Serve::reply(std::string line, const ControlPeer& peer) {
  json::object answer;
  try {
    answer = co_await consider(std::move(line), peer);
  } catch (const CommitFailed&) {
    throw;
  } catch (const boost::system::system_error& error) {
    if (error.code().category() != json::make_error_code(json::error::not_string).category()) throw;
    answer = refusal(std::string{"the question is not complete: "} + error.code().message());
  } catch (const std::out_of_range&) {
    answer = refusal("the question is not complete");
  } catch (const std::invalid_argument&) {
    answer = refusal("the question has a field of a wrong type");
  }
  co_return answer;
}

json::object Serve::refused(const std::string& ask, const Asker& asker) {
  if (refusals_.fails(asker.name, now()))
    log_warning("refused to change something for a user without the right to",
                {{"ask", ask}, {"user", asker.name}});
  return refusal("user " + asker.name + " may ask but not change; be root or a member of the daemon's group");
}

asio::awaitable<json::object> Serve::consider(std::string line, const ControlPeer& peer) {
  json::error_code fault;
  const json::value parsed = json::parse(line, fault);
  if (fault || !parsed.is_object()) co_return refusal("the question is no JSON object");
  json::object question = parsed.get_object();
  const std::string meant_for = text_of(question, "journal");
  if (!meant_for.empty() && meant_for != journal_.string()) {
    json::object other = refusal("the daemon that answers at " + socket_.string() +
                                 " owns another journal, " + journal_.string());
    other["other"] = true;
    co_return other;
  }
  const std::string ask = text_of(question, "ask");
  const auto found = answerers_.find(ask);
  if (found == answerers_.end()) co_return refusal("this daemon does not know the question " + quoted(ask));
  Asker asker{.user = peer.user, .name = std::to_string(peer.user)};
  if (found->second.right == Right::change) {
    if (is_stranger(peer)) co_return refused(ask, asker);
    asker.name = co_await names_.of(peer.user);
    log_notice("asked to", {{"ask", ask}, {"user", asker.name}});
  }
  auto answering = found->second.answering(std::move(question), std::move(asker));
  Result<json::object> answer = co_await std::move(answering);
  if (!answer) co_return refusal(answer.error().text);
  json::object whole{{"ok", true}};
  whole["answer"] = std::move(*answer);
  co_return whole;
}

}  // namespace ilert_bridge
