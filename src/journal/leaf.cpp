#include "leaf.hpp"

#include <algorithm>

namespace ilert_bridge::journal {
namespace {

constexpr unsigned char table_leaf = 0x0D;
constexpr std::size_t leaf_header = 8;
constexpr std::size_t overflow_link = 4;
constexpr std::size_t longest_row = 1 << 20;  // far above anything we write

// Bytes read from the left; whatever lies beyond the end is "not there", never read.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string_view> take(std::size_t size) {
    if (size > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  // Big-endian, two's complement.
  std::optional<std::int64_t> integer(std::size_t size) {
    const std::optional<std::string_view> bytes = take(size);
    if (!bytes) return std::nullopt;
    std::uint64_t value =
        !bytes->empty() && static_cast<signed char>(bytes->front()) < 0 ? ~std::uint64_t{0} : 0;
    for (const char byte : *bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
  }

  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (int count = 1; count <= 9; ++count) {
      const std::optional<std::string_view> byte = take(1);
      if (!byte) return std::nullopt;
      const auto bits = static_cast<unsigned char>(byte->front());
      if (count == 9) return value << 8 | bits;
      value = value << 7 | (bits & 0x7FU);
      if (bits < 0x80) return value;
    }
    return std::nullopt;
  }

  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// How much of a row lies in the leaf; the rest is in a chain of pages of its own.
std::size_t local_size(std::size_t payload) {
  constexpr std::size_t most = page_size - 35;
  constexpr std::size_t least = (page_size - 12) * 32 / 255 - 23;
  if (payload <= most) return payload;
  const std::size_t size = least + (payload - least) % (page_size - overflow_link);
  return size <= most ? size : least;
}

// `room`: bytes of the leaf that no other row took.
std::optional<std::string> payload_of(Bytes& cell, std::size_t size, std::size_t& room,
                                      const ReadPage& read_page) {
  const std::size_t local = local_size(size);
  if (local > room) return std::nullopt;
  room -= local;
  const std::optional<std::string_view> start = cell.take(local);
  if (!start) return std::nullopt;
  std::string payload{*start};
  std::optional<std::int64_t> next = local < size ? cell.integer(overflow_link) : std::nullopt;
  while (payload.size() < size) {
    const std::optional<std::string> page =
        next ? read_page(static_cast<std::uint32_t>(*next)) : std::nullopt;
    if (!page || page->size() != page_size) return std::nullopt;
    next = Bytes(*page).integer(overflow_link);
    payload.append(*page, overflow_link, std::min(page_size - overflow_link, size - payload.size()));
  }
  return payload;
}

std::optional<Value> value_of(std::uint64_t type, Bytes& body) {
  constexpr std::size_t sizes[] = {0, 1, 2, 3, 4, 6, 8};
  if (type == 0) return Value{nullptr};
  if (type == 8 || type == 9) return Value{static_cast<std::int64_t>(type - 8)};
  if (type < std::size(sizes)) {
    const std::optional<std::int64_t> number = body.integer(sizes[type]);
    return number ? std::optional{Value{*number}} : std::nullopt;
  }
  const bool is_text = type >= 13 && type % 2 == 1;
  const std::optional<std::string_view> text = is_text ? body.take((type - 13) / 2) : std::nullopt;
  return text ? std::optional{Value{std::string{*text}}} : std::nullopt;
}

std::optional<std::vector<Value>> values_of(std::string_view payload) {
  Bytes all(payload);
  const std::optional<std::uint64_t> header_size = all.varint();
  if (!header_size || *header_size == 0 || *header_size > payload.size()) return std::nullopt;
  Bytes header(payload.substr(0, *header_size));
  header.varint();
  Bytes body(payload.substr(*header_size));
  std::vector<Value> values;
  while (!header.empty()) {
    const std::optional<std::uint64_t> type = header.varint();
    std::optional<Value> value = type ? value_of(*type, body) : std::nullopt;
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  return values;
}

std::optional<Record> record_at(std::string_view page, std::size_t offset, std::size_t& room,
                                const ReadPage& read_page) {
  if (offset >= page.size()) return std::nullopt;
  Bytes cell(page.substr(offset));
  const std::optional<std::uint64_t> size = cell.varint();
  const std::optional<std::uint64_t> id = cell.varint();
  if (!size || !id || *size > longest_row) return std::nullopt;
  const std::optional<std::string> payload = payload_of(cell, *size, room, read_page);
  std::optional<std::vector<Value>> values = payload ? values_of(*payload) : std::nullopt;
  if (!values) return std::nullopt;
  return Record{static_cast<std::int64_t>(*id), std::move(*values)};
}

}  // namespace

std::vector<Record> records_of(std::string_view page, const ReadPage& read_page) {
  std::vector<Record> records;
  if (page.size() != page_size || static_cast<unsigned char>(page[0]) != table_leaf) return records;
  const auto cells = static_cast<std::size_t>(Bytes(page.substr(3)).integer(2).value_or(0) & 0xFFFF);
  Bytes offsets(page.substr(leaf_header));
  // Rows do not overlap: else each of two thousand might be the same million bytes.
  std::size_t room = page_size;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const std::optional<std::int64_t> offset = offsets.integer(2);
    if (!offset) break;
    std::optional<Record> record =
        record_at(page, static_cast<std::size_t>(*offset & 0xFFFF), room, read_page);
    if (record) records.push_back(std::move(*record));
  }
  return records;
}

}  // namespace ilert_bridge::journal
