#include "tests/doubles/ilert_double.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string_view>
#include <utility>

#include "tests/doubles/http_listener.hpp"
#include "tests/doubles/ilert_older.hpp"
#include "tests/doubles/ilert_rest.hpp"

namespace ilert_bridge::doubles {
namespace {

HttpReply json_reply(int status, const boost::json::value& body) {
  return {.status = status,
          .headers = {{"content-type", "application/json"}},
          .body = boost::json::serialize(body)};
}

HttpReply error_reply(int status, std::string_view code, std::string_view message) {
  return json_reply(status, boost::json::object{{"status", status}, {"message", message}, {"code", code}});
}

HttpReply reply_to(const HttpFault& fault) {
  HttpReply reply{.status = fault.status, .headers = fault.headers, .body = fault.body};
  if (!fault.body.empty() && !fault.headers.contains("content-type"))
    reply.headers["content-type"] = fault.body.front() == '{' ? "application/json" : "text/plain";
  return reply;
}

HttpReply::Ending ending_of(HttpFault::Kind kind) {
  using Ending = HttpReply::Ending;
  switch (kind) {
    case HttpFault::Kind::answer:
    case HttpFault::Kind::slow:
      return Ending::complete;
    case HttpFault::Kind::hang:
      return Ending::hang;
    case HttpFault::Kind::close_now:
    case HttpFault::Kind::drop_after_processing:
      return Ending::close_now;
    case HttpFault::Kind::half_body:
      return Ending::half_body;
    case HttpFault::Kind::wrong_length:
      return Ending::wrong_length;
    case HttpFault::Kind::garbage:
      return Ending::garbage;
  }
  return Ending::complete;
}

std::string correlation_id(int seq) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "00000000-0000-4000-8000-%012d", seq);
  return text.data();
}

std::string body_of_202(BodyOf202 profile, const std::string& alert_key) {
  switch (profile) {
    case BodyOf202::empty:
      return {};
    case BodyOf202::object:
      return "{}";
    case BodyOf202::alert_key:
      return boost::json::serialize(boost::json::object{{"alertKey", alert_key}});
    case BodyOf202::text:
      return "accepted, thank you";
  }
  return {};
}

// The path behind "/api", without the query; whatever prefix a gateway put before it.
std::string_view api_path(std::string_view target) {
  target = target.substr(0, target.find('?'));
  const std::size_t at = target.find("/api/");
  return at == std::string_view::npos ? std::string_view{} : target.substr(at + 4);
}

constexpr std::string_view checkmk_path = "/v1/events/checkmk-ext/";

}  // namespace

class IlertDouble::Ilert {
 public:
  explicit Ilert(IlertOptions options);

  const IlertOptions options;
  mutable std::mutex mutex;  // guards all that follows but the listener
  mutable std::condition_variable changed;
  std::uint64_t changes = 0;
  FaultScript faults;
  FaultScript rest_faults;
  std::vector<ReceivedEvent> events;
  std::vector<HttpReceived> calls;
  AlertBook book;

  void settle();  // applies what is due by now
  void tell();    // wakes who waits for a change

 private:
  struct Window {
    Time begin{};
    int used = 0;
  };
  struct Due {
    Time at;
    std::string source;
    boost::json::object event;
  };

  HttpReply respond(const HttpReceived& request);
  HttpReply respond_to_event(const HttpReceived& request, std::string_view key_in_path);
  HttpReply respond_to_older(const HttpReceived& request, std::optional<OlderBody> body, std::string key);
  HttpReply answered(ReceivedEvent event, const std::function<HttpReply(ReceivedEvent&)>& take_it);
  HttpReply take(ReceivedEvent& event);
  HttpReply take_older(ReceivedEvent& event, const boost::json::object& meaning);
  HttpReply respond_to_reader(const HttpReceived& request);
  bool over_limit(Window& window, int per_minute, Time at) const;

  std::map<std::string, Window> windows_;
  Window rest_window_;
  std::deque<Due> queue_;

