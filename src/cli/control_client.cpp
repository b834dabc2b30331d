#include "ilert-bridge/cli/control_client.hpp"

#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/daemon/serve.hpp"

namespace ilert_bridge {
namespace json = boost::json;
namespace {

// A daemon that is busy with its disk still answers within this.
constexpr Span patience = std::chrono::seconds{15};

ControlFault failed(const std::string& text) { return {.kind = ControlFault::Kind::failed, .text = text}; }

}  // namespace

Result<json::object, ControlFault> ask_daemon(const std::filesystem::path& journal, json::object question) {
  question["journal"] = journal.string();
  const std::filesystem::path socket = control_socket_path(Surroundings::of_process());
  const auto line = ask_control(socket, json::serialize(question), patience);
  if (!line) return line.error();
  json::error_code fault;
  const json::value parsed = json::parse(*line, fault);
  const json::object* const whole = parsed.if_object();
  if (fault || whole == nullptr) return failed("the daemon's answer is no JSON object");
  if (const json::value* const answer = whole->if_contains("answer");
      answer != nullptr && answer->is_object())
    return answer->get_object();
  const json::value* const said = whole->if_contains("error");
  ControlFault refused =
      failed(said != nullptr && said->is_string() ? one_line(said->get_string())
                                                  : "the daemon did not say what is wrong");
  if (whole->contains("other")) refused.kind = ControlFault::Kind::nobody;
  return refused;
}

}  // namespace ilert_bridge
