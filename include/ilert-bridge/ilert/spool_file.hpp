// What the plugin for Nagios, Icinga and Checkmk 1 keeps of an event that it could not send, and posts. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/core/integration.hpp"

namespace ilert_bridge {

struct SpoolFile {
  std::string integration_key;
  Context entries;  // with their prefix: NOTIFY_HOSTNAME, NAGIOS_HOSTNAME; values are clean
};

// <event><apiKey>…</apiKey><payload><entry key="…">…</entry>…</payload></event>. Errors say where in the
// bytes and what is wrong, and quote nothing of them: a key may be anywhere.
Result<SpoolFile> parse_spool_file(std::string_view bytes);

}  // namespace ilert_bridge
