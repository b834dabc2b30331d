// An answer of Livestatus: the header, and the rows as the looks read them. However the network cuts an
// answer, its rows are the same.
#include "ilert-bridge/livestatus/reply.hpp"

#include <algorithm>
#include <cmath>

#include "ilert-bridge/livestatus/observe.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

// Small, so that short inputs reach them.
constexpr ReplyLimits limits{.text_bytes = 100, .row_bytes = 4000, .rows = 20};

struct Read {
  std::vector<Row> rows;
  bool complete = false, over_limit = false;
};

// `piece` bytes at a time; 0: all at once.
Read read(std::string_view body, std::size_t piece) {
  Read read;
  RowReader reader([&](Row&& row) { read.rows.push_back(row); }, limits);
  Result<void> fed;
  while (fed && !body.empty()) {
    const std::size_t size = piece == 0 ? body.size() : std::min(piece, body.size());
    const std::string copy{body.substr(0, size)};  // of its own, so that reading beyond it is seen
    body.remove_prefix(size);
    fed = reader.feed(copy);
  }
  read.complete = fed && reader.finish();
  read.over_limit = reader.over_limit();
  return read;
}

// Boost's 0e400 is no number, and that is unlike itself.
bool same(Cell one, Cell other) {
  const auto* const number = std::get_if<double>(&one.value());
  const auto* const second = std::get_if<double>(&other.value());
  const bool no_numbers =
      number != nullptr && second != nullptr && std::isnan(*number) && std::isnan(*second);
  return no_numbers || one.value() == other.value();
}

bool same(const Row& one, const Row& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const Cell& a, const Cell& b) { return same(a, b); });
}

bool same(const Read& one, const Read& other) {
  return one.complete == other.complete && one.over_limit == other.over_limit &&
         std::equal(one.rows.begin(), one.rows.end(), other.rows.begin(), other.rows.end(),
                    [](const Row& a, const Row& b) { return same(a, b); });
}

void look_at(const Cell& cell) {
  claim(cell.text().size() <= limits.text_bytes, "no text is longer than its limit");
  for (const std::string& entry : cell.list())
    claim(entry.size() <= limits.text_bytes, "no text in a list is longer than its limit");
  for (const auto& [key, value] : cell.pairs())
    claim(key.size() <= limits.text_bytes && value.size() <= limits.text_bytes, "nor one of a dictionary");
  claim(cell.seconds() >= 0, "a time is never before 1970");
  cell.number(-1);
  cell.truth();
}

void observe(const std::vector<Row>& rows) {
  const NeededAttributes all{.host_groups = true,
                             .service_groups = true,
                             .contacts = true,
                             .contact_groups = true,
                             .labels = true,
                             .tags = true};
  for (const Table table : {Table::hosts, Table::services}) {
    const Observer observer(table, Capabilities{}, all);
    for (const Row& row : rows) {
      const Sighting seen = observer.sighting("prod", row);
      claim(seen.subject.is_host() || table == Table::services, "a host has no service");
      claim(rfc3339(seen.observation.last_check).size() == 20, "its times are times");
    }
  }
}

void read_header(std::string_view bytes) {
  const Result<ReplyHeader> header = parse_header(bytes);
  claim(header ? header->code >= 100 && header->code <= 999 && header->length < 100'000'000'000
               : is_clean(header.error().text),
        "a header is three digits and eleven, and else it is refused in words");
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge::fuzz;
  Input input(bytes, size);
  read_header(input.rest().substr(0, 16));
  const std::size_t piece = 2 + input.byte() % 64;
  const Read whole = read(input.rest(), 0);
  claim(same(whole, read(input.rest(), 1)), "byte by byte the rows are the same");
  claim(same(whole, read(input.rest(), piece)), "in pieces the rows are the same");
  claim(whole.rows.size() <= limits.rows, "there are no more rows than the limit");
  for (const auto& row : whole.rows)
    for (const auto& cell : row) look_at(cell);
  observe(whole.rows);
  return 0;
}
