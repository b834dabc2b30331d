// From a ServerQuery and the world to the answer's bytes.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "tests/doubles/livestatus_columns.hpp"
#include "tests/doubles/livestatus_query.hpp"

namespace ilert_bridge::doubles {
namespace {

using ValueRow = std::vector<Value>;

double as_number(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
  return 0;
}

struct Tally {
  double sum = 0, least = 0, most = 0;
  std::int64_t count = 0;
  void add(double number) {
    least = count == 0 ? number : std::min(least, number);
    most = count == 0 ? number : std::max(most, number);
    sum += number;
    ++count;
  }
  double of(const std::string& aggregate) const {
    if (aggregate == "min") return least;
    if (aggregate == "max") return most;
    if (aggregate == "avg") return count == 0 ? 0 : sum / static_cast<double>(count);
    return sum;
  }
};

Value value_of(const Column* column, const RowView& row, Flavour flavour) {
  if (column) return column->value(row);
  return flavour == Flavour::checkmk ? Value{} : Value{std::string()};
}

class Writer {
 public:
  Writer(const ServerQuery& query, std::size_t max) : query_(query), max_(max) {
    if (is_json()) text_ = "[";
  }
  void row(const ValueRow& values) {
    // Icinga writes the names with the first row, so an answer without rows has none.
    if (rows_ == 0 && query_.flavour == Flavour::icinga2) head();
    line(values);
    ++rows_;
    if (text_.size() > max_ && !query_.is_cut)
      throw QueryRefusal{413, "Maximum response size of " + std::to_string(max_) + " bytes exceeded!"};
  }
  bool is_full() const { return query_.is_cut && text_.size() > max_; }
  void head() {
    if (!query_.header_row || query_.format == "wrapped_json") return;
    ValueRow names;
    for (const auto& name : query_.column_names) names.emplace_back(name);
    line(names);
  }
  std::string finish(std::int64_t total) {
    if (is_json()) text_ += "]";
    if (query_.format == "wrapped_json") wrap(total);
    if (is_json() && query_.flavour != Flavour::icinga2) text_ += "\n";
    return std::move(text_);
  }

 private:
  bool is_json() const { return query_.format != "csv"; }
  void line(const ValueRow& values) {
    if (is_json() && !first_) text_ += query_.flavour == Flavour::icinga2 ? ", " : ",\n";
    if (is_json()) text_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i != 0) text_ += is_json() ? ',' : ';';
      is_json() ? write_json(text_, values[i], query_.flavour) : write_csv(text_, values[i]);
    }
    text_ += is_json() ? ']' : '\n';
    first_ = false;
  }
  void wrap(std::int64_t total) {
    std::string names;
    write_json(names, query_.column_names, query_.flavour);
    const auto count = std::to_string(total);
    text_ = query_.flavour == Flavour::lmd
                ? "{\"data\":" + text_ + ",\"failed\":{},\"columns\":" + names +
                      ",\"rows_scanned\":" + count + ",\"total_count\":" + count + "}"
                : "{\"columns\":" + names + ",\"data\":" + text_ + ",\"total_count\":" + count + "}";
  }

  const ServerQuery& query_;
  std::size_t max_;
  std::string text_;
  std::size_t rows_ = 0;
  bool first_ = true;
};

struct Group {
  ValueRow key;
  std::vector<Tally> tallies;
};

ValueRow values_of(const ServerQuery& query, const RowView& view) {
  ValueRow values;
  values.reserve(query.columns.size());
  for (const auto* column : query.columns) values.push_back(value_of(column, view, query.flavour));
  return values;
}

// Where the server has an index for it: Icinga 2 looks at every row.
const std::string* indexed_host(const ServerQuery& query) {
  if (query.flavour == Flavour::icinga2) return nullptr;
  for (const auto& filter : query.filters)
    if (const std::string* host = filter->only_host()) return host;
  return nullptr;
}

bool is_of_asked_backend(const ServerQuery& query, const RowView& view) {
  if (query.backends.empty()) return true;
  const auto& peer = view.peer ? view.peer->first : view.host ? view.host->peer : std::string();
  return std::count(query.backends.begin(), query.backends.end(), peer_key(peer)) != 0;
}

bool fits(const ServerQuery& query, const RowView& view) {
  return is_of_asked_backend(query, view) && std::all_of(query.filters.begin(), query.filters.end(),
                                                         [&](auto& filter) { return filter->accepts(view); });
}

void count_into(Group& group, const ServerQuery& query, const RowView& view) {
  for (std::size_t i = 0; i < query.stats.size(); ++i) {
    const auto& stats = query.stats[i];
    if (!stats.counts)
      group.tallies[i].add(as_number(value_of(stats.of, view, query.flavour)));
    else if (stats.counts->accepts(view))
      group.tallies[i].add(1);
  }
}

