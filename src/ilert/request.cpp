#include "ilert-bridge/ilert/request.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "ilert-bridge/core/link.hpp"
#include "ilert-bridge/ilert/notification.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;

std::string line(std::string_view bytes, std::size_t limit) {
  return cut(one_line(cut_bytes(bytes, raw_limit)), limit);
}
std::string text(std::string_view bytes, std::size_t limit) {
  return cut(clean(cut_bytes(bytes, raw_limit)), limit);
}

// What may give way when the body is too long.
struct Wordy {
  std::string details;
  std::string remark;
};

std::string summary_of(const Event& event) {
  std::string summary = line(event.summary, summary_limit);
  if (summary.empty()) summary = line(to_text(event.subject), summary_limit);
  return summary.empty() ? "Checkmk" : summary;
}

json::object labels_of(const Event& event) {
  const Subject& subject = event.subject;
  json::object labels;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) labels[key] = line(value, name_limit);
  };
  add(subject.is_own() ? "kind" : "site", subject.is_own() ? subject.own : subject.site);
  add(subject.is_own() ? "name" : "host", subject.is_own() ? subject.site : subject.host);
  add("service", subject.service);
  if (!subject.is_own()) labels["state"] = name(event.state);
  return labels;
}

json::object custom_details_of(const Event& event) {
  json::object details = labels_of(event);
  details["occurredAt"] = rfc3339(event.occurred_at);
  if (event.id != 0) details["eventId"] = std::to_string(event.id);
  return details;
}

json::array comments_of(const Event& event, const Wordy& wordy) {
  const std::string author = line(event.remark.author, author_limit);
  return {json::object{{"creator", author.empty() ? "Checkmk" : author},
                       {"content", wordy.remark.empty() ? summary_of(event) : wordy.remark}}};
}

bool has_comment(const Event& event) {
  return event.type == EventType::comment || (event.type == EventType::accept && !event.remark.empty());
}

json::object link(const std::string& href, std::string_view text) {
  return {{"href", line(href, link_limit)}, {"text", text}};
}

json::array links_of(const Event& event) {
  json::array links;
  if (!event.link.empty() && event.link.size() <= link_limit) links.push_back(link(event.link, "Checkmk"));
  if (event.reason == Reason::imported) return links;
  const std::string about = event.subject.is_service() ? "SERVICE" : "HOST";
  for (const auto& [word, text] : {std::pair{"NOTESURL", "Notes"}, {"ACTIONURL", "Action"}}) {
    const auto page = event.context.find(about + word);
    if (page != event.context.end()) links.push_back(link(page->second, text));
  }
  return links;
}

void add_optional(json::object& body, const Event& event, const Wordy& wordy) {
  if (!wordy.details.empty()) body["details"] = wordy.details;
  if (event.type == EventType::alert) body["priority"] = name(event.priority);
  body["labels"] = labels_of(event);
  if (json::array links = links_of(event); !links.empty()) body["links"] = std::move(links);
  if (has_comment(event)) body["comments"] = comments_of(event, wordy);
  body["customDetails"] = custom_details_of(event);
}

std::string serialized(const Event& event, const Wordy& wordy, std::string_view integration_key,
                       bool required_only) {
  json::object body;
  if (!integration_key.empty()) body["integrationKey"] = integration_key;
  body["eventType"] = name(event.type);
  body["alertKey"] = event.alert_key;
  body["summary"] = summary_of(event);
  if (!required_only) add_optional(body, event, wordy);
  if (required_only && event.type == EventType::comment) body["comments"] = comments_of(event, wordy);
  return json::serialize(body);
}

// A byte less of text is at least a byte less of JSON.
void shorten(std::string& text, std::size_t by) {
  text = cut_bytes(text, text.size() - std::min(by, text.size()));
}

std::string body_of(const Event& event, std::string_view integration_key, bool required_only) {
  Wordy wordy{text(event.details, details_limit), text(event.remark.text, comment_limit)};
  std::string body = serialized(event, wordy, integration_key, required_only);
  for (std::string* part : {&wordy.details, &wordy.remark}) {
    if (body.size() < body_limit) break;
    shorten(*part, body.size() - body_limit + 1);
    body = serialized(event, wordy, integration_key, required_only);
  }
  return body;
}

std::string body_for(Integration integration, const Event& event, std::string_view integration_key,
                     bool required_only) {
  switch (integration) {
    case Integration::checkmk:
      return checkmk_body(event, required_only, body_limit);
    case Integration::nagios:
      return nagios_body(event, integration_key, required_only, body_limit);
    case Integration::api:
      break;
  }
  return body_of(event, integration_key, required_only);
}

std::string path_of(Integration integration, std::string_view integration_key) {
  switch (integration) {
    case Integration::checkmk:
      return "/v1/events/checkmk-ext/" + percent_encoded(integration_key);
    case Integration::nagios:
      return "/v1/events/nagios";
    case Integration::api:
      break;
  }
  return "/events";
}

}  // namespace

bool takes_comments(Integration integration) { return integration == Integration::api; }

HttpRequest event_request(const Event& event, std::string_view base_url, std::string_view integration_key,
                          bool required_only, Integration integration) {
  while (base_url.ends_with('/')) base_url.remove_suffix(1);
  const std::string media = integration == Integration::nagios ? "application/xml" : "application/json";
  HttpRequest request;
  request.url = std::string{base_url}.append(path_of(integration, integration_key));
  // No Authorization: the key is all that ilert wants, and any other token has no business here.
  request.headers = {"Content-Type: " + media, "Accept: " + media};
  request.body = body_for(integration, event, integration_key, required_only);
  return request;
}

std::string event_body(const Event& event, bool required_only, Integration integration) {
  return body_for(integration, event, {}, required_only);
}

}  // namespace ilert_bridge
