// What the plugin for Nagios, Icinga and Checkmk 1 could not send: which of it still has to be told, and as
// what. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

// One file of the spool, understood.
struct Spooled {
  std::string file;    // its name
  std::string digest;  // of its bytes
  Time at{};           // of the file: when the plugin was called
  EventType type = EventType::alert;
  Subject subject;
  State state = State::down;
  Remark remark;
  Context entries;  // the notification, as far as the route sends it
};

// Both together tell files apart, whatever folder they are found in.
using SpoolFileId = std::pair<std::string, std::string>;
std::string digest_of(std::string_view bytes);

// The notification without what must not leave or be kept: entries that hold the integration key, and the
// words for which `send` has no leave, which become empty.
Context as_sent(Context entries, const Send& send, std::string_view integration_key);

// NOTIFICATIONTYPE of the notification, whatever prefix its names have; empty: it has none.
std::string notification_type(const Context& entries);

// Nothing: ilert ignores notifications of this type, so there is nothing to be told.
std::optional<EventType> event_type_of(std::string_view notification_type);

// `site`: for notifications that name none. An empty host: it is about nothing.
Spooled spooled_from(const Context& entries, EventType type, Time at, std::string_view site);

struct Import {
  struct File {
    Event event;
    SpoolFileId id;
    bool superseded = false;
  };
  // What is known of a subject when its files are sent. A blank report: nothing that has to be remembered.
  struct Matter {
    Subject subject;
    std::string alert_key;
    Report report;
    bool may_be_open = false;  // ilert may show an alert that was sent before
  };
  std::string route;
  std::vector<File> files;  // in the order of their times
  std::vector<Matter> matters;
};

// All of one route. Of every subject only the last word goes out; a problem takes the recovery before it
// along, so that it pages. Reports are made only for `sites`, for nobody looks at others.
Import import_of(std::vector<Spooled> spooled, const std::string& route, std::string_view bridge_name,
                 const std::set<std::string, std::less<>>& sites);

}  // namespace ilert_bridge
