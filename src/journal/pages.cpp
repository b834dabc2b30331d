#include "pages.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "leaf.hpp"
#include "own_file.hpp"

namespace ilert_bridge::journal {
namespace {

constexpr std::size_t header_size = 32;
constexpr std::size_t frame_header_size = 24;
constexpr std::size_t frame_size = frame_header_size + page_size;
// The lowest bit says in which order the bytes of a number are summed up.
constexpr std::uint32_t magic = 0x377f0682;

std::uint32_t number_at(std::string_view bytes, std::size_t at, bool big_end_first = true) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[at + (big_end_first ? i : 3 - i)]);
    number = number << 8 | byte;
  }
  return number;
}

struct Checksum {
  bool big_end_first = false;
  std::uint32_t first = 0, second = 0;

  void add(std::string_view bytes) {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += number_at(bytes, at, big_end_first) + second;
      second += number_at(bytes, at + 4, big_end_first) + first;
    }
  }
  bool stands_in(std::string_view bytes, std::size_t at) const {
    return first == number_at(bytes, at) && second == number_at(bytes, at + 4);
  }
};

// Nothing if the file ends before.
std::optional<std::string> read(const Descriptor& file, std::int64_t at, std::size_t size) {
  std::string bytes(size, '\0');
  if (!file || pread(file.number(), bytes.data(), size, at) != static_cast<ssize_t>(size))
    return std::nullopt;
  return bytes;
}

}  // namespace

Pages::Pages(const std::filesystem::path& file)
    : file_(open_file(file)), log_(open_file(beside(file, "-wal"))) {
  read_log();
  struct stat status {};
  if (file_ && fstat(file_.number(), &status) == 0)
    count_ =
        static_cast<std::uint32_t>((static_cast<std::size_t>(status.st_size) + page_size - 1) / page_size);
  if (!in_log_.empty()) count_ = std::max(count_, in_log_.rbegin()->first);
}

// A frame counts if its checksum goes on from the frame before, and if a commit follows.
void Pages::read_log() {
  const std::optional<std::string> header = read(log_, 0, header_size);
  if (!header || (number_at(*header, 0) & ~1U) != magic || number_at(*header, 8) != page_size) return;
  Checksum sum{.big_end_first = (number_at(*header, 0) & 1U) != 0};
  sum.add(std::string_view{*header}.substr(0, 24));
  if (!sum.stands_in(*header, 24)) return;
  const std::string salt = header->substr(16, 8);
  std::map<std::uint32_t, std::int64_t> uncommitted;
  for (std::int64_t at = header_size;; at += frame_size) {
    const std::optional<std::string> frame = read(log_, at, frame_size);
    if (!frame || frame->compare(8, salt.size(), salt) != 0) return;
    sum.add(std::string_view{*frame}.substr(0, 8));
    sum.add(std::string_view{*frame}.substr(frame_header_size));
    if (!sum.stands_in(*frame, 16)) return;
    uncommitted[number_at(*frame, 0)] = at + static_cast<std::int64_t>(frame_header_size);
    if (number_at(*frame, 4) == 0) continue;  // the number of pages of the file after a commit
    for (const auto& [number, place] : uncommitted) in_log_[number] = place;
    uncommitted.clear();
  }
}

std::optional<std::string> Pages::page(std::uint32_t number) const {
  if (const auto newest = in_log_.find(number); newest != in_log_.end())
    return read(log_, newest->second, page_size);
  if (number == 0) return std::nullopt;
  const auto at = static_cast<std::int64_t>(number - 1) * static_cast<std::int64_t>(page_size);
  return read(file_, at, page_size);
}

}  // namespace ilert_bridge::journal
