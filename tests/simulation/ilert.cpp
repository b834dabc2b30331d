#include "tests/simulation/ilert.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/json.hpp>
#include <boost/system/system_error.hpp>

#include "ilert-bridge/net/stream.hpp"
#include "tests/doubles/ilert_rest.hpp"
#include "tests/simulation/setting.hpp"

namespace ilert_bridge::simulation {
namespace asio = boost::asio;
namespace {

constexpr Span there{60};  // and as long back
constexpr Span patience = std::chrono::seconds{30};

HttpAnswer answered(int status, std::string body = "{}") {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

HttpAnswer unanswered(HttpAnswer::Transport how, Obstacle obstacle, std::string fault) {
  HttpAnswer answer;
  answer.transport = how;
  answer.obstacle = obstacle;
  answer.fault = std::move(fault);
  return answer;
}

HttpAnswer told(const Trouble& trouble) {
  if (trouble.kind == Trouble::Kind::answers)
    return answered(trouble.status, R"({"code":"NO","message":"not today"})");
  if (trouble.kind == Trouble::Kind::unreachable)
    return unanswered(HttpAnswer::Transport::not_sent, Obstacle::no_connection, "connection refused");
  return unanswered(HttpAnswer::Transport::cut, Obstacle::timed_out, "no answer in time");
}

bool leaves_it_open(const Trouble& trouble) {
  using Kind = Trouble::Kind;
  return trouble.kind == Kind::taken_in_vain || trouble.kind == Kind::lost || trouble.kind == Kind::hangs ||
         (trouble.kind == Kind::answers && trouble.status >= 500);
}

// Being cut off is known to whoever waits, and to nobody else.
asio::awaitable<void> travel(Span span) {
  const bool arrived = co_await sleep_for(span);
  if (!arrived) throw boost::system::system_error(asio::error::operation_aborted);
}

doubles::HttpReceived received(const HttpRequest& request) {
  doubles::HttpReceived made{.method = request.method, .target = {}, .headers = {}, .body = request.body};
  for (const std::string& line : request.headers) {
    const std::size_t colon = line.find(':');
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    made.headers[name] = line.substr(std::min(line.size(), line.find_first_not_of(' ', colon + 1)));
  }
  return made;
}

}  // namespace

std::optional<Trouble> Ilert::trouble_for(const std::string& type) {
  const auto fits = [&](const Trouble& one) { return one.only.empty() || one.only == type; };
  const auto found = std::find_if(troubles_.begin(), troubles_.end(), fits);
  if (found == troubles_.end()) return std::nullopt;
  const Trouble trouble = *found;
  if (found->times > 0 && --found->times == 0) troubles_.erase(found);
  return trouble;
}

asio::awaitable<HttpAnswer> Ilert::answer(HttpRequest request) {
  const int life = life_;
  if (request.method != "POST") {
    co_await travel(there * 2);
    const std::optional<Trouble> trouble = trouble_for("GET");
    co_return trouble ? told(*trouble) : read_back(request);
  }
  const boost::json::object sent = boost::json::parse(request.body).as_object();
  const std::string source = doubles::key_of(sent), key = doubles::text_of(sent, "alertKey");
  witness_.attempt_begins(source, key);
  bool known = false;
  struct AtTheEnd {
    std::function<void()> act;
    ~AtTheEnd() { act(); }
  };
  const AtTheEnd ended{[&] {
    if (life == life_) witness_.attempt_ends(source, key, !known);
  }};
  co_await travel(there);
  if (life != life_) throw boost::system::system_error(asio::error::operation_aborted);
  const std::optional<Trouble> trouble = trouble_for(doubles::text_of(sent, "eventType"));
  HttpAnswer answer;
  if (!trouble || trouble->kind == Trouble::Kind::taken_in_vain) answer = take(request.body);
  if (trouble) answer = told(*trouble);
  const bool waits = trouble && answer.transport == HttpAnswer::Transport::cut;
  co_await travel(waits ? patience : there);
  const bool may_stand = trouble && trouble->kind == Trouble::Kind::answers && trouble->status == 400 &&
                         doubles::text_of(sent, "eventType") == "RESOLVE";
  known = !trouble || !(leaves_it_open(*trouble) || may_stand);
  co_return answer;
}

HttpAnswer Ilert::take(const std::string& body) {
  const boost::json::object sent = boost::json::parse(body).as_object();
  if (const auto refusal = doubles::refusal_of(sent, false)) {
    witness_.refuses_the_shape(refusal->message);
    return answered(refusal->status);
  }
  const std::string source = doubles::key_of(sent), key = doubles::text_of(sent, "alertKey");
  if (std::find(keys_.begin(), keys_.end(), source) == keys_.end()) return answered(404);
  Taken taken{.source = source, .key = key, .type = doubles::text_of(sent, "eventType"), .body = sent};
  if (book_.status(source, key)) {
    const auto& all = book_.alerts();
    const auto before = std::find_if(all.rbegin(), all.rend(), [&](const doubles::AlertView& alert) {
      return alert.source == source && alert.alert_key == key;
    });
    taken.found = before->reported;
    taken.was_calling = before->status == doubles::AlertStatus::pending;
  }
  const std::size_t before = book_.alerts().size();
  book_.apply(source, sent, now());
  taken.opened = book_.alerts().size() != before;
  witness_.takes(taken);
  return answered(202);
}

HttpAnswer Ilert::read_back(const HttpRequest& request) {
  const std::string_view base{ilert_url};
  if (!request.url.starts_with(base)) return answered(404);
  const std::vector<std::string> tokens{ilert_token};
  const doubles::RestShelf shelf{
      .alerts = book_.alerts(), .keys = keys_, .tokens = tokens, .shuffled = false, .call = ++calls_};
  const doubles::HttpReply reply =
      doubles::rest_reply(received(request), std::string_view{request.url}.substr(base.size()), shelf);
  HttpAnswer answer = answered(reply.status, reply.body);
  answer.headers = reply.headers;
  answer.headers["date"] = doubles::http_date(now());
  return answer;
}

int Ilert::id_of_newest(const std::string& key) const {
  const auto& all = book_.alerts();
  const auto found = std::find_if(all.rbegin(), all.rend(),
                                  [&](const doubles::AlertView& alert) { return alert.alert_key == key; });
  return found == all.rend() ? 0 : found->id;
}

bool Ilert::accept(const std::string& key, const std::string& who) {
  return book_.accept(id_of_newest(key), who, now());
}
bool Ilert::resolve(const std::string& key, const std::string& who) {
  return book_.resolve(id_of_newest(key), who, now());
}
bool Ilert::escalate(const std::string& key, const std::string& who) {
  return book_.escalate(id_of_newest(key), who);
}

}  // namespace ilert_bridge::simulation
