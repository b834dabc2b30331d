// `send-test --page`: the test that calls somebody.
#pragma once

#include "ilert-bridge/cli/program.hpp"

namespace ilert_bridge {

// As send_test_command, but HIGH, and left open for whoever is on call.
int send_page_command(const Invocation& invocation);

}  // namespace ilert_bridge
