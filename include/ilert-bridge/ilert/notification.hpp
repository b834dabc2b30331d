// An event in the words of a notification, as ilert's alert sources for Checkmk and Nagios want it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

// Names as Checkmk's notification context has them: NOTIFICATIONTYPE, HOSTNAME, SERVICEOUTPUT. All values are
// clean. What the route does not send is empty. An imported event is its own notification. `required_only`:
// without the words that only a person reads.
Context notification_of(const Event& event, bool required_only);

// What Checkmk 2's own notification method posts: one flat JSON object. Below `limit` bytes whatever the
// event holds: the longest texts give way.
std::string checkmk_body(const Event& event, bool required_only, std::size_t limit);

// What the plugin for Nagios, Icinga and Checkmk 1 posts: XML with the key in it. Without a key: for people
// to read.
std::string nagios_body(const Event& event, std::string_view integration_key, bool required_only,
                        std::size_t limit);

}  // namespace ilert_bridge
