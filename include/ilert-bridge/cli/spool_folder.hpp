// The folder in which the plugin for Nagios and Checkmk 1 keeps what it could not send: by default one in
// /tmp, so nothing in it is trusted. While this lives, the plugin waits: it takes the same lock before it
// sends.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ilert-bridge/base/descriptor.hpp"
#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

struct FoundFile {
  std::string name;
  Time at{};  // when it was written
  std::string bytes;
};

struct SpoolComplaint {
  std::string name;
  std::string text;  // why it stays where it is
};

class SpoolFolder {
 public:
  // Errors: no such folder, a link, not ours to change, or the plugin is sending just now.
  static Result<SpoolFolder> open(const std::filesystem::path& path);

  // Everything called *.ilert or *.tmp, as it is now. Only whole, plain files of the folder's owner, of root
  // or of ourselves are read, and no more than 256 KiB of each.
  void read(std::vector<FoundFile>& files, std::vector<SpoolComplaint>& complaints) const;

  // Empty, or why not.
  std::string remove(const std::string& name) const;

 private:
  SpoolFolder(std::filesystem::path path, Descriptor folder, unsigned owner)
      : path_(std::move(path)), folder_(std::move(folder)), owner_(owner) {}
  Error lock();

  std::filesystem::path path_;
  Descriptor folder_;
  unsigned owner_;
  Descriptor lock_;
};

}  // namespace ilert_bridge
