#include "tests/doubles/ilert_alerts.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge::doubles {
namespace {

constexpr int first_id = 7001;
constexpr std::array<std::string_view, 4> event_types{"ALERT", "ACCEPT", "RESOLVE", "COMMENT"};

const boost::json::value* set_field(const boost::json::object& event, std::string_view field) {
  const boost::json::value* const value = event.if_contains(field);
  return value == nullptr || value->is_null() ? nullptr : value;  // ilert takes null for "not there"
}

Refusal invalid(std::string message) { return {400, "VALIDATION_ERROR", std::move(message)}; }

std::optional<Refusal> field_refusal(const boost::json::object& event, bool strict_summary) {
  const std::string type = text_of(event, "eventType");
  if ((type == "ALERT" || strict_summary) && text_of(event, "summary").empty())
    return invalid("summary is missing");
  if (const auto* priority = set_field(event, "priority"))
    if (const std::string text = text_of(event, "priority");
        !priority->is_string() || (text != "HIGH" && text != "LOW"))
      return invalid("priority must be HIGH or LOW");
  if (const auto* severity = set_field(event, "severity"))
    if (!severity->is_int64() || severity->get_int64() < 1 || severity->get_int64() > 5)
      return invalid("severity must be an integer from 1 to 5");
  return std::nullopt;
}

std::vector<std::string> comments_of(const boost::json::object& event) {
  std::vector<std::string> comments;
  const auto* const list = set_field(event, "comments");
  if (list == nullptr || !list->is_array()) return comments;
  for (const boost::json::value& entry : list->get_array())
    if (entry.is_object())
      comments.push_back(text_of(entry.get_object(), "creator") + ": " +
                         text_of(entry.get_object(), "content"));
  return comments;
}

void add_comments(AlertView& alert, const boost::json::object& event) {
  for (const std::string& comment : comments_of(event)) {
    alert.comments.push_back(comment);
    alert.log.push_back("AlertCommentAddedBySystemLogEntry " + comment);
  }
}

std::map<std::string, std::string> labels_of(const boost::json::object& event) {
  std::map<std::string, std::string> labels;
  const auto* const object = set_field(event, "labels");
  if (object == nullptr || !object->is_object()) return labels;
  for (const auto& [name, value] : object->get_object())
    if (value.is_string()) labels[std::string{name}] = std::string{value.get_string()};
  return labels;
}

}  // namespace

std::string_view to_text(AlertStatus status) {
  switch (status) {
    case AlertStatus::pending:
      return "PENDING";
    case AlertStatus::accepted:
      return "ACCEPTED";
    case AlertStatus::resolved:
      return "RESOLVED";
  }
  return "";
}

std::string text_of(const boost::json::object& event, std::string_view field) {
  const auto* const value = set_field(event, field);
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::string key_of(const boost::json::object& event) {
  const std::string key = text_of(event, "integrationKey");
  return key.empty() ? text_of(event, "apiKey") : key;
}

std::string same_key(std::string_view alert_key) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = alert_key.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return lower(alert_key.substr(begin, alert_key.find_last_not_of(blanks) - begin + 1));
}

std::optional<Refusal> refusal_of(const boost::json::object& event, bool strict_summary) {
  const std::string type = text_of(event, "eventType");
  if (type.empty()) return invalid("eventType is missing");
  if (std::find(event_types.begin(), event_types.end(), type) == event_types.end())
    return invalid("eventType is none of ALERT, ACCEPT, RESOLVE, COMMENT");
  if (key_of(event).empty()) return invalid("integrationKey is missing");
  return field_refusal(event, strict_summary);
}

void AlertBook::apply(const std::string& source, const boost::json::object& event, Time at) {
  const std::string key = text_of(event, "alertKey");
  AlertView* const alert = same_key(key).empty() ? nullptr : open_alert(source, key);
  if (alert != nullptr) {
    change(*alert, event, at);
  } else if (text_of(event, "eventType") == "ALERT") {
    open(source, event, at);
  }  // else none is open for that key, and nothing happens
}

