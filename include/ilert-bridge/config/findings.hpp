// What is wrong, and where: spots become faults with the line they point at. Nothing that is secret gets
// through here.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/config/node.hpp"

namespace ilert_bridge {

// One file read, as lines, and which of them hold a secret.
class SourceFile {
 public:
  SourceFile(std::filesystem::path path, std::string_view text, bool readable_by_others);

  const std::filesystem::path& path() const { return path_; }
  bool readable_by_others() const { return readable_by_others_; }
  bool is_secret(int line) const { return hidden_.contains(line); }

  // The line as it may be shown: printable, and "***" for what is secret.
  std::string shown(int line) const;

  // What stands behind the '=' in the spot's first line is secret, and so are its further lines.
  void hide(const Spot& spot);

 private:
  enum class Hidden { behind_equals, whole };
  void find_secrets();

  std::filesystem::path path_;
  std::vector<std::string> lines_;
  bool readable_by_others_;
  std::map<int, Hidden> hidden_;
};

class Findings {
 public:
  int add(SourceFile source);  // its index: the `file` of spots
  SourceFile& source(int file) { return sources_[static_cast<std::size_t>(file)]; }

  void error(const Spot& spot, std::string text) { add(spot, std::move(text), false); }
  void warning(const Spot& spot, std::string text) { add(spot, std::move(text), true); }
  void error(const std::filesystem::path& file, std::string text);

  // Never to be shown, wherever else it may turn up.
  void hide(const Spot& spot, const std::string& secret);

  // "FILE:12"; "default" for what is built in.
  std::string place(const Spot& spot) const;

  // By file and line, without secrets.
  std::vector<Fault> errors() const { return faults(false); }
  std::vector<Fault> warnings() const { return faults(true); }
  bool any_errors() const;
  std::string without_secrets(std::string_view text) const { return secrets_.blot_out(text); }

 private:
  struct Found {
    Spot spot;
    Fault fault;
  };
  void add(const Spot& spot, std::string text, bool warning);
  std::vector<Fault> faults(bool warnings) const;

  std::vector<SourceFile> sources_;
  std::vector<Found> found_;
  KnownSecrets secrets_;
};

}  // namespace ilert_bridge