 public:
  HttpListener listener;  // last: its thread uses all of the above
};

IlertDouble::Ilert::Ilert(IlertOptions wished)
    : options{std::move(wished)},
      listener{[this](const HttpReceived& request) { return respond(request); }, options.tls} {}

void IlertDouble::Ilert::settle() {
  const Time time = options.clock();
  for (; !queue_.empty() && queue_.front().at <= time; queue_.pop_front())
    book.apply(queue_.front().source, queue_.front().event, queue_.front().at);
}

void IlertDouble::Ilert::tell() {
  ++changes;
  changed.notify_all();
}

HttpReply IlertDouble::Ilert::respond(const HttpReceived& request) {
  const std::scoped_lock lock{mutex};
  settle();
  const std::string_view path = api_path(request.target);
  HttpReply reply = error_reply(404, "NOT_FOUND", "No such resource");
  if (request.method == "POST" && path == "/events") {
    reply = respond_to_event(request, {});
  } else if (request.method == "POST" && path.starts_with(checkmk_path)) {
    reply = respond_to_older(request, read_checkmk_body(request.body),
                             percent_decoded(path.substr(checkmk_path.size())));
  } else if (request.method == "POST" && path == "/v1/events/nagios") {
    std::optional<OlderBody> body = read_nagios_body(request.body);
    const std::string key = body ? body->key : std::string{};
    reply = respond_to_older(request, std::move(body), key);
  } else if (request.method == "POST" && path.starts_with("/events/")) {
    reply = respond_to_event(request, path.substr(std::string_view{"/events/"}.size()));
  } else if (request.method == "GET" && path.starts_with("/alert")) {
    reply = respond_to_reader(request);
  }
  tell();
  return reply;
}

HttpReply IlertDouble::Ilert::respond_to_event(const HttpReceived& request, std::string_view key_in_path) {
  ReceivedEvent event;
  event.seq = static_cast<int>(events.size()) + 1;
  event.at = options.clock();
  event.raw = request.body;
  event.headers = request.headers;
  boost::system::error_code malformed;
  const boost::json::value parsed = boost::json::parse(request.body, malformed);
  if (!malformed && parsed.is_object()) event.body = parsed.get_object();
  if (!key_in_path.empty()) event.body["integrationKey"] = key_in_path;
  event.key = key_of(event.body);
  event.type = text_of(event.body, "eventType");
  event.alert_key = text_of(event.body, "alertKey");
  event.summary = text_of(event.body, "summary");

  return answered(std::move(event), [this](ReceivedEvent& each) { return take(each); });
}

HttpReply IlertDouble::Ilert::respond_to_older(const HttpReceived& request, std::optional<OlderBody> body,
                                               std::string key) {
  ReceivedEvent event;
  event.seq = static_cast<int>(events.size()) + 1;
  event.at = options.clock();
  event.raw = request.body;
  event.target = request.target;
  event.headers = request.headers;
  event.key = std::move(key);
  boost::json::object meaning;
  if (body) {
    event.body = body->words;
    meaning = body->event;
    event.type = text_of(meaning, "eventType");
    event.alert_key = text_of(meaning, "alertKey");
    event.summary = text_of(meaning, "summary");
  }
  return answered(std::move(event), [&](ReceivedEvent& each) {
    return body ? take_older(each, meaning)
                : error_reply(400, "VALIDATION_ERROR", "this is no notification of a host or service");
  });
}

HttpReply IlertDouble::Ilert::answered(ReceivedEvent event,
                                       const std::function<HttpReply(ReceivedEvent&)>& take_it) {
  const std::optional<HttpFault> fault = faults.next(event.alert_key);
  HttpReply reply = fault && !fault->takes_event() ? reply_to(*fault) : take_it(event);
  if (fault) {
    reply.ending = ending_of(fault->kind);
    reply.pause = fault->pause;
  }
  const bool answered = reply.ending == HttpReply::Ending::complete;
  event.status = answered ? reply.status : 0;
  events.push_back(std::move(event));
  return reply;
}

