// A folder with configuration files, thrown away at the end, and the few words the tests need.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ilert-bridge-config-XXXXXX").native();
    path_ = ::mkdtemp(pattern.data());
    write("secrets/oncall.key", "il1api0123456789\n", 0600);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::filesystem::path write(const std::string& name, const std::string& text, unsigned mode = 0640) {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file} << text;
    ::chmod(file.c_str(), mode);
    return file;
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path main_file() const { return path_ / "ilert-bridge.toml"; }

  // The folder's own name is different in every run.
  std::string without_path(std::string text) const {
    return replaced(std::move(text), path_.native(), "DIR");
  }

 private:
  std::filesystem::path path_;
};

// The least that can be used: everything but what a test is about.
inline const std::string least = R"([site.prod]
address = "unix:/run/live"
[route.oncall]
integration_key_file = "oncall.key"
)";

inline const Surroundings on_mon1{.host_name = "mon1", .state_directory = "", .credentials_directory = ""};

struct ConfigTest : testing::Test {
  Folder folder;
  Surroundings surroundings = on_mon1;

  Loaded load(const std::string& text) {
    folder.write("ilert-bridge.toml", text);
    return load();
  }
  Loaded load() { return load_config(folder.main_file(), surroundings); }

  std::string text_of(const std::vector<Fault>& faults) const {
    std::string text;
    for (const Fault& fault : faults) text += to_text(fault);
    return folder.without_path(std::move(text));
  }
  std::string errors_of(const std::string& text) { return text_of(load(text).errors); }
  std::string warnings_of(const std::string& text) { return text_of(load(text).warnings); }

  static std::string value_of(const Loaded& loaded, const std::string& key) {
    return found(loaded, key).value;
  }
  std::string place_of(const Loaded& loaded, const std::string& key) const {
    return folder.without_path(found(loaded, key).place);
  }

 private:
  static Origin found(const Loaded& loaded, const std::string& key) {
    for (const Origin& origin : loaded.origins)
      if (origin.key == key) return origin;
    return {.key = key, .value = "(none)", .place = "(none)"};
  }
};

}  // namespace ilert_bridge