void AlertBook::open(const std::string& source, const boost::json::object& event, Time at) {
  AlertView alert;
  alert.id = first_id + static_cast<int>(alerts_.size());
  alert.source = source;
  alert.alert_key = text_of(event, "alertKey");
  alert.summary = text_of(event, "summary");
  alert.details = text_of(event, "details");
  alert.priority = text_of(event, "priority") == "LOW" ? "LOW" : "HIGH";
  alert.pages = alert.priority == "HIGH" ? 1 : 0;
  alert.reported = at;
  alert.labels = labels_of(event);
  alert.log.push_back("AlertReceivedLogEntry " + alert.summary);
  if (const std::string key = same_key(alert.alert_key); !key.empty()) open_[{source, key}] = alerts_.size();
  ++open_count_;
  alerts_.push_back(std::move(alert));
}

void AlertBook::close(AlertView& alert, Time at) {
  alert.status = AlertStatus::resolved;
  alert.resolved = at;
  open_.erase({alert.source, same_key(alert.alert_key)});
  --open_count_;
}

// Summary, details, priority and labels stay those of the event that opened it.
void AlertBook::change(AlertView& alert, const boost::json::object& event, Time at) {
  const std::string type = text_of(event, "eventType");
  if (type == "ALERT") {
    alert.log.push_back("AlertReceivedLogEntry " + text_of(event, "summary"));
  } else if (type == "ACCEPT" && alert.status == AlertStatus::pending) {
    alert.status = AlertStatus::accepted;
    alert.log.emplace_back("AlertSourceResponseLogEntry ACCEPT");
    add_comments(alert, event);
  } else if (type == "RESOLVE") {
    close(alert, at);
    alert.log.emplace_back("AlertSourceResponseLogEntry RESOLVE");
  } else if (type == "COMMENT") {
    add_comments(alert, event);
  }
}

bool AlertBook::accept(int id, const std::string& user, Time) {
  AlertView* const alert = by_id(id);
  if (alert == nullptr || alert->status == AlertStatus::resolved) return false;
  if (alert->status == AlertStatus::accepted) return true;
  alert->status = AlertStatus::accepted;
  alert->accepted_by = user;
  alert->log.push_back("UserResponseLogEntry " + user + " accepted");
  return true;
}

bool AlertBook::resolve(int id, const std::string& user, Time at) {
  AlertView* const alert = by_id(id);
  if (alert == nullptr || alert->status == AlertStatus::resolved) return false;
  close(*alert, at);
  alert->resolved_by = user;
  alert->log.push_back("UserResponseLogEntry " + user + " resolved");
  return true;
}

bool AlertBook::escalate(int id, const std::string& user) {
  AlertView* const alert = by_id(id);
  if (alert == nullptr || alert->status == AlertStatus::resolved) return false;
  alert->status = AlertStatus::pending;
  alert->accepted_by.clear();
  alert->log.push_back("AlertEscalatedToLevelLogEntry " + user + " escalated to level 2");
  return true;
}

bool AlertBook::resolve_by_itself(int id, Time at) {
  AlertView* const alert = by_id(id);
  if (alert == nullptr || alert->status == AlertStatus::resolved) return false;
  close(*alert, at);
  alert->log.emplace_back("AlertAutoResolvedLogEntry after a while");
  return true;
}

bool AlertBook::comment(int id, const std::string& user, const std::string& text) {
  AlertView* const alert = by_id(id);
  if (alert == nullptr) return false;
  alert->comments.push_back(user + ": " + text);
  alert->log.push_back("AlertCommentAddedLogEntry " + user + ": " + text);
  return true;
}

AlertView* AlertBook::open_alert(const std::string& source, std::string_view alert_key) {
  const auto found = open_.find({source, same_key(alert_key)});
  return found == open_.end() ? nullptr : &alerts_[found->second];
}

std::optional<AlertStatus> AlertBook::status(const std::string& source, std::string_view alert_key) {
  const AlertView* const alert = open_alert(source, alert_key);
  return alert == nullptr ? std::nullopt : std::optional{alert->status};
}

AlertView* AlertBook::by_id(int id) {
  const auto found =
      std::find_if(alerts_.begin(), alerts_.end(), [&](const AlertView& a) { return a.id == id; });
  return found == alerts_.end() ? nullptr : &*found;
}

}  // namespace ilert_bridge::doubles