// An event of an older alert source has been processed when it is answered.
HttpReply IlertDouble::Ilert::take_older(ReceivedEvent& event, const boost::json::object& meaning) {
  if (over_limit(windows_[event.key], options.per_minute, event.at)) return reply_to(HttpFault::too_many());
  if (std::find(options.keys.begin(), options.keys.end(), event.key) == options.keys.end())
    return error_reply(404, "NOT_FOUND", "No alert source with this integration key");
  if (event.type.empty()) return json_reply(200, boost::json::object{{"message", "ignored"}});
  const std::optional<AlertStatus> status = book.status(event.key, event.alert_key);
  if (event.type != "ALERT" && !status)
    return error_reply(400, "NONE_OPEN_FOR_KEY", "No alert is open for this key");
  if (event.type == "ACCEPT" && status == AlertStatus::accepted)
    return error_reply(400, "INCIDENT_ALREADY_ACCEPTED", "The alert has been accepted already");
  event.taken = true;
  book.apply(event.key, meaning, event.at);
  return json_reply(200,
                    boost::json::object{{"event", boost::json::object{{"incidentKey", event.alert_key}}}});
}

HttpReply IlertDouble::Ilert::take(ReceivedEvent& event) {
  if (over_limit(windows_[event.key], options.per_minute, event.at)) return reply_to(HttpFault::too_many());
  if (const auto refusal = refusal_of(event.body, options.strict_summary))
    return error_reply(refusal->status, refusal->code, refusal->message);
  const bool known = std::find(options.keys.begin(), options.keys.end(), event.key) != options.keys.end();
  if (!known && options.unknown_key_status != 202)
    return error_reply(options.unknown_key_status, "NOT_FOUND", "No alert source with this integration key");
  event.taken = known;
  if (known) queue_.push_back({event.at + options.processing_delay, event.key, event.body});
  settle();
  return {.status = 202,
          .headers = {{"correlation-id", correlation_id(event.seq)}},
          .body = body_of_202(options.body, event.alert_key)};
}

bool IlertDouble::Ilert::over_limit(Window& window, int per_minute, Time at) const {
  if (per_minute == 0) return false;
  if (window.used == 0 || at >= window.begin + options.window) window = {at, 0};
  return ++window.used > per_minute;
}

HttpReply IlertDouble::Ilert::respond_to_reader(const HttpReceived& request) {
  const Time at = options.clock();
  calls.push_back(request);
  std::string_view target = request.target;
  target.remove_prefix(target.find("/api/") + 4);
  const std::optional<HttpFault> fault = rest_faults.next({});
  HttpReply reply = fault && !fault->takes_event() ? reply_to(*fault)
                    : over_limit(rest_window_, options.rest_per_minute, at)
                        ? reply_to(HttpFault::too_many())
                        : rest_reply(request, target,
                                     {.alerts = book.alerts(),
                                      .keys = options.keys,
                                      .tokens = options.tokens,
                                      .shuffled = options.shuffled,
                                      .call = static_cast<int>(calls.size())});
  if (fault) {
    reply.ending = ending_of(fault->kind);
    reply.pause = fault->pause;
  }
  reply.headers.emplace("date", http_date(at));
  return reply;
}

IlertDouble::IlertDouble(IlertOptions options) : ilert_{std::make_unique<Ilert>(std::move(options))} {}
IlertDouble::~IlertDouble() = default;

std::string IlertDouble::url() const { return ilert_->listener.origin() + "/api"; }
void IlertDouble::stop() { ilert_->listener.stop(); }
void IlertDouble::start() { ilert_->listener.start(); }
void IlertDouble::swallow() { ilert_->listener.swallow(); }

int IlertDouble::connections() const { return ilert_->listener.connections(); }

void IlertDouble::fault(HttpFault fault, int times) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->faults.add(std::move(fault), times);
}

