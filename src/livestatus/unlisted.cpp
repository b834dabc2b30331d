#include "unlisted.hpp"

#include <algorithm>
#include <variant>

#include "ilert-bridge/livestatus/named.hpp"
#include "ilert-bridge/livestatus/observe.hpp"

namespace ilert_bridge {

std::vector<std::string> unlisted_of_hosts(const Capabilities& server, const NeededAttributes& attributes,
                                           const Send& texts) {
  if (server.columns.empty()) return {};
  Capabilities hopeful = server;
  for (const std::string& column : hopeful.columns["hosts"])
    hopeful.columns["services"].insert("host_" + column);
  std::vector<std::string> names = Observer{Table::services, hopeful, attributes}.columns().names();
  const TextReader reader{Table::services, hopeful, texts};
  names.insert(names.end(), reader.columns().names().begin(), reader.columns().names().end());
  std::erase_if(names, [&](const std::string& name) { return server.has("services", name); });
  return names;
}

bool shows_its_column(Cell& cell, bool is_text) {
  return is_text || !(cell.is_null() || std::holds_alternative<std::string>(cell.value()));
}

}  // namespace ilert_bridge
