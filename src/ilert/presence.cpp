#include "ilert-bridge/ilert/presence.hpp"

#include "ilert-bridge/ilert/answer.hpp"
#include "rest_json.hpp"

namespace ilert_bridge {
namespace {

// Who asks without a token, or with a wrong one, is refused with a body that names status and message.
bool refuses_as_ilert_does(const HttpAnswer& answer) {
  if (answer.status != 401 && answer.status != 403) return false;
  const auto value = rest::parsed(answer.body);
  if (!value || !value->is_object()) return false;
  const auto& object = value->get_object();
  return !rest::text_in(object, "message").empty() || !rest::text_in(object, "code").empty();
}

}  // namespace

HttpRequest presence_request(std::string_view base_url) {
  HttpRequest request;
  request.method = "GET";
  request.url = rest::url(base_url, "/alerts?max-results=1");
  request.headers = {"Accept: application/json"};
  return request;
}

IlertPresence presence_of(const HttpAnswer& answer) {
  using Kind = IlertPresence::Kind;
  const Answer read = read_answer(answer);
  if (answer.transport != HttpAnswer::Transport::answered) return {Kind::absent, read.text, read.remedy};
  if (refuses_as_ilert_does(answer))
    return {Kind::proven,
            "answers as ilert does; whether it takes the keys shows with an event: ilert-bridge send-test",
            {}};
  const int status = answer.status;
  if ((status >= 300 && status < 400) || status == 407 || status >= 500)
    return {Kind::absent, read.text, read.remedy};
  return {Kind::unproven,
          "something answers (" + read.text + "), but not as ilert does: that it is ilert is not proven",
          "check [ilert] url, and run ilert-bridge send-test"};
}

}  // namespace ilert_bridge
