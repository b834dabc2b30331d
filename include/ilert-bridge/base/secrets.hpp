// Keys, tokens and passwords, and how they are kept out of every text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

// Finds each of its secrets however it is written: as it is, percent-encoded as in a URL, or with the escapes
// of JSON, C, HTML and forms, mixed as they like. Not in Base64: add that form where it can occur.
class KnownSecrets {
 public:
  // Bytes. A shorter one is part of any other word, and blotting it out would tell it.
  static constexpr std::size_t shortest = 6;

  void add(std::string_view secret);  // too short: nothing happens
  // "***" for each. Before anything is cut: half a secret would not be found any more.
  std::string blot_out(std::string_view text) const;

 private:
  std::size_t longest_at(std::string_view text, std::size_t at) const;

  std::vector<std::string> secrets_;
};

// Everything that this process was ever given: what a reload replaces stays known. Belongs to the program's
// thread, like the log.
KnownSecrets& known_secrets();

// Without any of them.
std::string blot_out(std::string_view text);

}  // namespace ilert_bridge
