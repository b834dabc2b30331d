// A configuration file. Whatever stands in it, what is said about it is fit to be printed and holds no key,
// and what `config` shows is TOML that means the same.
#include <algorithm>

#include "ilert-bridge/config/draft.hpp"
#include "ilert-bridge/config/parse.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

const std::string key = "c4n4ry-k3y-0f-0nc4ll";

void look_at(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    claim(fault.text.find(key) == std::string::npos, "no fault tells a key");
    claim(fault.excerpt.find(key) == std::string::npos, "no line that is shown tells a key");
    claim(!fault.text.empty() && is_clean(fault.text), "a fault is said in words");
    claim(is_clean(to_text(fault)), "what is printed is fit to be printed");
  }
}

void look_at(const Origin& origin) {
  claim(origin.value.find(key) == std::string::npos, "no value tells a key");
  if (origin.value.find("***") != std::string::npos) return;
  const auto again = parse_toml("it = " + origin.value, 0);
  claim(std::holds_alternative<Node>(again), "a value that is shown is TOML");
  claim(clean(to_toml(std::get<Node>(again).table.at("it"))) == origin.value, "and means the same");
}

bool names_a_file(const Node& node) {
  return (node.is_text() && node.text.starts_with('/')) ||
         std::any_of(node.list.begin(), node.list.end(), names_a_file) ||
         std::any_of(node.table.begin(), node.table.end(),
                     [](const auto& child) { return names_a_file(child.second); });
}

// As load_config() does, but for what is read from disk.
void load(std::string_view text) {
  Findings findings;
  findings.add(SourceFile{"/etc/ilert-bridge/ilert-bridge.toml", text, false});
  auto parsed = parse_toml(text, 0);
  if (const auto* const broken = std::get_if<NotToml>(&parsed)) {
    if (!findings.source(0).is_secret(broken->spot.line)) findings.error(broken->spot, broken->text);
    return look_at(findings.errors());
  }
  const Node& tree = std::get<Node>(parsed);
  hide_secrets(tree, findings);
  check_shape(tree, findings);
  Config config = build(tree, findings);
  if (!names_a_file(tree)) check_rules({tree, "/etc/ilert-bridge/ilert-bridge.toml", true, config, findings});
  look_at(findings.errors());
  look_at(findings.warnings());
  for (const Origin& origin : origins_of(tree, config, findings)) look_at(origin);
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge::fuzz;
  Input input(bytes, size);
  const std::string text{input.rest()};
  if (text.find(key) != std::string::npos) return 0;  // found out by comparing; no key where it stands there
  load(text);
  load(text + "\nintegration_key = \"" + key + '"');
  return 0;
}