std::string run_stats(const ServerQuery& query, const WorldState& world, std::size_t max_response) {
  std::map<std::string, Group> groups;
  const Group blank{{}, std::vector<Tally>(query.stats.size())};
  if (query.columns.empty()) groups.emplace("", blank);
  std::int64_t rows = 0;
  each_row(*query.table, query.flavour, world, query.contact, indexed_host(query), [&](const RowView& view) {
    if (!fits(query, view)) return true;
    auto values = values_of(query, view);
    std::string key;
    for (const auto& value : values) write_json(key, value, query.flavour);
    auto& group = groups.try_emplace(key, blank).first->second;
    group.key = std::move(values);
    count_into(group, query, view);
    return query.limit < 0 || ++rows < query.limit;
  });
  Writer writer(query, max_response);
  for (auto& [key, group] : groups) {
    for (std::size_t i = 0; i < query.stats.size(); ++i) {
      const auto& stats = query.stats[i];
      if (stats.counts)
        group.key.emplace_back(group.tallies[i].count);
      else
        group.key.emplace_back(group.tallies[i].of(stats.aggregate));
    }
    writer.row(group.key);
  }
  return writer.finish(static_cast<std::int64_t>(groups.size()));
}

bool before(const Value& left, const Value& right) {
  const auto* text = std::get_if<std::string>(&left);
  const auto* other = std::get_if<std::string>(&right);
  return text && other ? *text < *other : as_number(left) < as_number(right);
}

// "host_name asc": needs all rows, so only then are they kept.
std::string run_sorted(const ServerQuery& query, const WorldState& world, std::size_t max_response) {
  const auto blank = query.sort.find(' ');
  const auto* by = query.table->find(query.sort.substr(0, blank));
  std::vector<std::pair<Value, ValueRow>> rows;
  each_row(*query.table, query.flavour, world, query.contact, indexed_host(query), [&](const RowView& view) {
    if (fits(query, view)) rows.emplace_back(value_of(by, view, query.flavour), values_of(query, view));
    return true;
  });
  std::stable_sort(rows.begin(), rows.end(),
                   [](auto& left, auto& right) { return before(left.first, right.first); });
  if (query.sort.ends_with(" desc")) std::reverse(rows.begin(), rows.end());
  Writer writer(query, max_response);
  writer.head();
  const auto total = static_cast<std::int64_t>(rows.size());
  const auto end = query.limit < 0 ? total : std::min(total, query.offset + query.limit);
  for (auto i = query.offset; i < end; ++i) writer.row(rows[static_cast<std::size_t>(i)].second);
  return writer.finish(total);
}

std::string run_rows(const ServerQuery& query, const WorldState& world, std::size_t max_response) {
  Writer writer(query, max_response);
  if (query.flavour != Flavour::icinga2) writer.head();
  std::int64_t found = 0, written = 0;
  each_row(*query.table, query.flavour, world, query.contact, indexed_host(query), [&](const RowView& view) {
    if (query.limit == 0) return false;
    if (!fits(query, view) || ++found <= query.offset) return true;
    writer.row(values_of(query, view));
    if (writer.is_full()) return false;
    return query.limit < 0 || ++written < query.limit;
  });
  return writer.finish(found);
}

ServerQuery with_all_columns(ServerQuery query) {
  query.columns.clear();
  for (const auto& column : query.table->columns) {
    query.columns.push_back(&column);
    query.column_names.push_back(column.name);
  }
  query.header_row = true;
  return query;
}

}  // namespace

std::string run(const ServerQuery& query, const WorldState& world, std::size_t max_response) {
  static constexpr std::array formats = {"csv", "json", "wrapped_json"};
  const bool wraps = query.flavour != Flavour::icinga2 || query.format != "wrapped_json";
  if (!wraps || std::count(formats.begin(), formats.end(), query.format) == 0)
    return {};  // Icinga: 200 and no bytes
  for (const auto& backend : query.backends)
    if (std::none_of(world.peers.begin(), world.peers.end(),
                     [&](auto& peer) { return peer_key(peer.first) == backend; }))
      throw QueryRefusal{400, "bad request: backend " + backend + " does not exist"};
  if (!query.stats.empty()) return run_stats(query, world, max_response);
  if (query.column_names.empty()) return run_rows(with_all_columns(query), world, max_response);
  if (!query.sort.empty()) return run_sorted(query, world, max_response);
  return run_rows(query, world, max_response);
}

std::string ServerAnswer::bytes(Flavour flavour) const {
  if (header) {
    std::array<char, 32> head{};
    std::snprintf(head.data(), head.size(), "%03d %11zu\n", code, body.size());
    return head.data() + body;
  }
  // Who did not ask for the header learns of no error, except from naemon and its ancestor.
  const bool tells = flavour == Flavour::naemon || flavour == Flavour::nagios;
  return code == 200 || tells ? body : std::string();
}

}  // namespace ilert_bridge::doubles
