#include "ilert-bridge/ilert/alert_source.hpp"

#include <utility>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/link.hpp"
#include "rest_json.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;
using rest::field;
using rest::text_in;

bool is(const json::object& source, std::string_view name, bool value) {
  const json::value* found = field(source, name);
  return found != nullptr && found->is_bool() && found->get_bool() == value;
}

// A word of ilert's, fit to be shown.
std::string word(const json::object& source, std::string_view name) {
  constexpr std::size_t longest = 60;
  return cut(blot_out(one_line(text_in(source, name))), longest);
}

bool filters(const json::object& source) {
  for (const char* name :
       {"eventFilter", "eventTypeFilterCreate", "eventTypeFilterAccept", "eventTypeFilterResolve"})
    if (!text_in(source, name).empty()) return true;
  return false;
}

// `value` where it is there, and not the one that does no harm.
bool is_other_than(const std::string& value, std::string_view harmless) {
  return !value.empty() && value != harmless;
}

std::vector<std::string> concerns_about(const json::object& source) {
  std::vector<std::string> all;
  const std::string creation = word(source, "alertCreation"), status = word(source, "status"),
                    timeout = word(source, "autoResolutionTimeout"),
                    priority = word(source, "alertPriorityRule");
  const auto add = [&all](bool applies, std::string text) {
    if (applies) all.push_back(std::move(text));
  };
  add(is_other_than(creation, "ONE_ALERT_PER_EMAIL"),
      "it groups alerts (" + creation +
          "), so several objects share one alert, and an acceptance is taken for one of them; choose not to "
          "group");
  add(field(source, "alertKeyTemplate") != nullptr,
      "it makes alert keys of its own (alertKeyTemplate), so alerts are not found again; remove the "
      "template");
  add(is(source, "active", false) || status == "DISABLED",
      "it is switched off: ilert takes the events and does nothing; switch it on");
  add(status == "IN_MAINTENANCE",
      "it is in maintenance: ilert takes the events and opens no alert until that is over");
  add(filters(source), "it filters events: what is filtered out looks delivered and never becomes an alert");
  add(!timeout.empty(),
      "it resolves alerts by itself (" + timeout + "), also while the problem lasts; switch that off");
  add(is_other_than(priority, "HIGH"),
      "its priority (" + priority + ") overrides that of the routes; choose HIGH");
  add(is(source, "bidirectional", true),
      "ilert's own two-way connector is on, so every acknowledgement is set twice; remove its alert action");
  return all;
}

bool follows_keys_of(const json::object& source) {
  const std::string status = word(source, "status");
  return !is_other_than(word(source, "alertCreation"), "ONE_ALERT_PER_EMAIL") &&
         field(source, "alertKeyTemplate") == nullptr && !is(source, "active", false) &&
         status != "DISABLED" && status != "IN_MAINTENANCE" && !filters(source);
}

}  // namespace

HttpRequest alert_source_request(std::string_view base_url, std::string_view token,
                                 std::string_view integration_key) {
  return rest::get(rest::url(base_url, "/alert-sources/" + percent_encoded(integration_key)), token);
}

Result<AlertSource> read_alert_source(std::string_view body) {
  const Result<json::value> value = rest::parsed(body);
  if (!value) return value.error();
  AlertSource source;
  if (value->is_object()) {
    const json::object& object = value->get_object();
    source.id = rest::id_in(object, "id");
    source.name = blot_out(one_line(text_in(object, "name")));
    source.follows_keys = follows_keys_of(object);
    source.concerns = concerns_about(object);
  }
  if (source.id == 0) return error("what came back is no alert source");
  return source;
}

}  // namespace ilert_bridge
