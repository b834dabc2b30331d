// An object as people type it, or copy it from what the bridge prints. Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

// "web01", "web01 CPU load" (in as many words as it comes), "web01;CPU load", "web01/CPU load",
// "prod/web01", "prod/web01/CPU load". What stands before a '/' is a site where one of `sites` is called so.
// A site that is not named stays empty.
Subject typed_subject(const std::string& first, const std::vector<std::string>& more,
                      const std::vector<std::string>& sites);

}  // namespace ilert_bridge