void IlertDouble::fault_for(const std::string& alert_key, HttpFault fault, int times) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->faults.add_for(alert_key, std::move(fault), times);
}

void IlertDouble::fault_rest(HttpFault fault, int times) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->rest_faults.add(std::move(fault), times);
}

void IlertDouble::heal() {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->faults.clear();
  ilert_->rest_faults.clear();
}

std::vector<std::string> IlertDouble::rest_calls() const {
  const std::scoped_lock lock{ilert_->mutex};
  std::vector<std::string> targets;
  for (const HttpReceived& call : ilert_->calls) targets.push_back(call.target);
  return targets;
}

std::vector<ReceivedEvent> IlertDouble::events() const {
  const std::scoped_lock lock{ilert_->mutex};
  return ilert_->events;
}

std::vector<std::string> IlertDouble::types_taken(const std::string& alert_key) const {
  std::vector<std::string> types;
  for (const ReceivedEvent& event : events())
    if (event.taken && same_key(event.alert_key) == same_key(alert_key)) types.push_back(event.type);
  return types;
}

std::vector<AlertView> IlertDouble::alerts() const {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->settle();
  return ilert_->book.alerts();
}

std::optional<AlertView> IlertDouble::last_alert(const std::string& alert_key) const {
  const std::vector<AlertView> all = alerts();
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const AlertView& alert) {
    return same_key(alert.alert_key) == same_key(alert_key);
  });
  return found == all.rend() ? std::nullopt : std::optional{*found};
}

int IlertDouble::open_alerts() const {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->settle();
  return ilert_->book.open_alerts();
}

int IlertDouble::pages() const {
  int pages = 0;
  for (const AlertView& alert : alerts()) pages += alert.pages;
  return pages;
}

bool IlertDouble::authorization_seen() const {
  const std::vector<ReceivedEvent> all = events();
  return std::any_of(all.begin(), all.end(),
                     [](const ReceivedEvent& event) { return event.headers.contains("authorization"); });
}

int IlertDouble::most_events_within(Span span) const {
  std::map<std::string, std::deque<Time>> recent;
  std::size_t most = 0;
  for (const ReceivedEvent& event : events()) {
    std::deque<Time>& times = recent[event.key];
    times.push_back(event.at);
    while (times.front() <= event.at - span) times.pop_front();
    most = std::max(most, times.size());
  }
  return static_cast<int>(most);
}

bool IlertDouble::wait_until(const std::function<bool()>& holds, Span within) const {
  constexpr Span slice{20};  // what is due after the processing delay changes without a request
  const auto deadline = std::chrono::steady_clock::now() + within;
  for (;;) {
    const std::uint64_t seen = [this] {
      const std::scoped_lock lock{ilert_->mutex};
      return ilert_->changes;
    }();
    if (holds()) return true;
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::unique_lock lock{ilert_->mutex};
    ilert_->changed.wait_for(lock, slice, [&] { return ilert_->changes != seen; });
  }
}

bool IlertDouble::accept(int id, const std::string& user) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->settle();
  ilert_->tell();
  return ilert_->book.accept(id, user, ilert_->options.clock());
}

bool IlertDouble::escalate(int id, const std::string& user) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->settle();
  ilert_->tell();
  return ilert_->book.escalate(id, user);
}

bool IlertDouble::resolve(int id, const std::string& user) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->settle();
  ilert_->tell();
  return ilert_->book.resolve(id, user, ilert_->options.clock());
}

bool IlertDouble::comment(int id, const std::string& user, const std::string& text) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->settle();
  ilert_->tell();
  return ilert_->book.comment(id, user, text);
}

bool IlertDouble::resolve_by_itself(int id) {
  const std::scoped_lock lock{ilert_->mutex};
  ilert_->settle();
  ilert_->tell();
  return ilert_->book.resolve_by_itself(id, ilert_->options.clock());
}

}  // namespace ilert_bridge::doubles
