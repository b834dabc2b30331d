// The XML of the older plugin, both ways. pugixml is used only in the file behind this.
#pragma once

#include <string>

#include "ilert-bridge/ilert/spool_file.hpp"

namespace ilert_bridge {

// Without an apiKey element if the key is empty. Well-formed XML 1.0 in UTF-8, whatever the entries hold.
std::string nagios_xml(const SpoolFile& file);

}  // namespace ilert_bridge
