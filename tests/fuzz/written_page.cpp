// Rows as SQLite writes them, read back straight from its pages.
#include <sqlite3.h>

#include <map>
#include <memory>

#include "src/journal/leaf.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

using journal::Record;
using journal::Value;
using Rows = std::map<std::int64_t, std::vector<Value>>;

constexpr int columns = 3;  // besides the id

class Written {
 public:
  Written() {
    claim(sqlite3_open(":memory:", &handle_) == SQLITE_OK, "SQLite opens its memory");
    run("PRAGMA page_size = 4096; CREATE TABLE rows (id INTEGER PRIMARY KEY, a, b, c)");
    sqlite3_prepare_v2(handle_, "INSERT INTO rows VALUES (?, ?, ?, ?)", -1, &insert_, nullptr);
  }
  ~Written() {
    sqlite3_finalize(insert_);
    sqlite3_close(handle_);
  }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;

  bool put(std::int64_t id, const std::vector<Value>& values) {
    sqlite3_reset(insert_);
    sqlite3_bind_int64(insert_, 1, id);
    for (int column = 0; column < columns; ++column)
      bind(column + 2, values[static_cast<std::size_t>(column)]);
    return sqlite3_step(insert_) == SQLITE_DONE;
  }

  // The file that it would be.
  std::string file() {
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> bytes(sqlite3_serialize(handle_, "main", &size, 0),
                                                                sqlite3_free);
    return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
  }

 private:
  void run(const char* sql) {
    claim(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }
  void bind(int place, const Value& value) {
    if (const auto* const number = std::get_if<std::int64_t>(&value)) {
      sqlite3_bind_int64(insert_, place, *number);
    } else if (const auto* const text = std::get_if<std::string>(&value)) {
      sqlite3_bind_text(insert_, place, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
    } else {
      sqlite3_bind_null(insert_, place);
    }
  }
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

std::int64_t number_in(Input& input) {
  std::uint64_t number = 0;
  for (unsigned bytes = input.byte() % 9; bytes > 0; --bytes) number = number << 8U | input.byte();
  return static_cast<std::int64_t>(number);
}

Value value_in(Input& input) {
  const unsigned kind = input.byte();
  if (kind < 16) return nullptr;
  if (kind < 128) return number_in(input);
  // Short ones as they are, and long ones, which take pages of their own.
  const std::string_view text = input.text(input.byte() % 32);
  std::string all{text};
  if (kind >= 200 && !text.empty())
    while (all.size() < (kind - 200) * 300) all += text;
  return all;
}

Rows read_back(const std::string& file) {
  const journal::ReadPage page = [&](std::uint32_t number) -> std::optional<std::string> {
    const std::size_t at = (std::size_t{number} - 1) * journal::page_size;
    if (number == 0 || at >= file.size()) return std::nullopt;
    return file.substr(at, journal::page_size);
  };
  Rows rows;
  for (std::uint32_t number = 2; page(number); ++number)
    for (Record& record : journal::records_of(*page(number), page))
      rows[record.id] = std::move(record.values);
  return rows;
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge::fuzz;
  Input input(bytes, size);
  Written written;
  Rows expected;
  while (!input.empty() && expected.size() < 50) {
    const std::int64_t id = number_in(input);
    std::vector<Value> values{value_in(input), value_in(input), value_in(input)};
    if (!written.put(id, values)) continue;  // such an id is there already
    values.insert(values.begin(), Value{nullptr});
    expected[id] = std::move(values);
  }
  const Rows found = read_back(written.file());
  for (const auto& [id, values] : expected) {
    const auto at = found.find(id);
    claim(at != found.end() && at->second == values, "a row is read as it was written");
  }
  return 0;
}
