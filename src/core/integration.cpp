#include "ilert-bridge/core/integration.hpp"

#include "ilert-bridge/core/names.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<3> integrations{"api", "checkmk", "nagios"};

}  // namespace

std::string_view name(Integration integration) { return name_in(integrations, integration); }

}  // namespace ilert_bridge
