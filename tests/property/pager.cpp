#include "tests/property/pager.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/ilert/request.hpp"

namespace ilert_bridge::property {
namespace asio = boost::asio;
namespace {

constexpr const char* key_of_source = "il1api0123456789abcdef";

HttpAnswer answered(int status, std::string body = "{}") {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

HttpAnswer unanswered(HttpAnswer::Transport how, std::string fault) {
  HttpAnswer answer;
  answer.transport = how;
  answer.fault = std::move(fault);
  return answer;
}

HttpAnswer told(Trouble trouble) {
  switch (trouble) {
    case Trouble::server_error:
      return answered(503);
    case Trouble::limited:
      return answered(429);
    case Trouble::forbidden:
      return answered(403);
    case Trouble::refused:
      return answered(400, R"({"code":"BAD_REQUEST","message":"no"})");
    case Trouble::not_sent:
      return unanswered(HttpAnswer::Transport::not_sent, "connection refused");
    default:
      return unanswered(HttpAnswer::Transport::cut, "no answer in time");
  }
}

}  // namespace

std::string_view text_of(Trouble trouble) {
  static constexpr std::string_view texts[] = {
      "ilert takes it",
      "ilert answers 503",
      "ilert takes it, and its answer is lost",
      "it is lost, and nobody knows",
      "ilert answers 429",
      "ilert answers 400",
      "ilert answers 403",
      "ilert cannot be reached",
      "the bridge is killed before it is sent",
      "ilert takes it, and the bridge is killed before the answer",
  };
  return texts[static_cast<int>(trouble)];
}

void Pager::expect(Trouble trouble, int times) {
  troubles_.insert(troubles_.end(), static_cast<std::size_t>(times), trouble);
}

Trouble Pager::next() {
  if (troubles_.empty()) return Trouble::none;
  const Trouble trouble = troubles_.front();
  troubles_.pop_front();
  return trouble;
}

void Pager::by_hand(const Subject& subject) { last_.erase(alert_key(subject, "mon1")); }

SendPort Pager::port() {
  return [this](Event event, bool required_only) { return send(std::move(event), required_only); };
}

asio::awaitable<Answer> Pager::send(Event event, bool required_only) {
  co_return answer_to(event, required_only);
}

Answer Pager::answer_to(const Event& event, bool required_only) {
  const Trouble trouble = next();
  say_("  " + std::string{name(event.type)} + " " + to_text(event.subject) + " (event " +
       std::to_string(event.id) + "): " + std::string{text_of(trouble)});
  if (trouble == Trouble::killed_before) throw Killed();
  const HttpRequest request =
      event_request(event, "https://api.ilert.com", key_of_source, required_only, Integration::api);
  const bool taken =
      trouble == Trouble::none || trouble == Trouble::taken_in_vain || trouble == Trouble::killed_after;
  HttpAnswer answer = taken ? take(event, request.body) : told(trouble);
  if (trouble == Trouble::killed_after) throw Killed();
  if (trouble == Trouble::taken_in_vain) answer = told(trouble);
  return read_answer(answer);
}

void Pager::watch_order(const Event& event) {
  EventId& last = last_[event.alert_key];
  if (event.id < last)
    wrong_("event " + std::to_string(event.id) + " of " + to_text(event.subject) + " came after event " +
           std::to_string(last));
  last = event.id;
}

// A RESOLVE that makes way for an ALERT is not an end; one from the server's log is about another time.
void Pager::watch_end(const Event& event) {
  const bool makes_way = event.reason == Reason::problem || event.reason == Reason::acknowledged;
  const bool of_the_past = event.reason == Reason::missed;
  if (event.type != EventType::resolve || event.subject.is_own() || makes_way || of_the_past) return;
  const auto since = alert_since_.find(event.alert_key);
  if (since == alert_since_.end() || !book_.status(key_of_source, event.alert_key)) return;
  const std::string wrong = truth_.wrong_end(event.subject, since->second);
  if (!wrong.empty()) wrong_(to_text(event.subject) + ": " + wrong);
}

HttpAnswer Pager::take(const Event& event, const std::string& body) {
  const boost::json::object sent = boost::json::parse(body).as_object();
  if (const auto refusal = doubles::refusal_of(sent, false)) {
    wrong_("the request is not one that ilert takes: " + refusal->message);
    return answered(400);
  }
  watch_order(event);
  watch_end(event);
  const std::size_t before = book_.alerts().size();
  book_.apply(key_of_source, sent, now());
  if (book_.alerts().size() == before) return answered(202);
  alert_since_[event.alert_key] = event.first_at.value_or(event.recorded_at);
  const auto pages = std::count_if(book_.alerts().begin(), book_.alerts().end(),
                                   [&](const auto& alert) { return alert.alert_key == event.alert_key; });
  const std::string wrong =
      event.subject.is_own() ? "" : truth_.wrong_pages(event.subject, static_cast<int>(pages));
  if (!wrong.empty()) wrong_(to_text(event.subject) + ": " + wrong);
  return answered(202);
}

const doubles::AlertView* Pager::newest(const std::string& key) const {
  const auto found = std::find_if(book_.alerts().rbegin(), book_.alerts().rend(),
                                  [&](const doubles::AlertView& alert) { return alert.alert_key == key; });
  return found == book_.alerts().rend() ? nullptr : &*found;
}

std::string Pager::still_open_of_its_own() const {
  for (const auto& alert : book_.alerts())
    if (alert.alert_key.starts_with("bridge-") && alert.status != doubles::AlertStatus::resolved)
      return alert.summary;
  return {};
}

}  // namespace ilert_bridge::property
