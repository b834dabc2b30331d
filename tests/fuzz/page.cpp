// A page of a damaged file, and the pages of its long rows. It need not make sense; it is never read beyond
// its end, and what comes of it is no more than it can hold.
#include <algorithm>

#include "src/journal/leaf.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

using journal::page_size;

// A leaf whose cells are those given, from its end on, as SQLite puts them.
std::string leaf_of(Input& input) {
  std::string page(page_size, '\0');
  page[0] = '\x0D';
  std::size_t end = page_size, cells = 0;
  for (std::size_t left = input.byte() % 16; left > 0; --left) {
    const std::string_view cell = input.text(input.byte());
    if (end < cell.size() + 8 + 2 * (cells + 1)) break;
    end -= cell.size();
    page.replace(end, cell.size(), cell);
    page[8 + 2 * cells] = static_cast<char>(end >> 8U);
    page[9 + 2 * cells] = static_cast<char>(end & 0xFFU);
    ++cells;
  }
  page[4] = static_cast<char>(cells);
  return page;
}

// What is left of the input, again and again.
std::string filled_with(std::string_view bytes) {
  std::string page;
  while (!bytes.empty() && page.size() < page_size) page += bytes;
  page.resize(page_size);
  return page;
}

void look_at(const journal::Record& record) {
  for (const journal::Value& value : record.values)
    if (const auto* const text = std::get_if<std::string>(&value))
      claim(text->size() <= 1 << 20, "no text is longer than a row");
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge;
  using namespace ilert_bridge::fuzz;
  Input input(bytes, size);
  const bool whole = size >= journal::page_size;
  const std::string page = whole ? std::string{input.text(journal::page_size)} : leaf_of(input);
  const std::string other = filled_with(input.rest());
  std::size_t asked = 0;
  const journal::ReadPage read_page = [&](std::uint32_t number) -> std::optional<std::string> {
    ++asked;
    return number % 5 == 0 ? std::nullopt : std::optional{number % 2 == 0 ? page : other};
  };
  for (const journal::Record& record : journal::records_of(page, read_page)) look_at(record);
  claim(asked < 10'000, "a page does not lead to the whole file, again and again");
  return 0;
}
