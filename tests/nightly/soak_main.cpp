// ilert-bridge-soak [--hours H | --short] [--pace P] [--seed N] [--folder DIR] [--program FILE]: drives a
// built daemon for hours.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <random>
#include <string>

#include "tests/nightly/soak.hpp"

namespace {

using namespace ilert_bridge::soak;
using namespace std::chrono_literals;

// So that the program cannot rot: nothing that takes a minute to heal by design.
Plan shortened(Plan plan) {
  plan.length = 12s;
  plan.trouble = 12s;
  plan.silence = 3s;
  plan.between_samples = 1s;
  plan.things_per_second = 2;
  plan.troubles_per_second = plan.deeds_per_second = 0.4;
  plan.may_leave = false;
  return plan;
}

}  // namespace

int main(int count, char** words) try {
  Plan plan;
  plan.program = ILERT_BRIDGE_PROGRAM;
  plan.folder = (std::filesystem::temp_directory_path() / "ilert-bridge-soak").string();
  plan.seed = std::random_device{}();
  double hours = 2;
  double pace = 1;
  bool is_short = false;
  CLI::App app{"Drives a daemon for hours through trouble, and judges it at each rest."};
  app.add_option("--hours", hours, "how long");
  app.add_flag("--short", is_short, "a minute: only that it works");
  app.add_option("--pace", pace, "so many times as much happens");
  app.add_option("--seed", plan.seed, "what happens, as far as real time allows");
  app.add_option("--folder", plan.folder, "for samples, and for what is left of a failure");
  app.add_option("--program", plan.program, "the daemon");
  CLI11_PARSE(app, count, words);
  plan.length = std::chrono::seconds{static_cast<long>(hours * 3600)};
  plan.things_per_second *= pace;
  plan.troubles_per_second *= pace;
  plan.deeds_per_second *= pace;
  return Soak{is_short ? shortened(plan) : plan}.run() ? 0 : 1;
} catch (const std::exception& failed) {
  std::fprintf(stderr, "ilert-bridge-soak: %s\n", failed.what());
  return 1;
}
