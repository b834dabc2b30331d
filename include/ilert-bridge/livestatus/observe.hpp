// From a row of table hosts or services to what was seen, and which columns that takes. Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/core/route.hpp"
#include "ilert-bridge/livestatus/columns.hpp"

namespace ilert_bridge {

enum class Table { hosts, services };
std::string name(Table table);

// "key:value" of each entry; and a service's with its host's, sorted and each once.
std::vector<std::string> keyed(const Cell& dictionary);
std::vector<std::string> merged(std::vector<std::string> own, const std::vector<std::string>& of_host);

class Observer {
 public:
  // Slim columns, and of the attributes only those needed.
  Observer(Table table, const Capabilities& capabilities, const NeededAttributes& needed);
  Table table() const { return table_; }
  const Columns& columns() const { return columns_; }
  Sighting sighting(const std::string& site, const Row& row) const;
  void read(const std::string& site, const Row& row, Sighting& into) const;  // likewise, into a new one

 private:
  struct Slots {
    Column host, service, state, hard, last_hard_state, checked, acknowledged, downtimes, host_downtimes,
        flapping, detects_flapping, notifications, in_period, period, last_check, change, hard_change,
        last_good, first_delay, host_state, host_checked, host_change;
    Column groups, host_groups, contacts, host_contacts, contact_groups, host_contact_groups, labels,
        host_labels, tags, host_tags;
  };
  void want_states();
  void want_attributes(const NeededAttributes& needed);
  void read_host(const Row& row, Observation& seen) const;
  Attributes attributes(const Row& row) const;

  Table table_;
  Columns columns_;
  Slots at_;
  bool wants_attributes_ = false;
};

}  // namespace ilert_bridge
