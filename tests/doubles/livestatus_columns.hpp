// The columns of each table of the Livestatus double, as far as a flavour has them.
#pragma once

#include "tests/doubles/livestatus_table.hpp"

namespace ilert_bridge::doubles {

std::vector<Column> object_columns(Flavour flavour, bool of_services);
std::vector<Column> status_columns(Flavour flavour);
std::string peer_key(const std::string& peer);  // as LMD calls it
std::vector<Column> site_columns();             // of the servers behind LMD
std::vector<Column> period_columns();
std::vector<Column> comment_columns();
std::vector<Column> downtime_columns(Flavour flavour);
std::vector<Column> log_columns(Flavour flavour);

}  // namespace ilert_bridge::doubles
