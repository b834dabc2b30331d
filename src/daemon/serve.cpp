#include "ilert-bridge/daemon/serve.hpp"

#include <pwd.h>
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
// Of one user at a time, so that nobody can keep others out.
constexpr int most_of_one_user = 16;

json::object refusal(const std::string& why) { return {{"ok", false}, {"error", why}}; }

// Looking up a name may ask a server: only where it counts.
Asker asker_of(const ControlPeer& peer, Right right) {
  const passwd* const known = right == Right::change ? ::getpwuid(peer.user) : nullptr;
  return {.user = peer.user, .name = known == nullptr ? std::to_string(peer.user) : clean(known->pw_name)};
}

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
             std::filesystem::path journal)
    : executor_(executor),
      socket_(std::move(socket)),
      journal_(std::move(journal)),
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
      int& attended = attended_[connection->peer().user];
      if (attended == most_of_one_user) continue;
      ++attended;
      conversations_.start(attend(std::move(*connection)));
    } else if (!listener_->closed()) {
      if (!said) log_warning(connection.error().text, {{"socket", socket_.string()}});
      said = true;
      const Span pause = std::chrono::seconds{1};
      co_await sleep_for(pause);
    }
  }
}

asio::awaitable<void> Serve::attend(ControlConnection connection) {
  const uid_t user = connection.peer().user;
  std::exception_ptr failure;
  try {
    co_await converse(connection);
  } catch (const CommitFailed&) {
    failure = std::current_exception();
    stop();
  } catch (...) {
    failure = std::current_exception();
  }
  if (--attended_[user] == 0) attended_.erase(user);
  if (failure) std::rethrow_exception(failure);
}

// Whoever is silent, slow or gone is left.
asio::awaitable<void> Serve::converse(ControlConnection& connection) {
  for (;;) {
    Result<std::optional<std::string>> line = co_await connection.read_line(longest_question, patience);
    if (!line || !*line) co_return;
    std::string question = std::move(**line);
    std::string answer = co_await reply(std::move(question), connection.peer());
    const Result<void> written = co_await connection.write_line(std::move(answer), patience);
    if (!written) co_return;
  }
}

asio::awaitable<std::string> Serve::reply(std::string line, const ControlPeer& peer) {
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
  std::string text = json::serialize(answer);
  if (text.size() > longest_answer) text = json::serialize(refusal("the answer is too long"));
  co_return text;
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
  const bool changes = found->second.right == Right::change;
  Asker asker = asker_of(peer, found->second.right);
  if (changes && !may_change(peer, ::geteuid(), ::getegid())) {
    if (refusals_.fails(asker.name, now()))
      log_warning("refused to change something for a user without the right to",
                  {{"ask", ask}, {"user", asker.name}});
    co_return refusal("user " + asker.name +
                      " may ask but not change; be root or a member of the daemon's group");
  }
  if (changes) log_notice("asked to", {{"ask", ask}, {"user", asker.name}});
  auto answering = found->second.answering(std::move(question), std::move(asker));
  Result<json::object> answer = co_await std::move(answering);
  if (!answer) co_return refusal(answer.error().text);
  json::object whole{{"ok", true}};
  whole["answer"] = std::move(*answer);
  co_return whole;
}

}  // namespace ilert_bridge
