// ilert's side of the story: what an event does to the alerts of its source, and what a person does to them.
// Pure; time is an argument.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge::doubles {

enum class AlertStatus { pending, accepted, resolved };
std::string_view to_text(AlertStatus status);  // "PENDING", as ilert spells it

struct AlertView {
  int id = 0;
  std::string source;  // the integration key
  std::string alert_key;
  std::string summary;
  std::string details;
  std::string priority;
  AlertStatus status = AlertStatus::pending;
  int pages = 0;  // how often somebody was woken up: once, or never when LOW
  Time reported{};
  std::optional<Time> resolved;
  std::string accepted_by;  // empty when an event did it
  std::string resolved_by;  // likewise
  std::map<std::string, std::string> labels;
  std::vector<std::string> log;       // "AlertReceivedLogEntry …", oldest first
  std::vector<std::string> comments;  // "creator: content"
};

// Why ilert refuses an event's body; nothing: it takes it. `strict_summary` wants a summary on every event.
struct Refusal {
  int status = 400;
  std::string code;
  std::string message;
};
std::optional<Refusal> refusal_of(const boost::json::object& event, bool strict_summary);

std::string key_of(
    const boost::json::object& event);  // integrationKey, else its older name apiKey, else empty
std::string text_of(const boost::json::object& event, std::string_view field);  // empty unless it is a string
std::string same_key(std::string_view alert_key);  // trimmed, lower case: how ilert compares

class AlertBook {
 public:
  void apply(const std::string& source, const boost::json::object& event, Time at);

  // A person in ilert. False: there is no such alert, or it is resolved.
  bool accept(int id, const std::string& user, Time at);
  bool resolve(int id, const std::string& user, Time at);
  bool escalate(int id, const std::string& user);                          // an accepted one calls again
  bool comment(int id, const std::string& user, const std::string& text);  // on a resolved one, too
  bool resolve_by_itself(int id, Time at);  // ilert's own doing, after a time set in the source

  // Of the last alert with this key, if it is open.
  std::optional<AlertStatus> status(const std::string& source, std::string_view alert_key);

  const std::vector<AlertView>& alerts() const { return alerts_; }  // oldest first
  int open_alerts() const { return open_count_; }

 private:
  AlertView* open_alert(const std::string& source, std::string_view alert_key);
  AlertView* by_id(int id);
  void close(AlertView& alert, Time at);
  void open(const std::string& source, const boost::json::object& event, Time at);
  void change(AlertView& alert, const boost::json::object& event, Time at);

  std::vector<AlertView> alerts_;
  std::map<std::pair<std::string, std::string>, std::size_t> open_;  // source and key: where in alerts_
  int open_count_ = 0;                                               // with those that have no key
};

}  // namespace ilert_bridge::doubles
