#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/table.hpp"

namespace ilert_bridge {

int config_command(const Invocation& invocation) {
  const Loaded loaded = load_config(invocation.config_file, Surroundings::of_process());
  for (const Fault& fault : loaded.errors) std::cerr << to_text(fault);
  for (const Fault& fault : loaded.warnings) std::cerr << to_text(fault);
  if (invocation.json) {
    boost::json::array values;
    for (const Origin& origin : loaded.origins)
      values.push_back({{"key", origin.key}, {"value", origin.value}, {"place", origin.place}});
    std::cout << boost::json::serialize(values) << '\n';
  } else {
    TextTable table({"KEY", "VALUE", "FROM"});
    for (const Origin& origin : loaded.origins) table.add({origin.key, origin.value, origin.place});
    std::cout << table.text(terminal_width());
  }
  return loaded.usable() ? exit_done : exit_usage;
}

}  // namespace ilert_bridge
