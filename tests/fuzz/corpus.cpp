// Where there is no libFuzzer: every file of the folders and every file that is named, and no bytes at all.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/claim.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(place)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

bool run_file(const fs::path& file) {
  std::cout << file.string() << std::endl;  // before, for it may be the last thing that is said
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return false;
  run({std::istreambuf_iterator<char>(stream), {}});
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  run({});
  int ran = 0;
  for (int at = 1; at < count; ++at)
    for (const fs::path& file : files_in(arguments[at])) ran += run_file(file) ? 1 : 0;
  std::cout << ran << " files\n";
  return ran == 0 ? 1 : 0;  // a corpus that is not there proves nothing
}
