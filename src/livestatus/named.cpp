#include "ilert-bridge/livestatus/named.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/base/utf8.hpp"
#include "ilert-bridge/livestatus/observe.hpp"

namespace ilert_bridge {
namespace {

void only_hosts(Query& query, std::span<const Subject> hosts) {
  for (const Subject& host : hosts) query.filter_equals("name", host.host);
  query.any_of(static_cast<int>(hosts.size()));
}

void only_descriptions(Query& query, std::span<const Subject> services) {
  for (const Subject& service : services) query.filter_equals("description", service.service);
  query.any_of(static_cast<int>(services.size()));
}

// The host filter stands alone where there is one host: only so every server uses its index.
void only_services(Query& query, std::span<const Subject> services) {
  if (services.front().host == services.back().host) {
    query.filter_equals("host_name", services.front().host);
    return only_descriptions(query, services);
  }
  int hosts = 0;
  for (auto at = services.begin(); at != services.end(); ++hosts) {
    const auto next =
        std::find_if(at, services.end(), [&](const Subject& other) { return other.host != at->host; });
    query.filter_equals("host_name", at->host);
    only_descriptions(query, {at, next});
    query.all_of(2);
    at = next;
  }
  query.any_of(hosts);
}

// Nagios and its kin keep line breaks of long output as backslash and n.
std::string with_line_breaks(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_break = text[at] == '\\' && at + 1 < text.size() && text[at + 1] == 'n';
    result += is_break ? '\n' : text[at];
    if (is_break) ++at;
  }
  return result;
}

// Rendering looks at no more bytes of any of them; a check may say megabytes, and thousands of them at once.
constexpr std::size_t kept_of_text = 16 << 10;

std::string kept(const Cell& cell) { return cut_bytes(cell.text(), kept_of_text); }

std::string value_of(const std::string& name, const Cell& names, const Cell& values) {
  const std::vector<std::string>& all = names.list();
  const std::vector<std::string>& of_all = values.list();
  const auto at = static_cast<std::size_t>(std::find(all.begin(), all.end(), name) - all.begin());
  if (all.size() != of_all.size() || at == all.size()) return {};  // else another one's value might leave
  return cut_bytes(of_all[at], kept_of_text);
}

std::vector<std::string> kept_of(std::vector<std::string> list) {
  std::size_t bytes = 0;
  const auto first_left_out = std::find_if(list.begin(), list.end(), [&](const std::string& one) {
    bytes += one.size();
    return bytes > kept_of_text;
  });
  list.erase(first_left_out, list.end());
  return list;
}

// As the server knows it: U+FFFD stands for bytes that it did not want to show.
bool is_as_it_is(const std::string& name) {
  return is_utf8(name) && name.find("\xef\xbf\xbd") == std::string::npos;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_plain(char c) { return c >= ' ' && c < 0x7f; }

constexpr std::size_t enough_of_a_name = 200;

// Names that go on with a byte that is no ASCII somewhere: such a byte may be missing in this one.
void only_names_with_more(Query& query, const char* column, const std::string& name) {
  query.filter_from(column, "\x7f");
  for (std::size_t size = 1; size <= name.size(); ++size) {
    std::string start = name.substr(0, size);
    query.filter_from(column, start + '\x7f');
    ++start.back();
    query.filter_below(column, start);
    query.all_of(2);
  }
  query.any_of(static_cast<int>(name.size()) + 1);
}

void cut_into_batches(std::span<const Subject> subjects, std::vector<std::vector<Subject>>& all) {
  for (std::size_t at = 0; at < subjects.size(); at += batch_size) {
    const auto batch = subjects.subspan(at, std::min(batch_size, subjects.size() - at));
    all.emplace_back(batch.begin(), batch.end());
  }
}

}  // namespace

bool can_be_asked_for(const Subject& subject) {
  return !subject.host.empty() && can_be_said(subject.host) && can_be_said(subject.service) &&
         is_as_it_is(subject.host) && is_as_it_is(subject.service);
}

void only(Query& query, std::span<const Subject> subjects) {
  if (subjects.empty()) return;
  if (subjects.front().is_host()) return only_hosts(query, subjects);
  only_services(query, subjects);
}

void only_hosts_between(Query& query, Table table, std::span<const Subject> sorted) {
  const char* const host = table == Table::hosts ? "name" : "host_name";
  query.filter_from(host, sorted.front().host);
  query.filter_below(host,
                     sorted.back().host + '!');  // the least byte that a name can go on with, but a blank
}

void only_hosts_like(Query& query, Table table, const std::string& host, Flavour flavour) {
  const char* const column = table == Table::hosts ? "name" : "host_name";
  if (flavour == Flavour::naemon && std::all_of(host.begin(), host.end(), is_plain))
    return only_names_with_more(query, column, host.substr(0, enough_of_a_name));
  const auto changed = std::find_if_not(host.begin(), host.end(), is_plain);
  std::string start(host.begin(), changed);
  start.resize(std::min(start.size(), enough_of_a_name));
  while (start.ends_with(' ')) start.pop_back();  // a blank at the end cannot be said
  // What goes on with a byte that is no ASCII stands behind this one; a control character does not.
  const bool goes_on_beyond = changed == host.end() || !is_ascii(*changed);
  const std::string from = goes_on_beyond && start.size() == static_cast<std::size_t>(changed - host.begin())
                               ? start + '\x7f'
                               : start;
  if (!from.empty()) query.filter_from(column, from);
  if (start.empty()) return;
  ++start.back();
  query.filter_below(column, start);
}

bool may_be_changed(const Subject& subject, Flavour flavour) {
  // These cut or leave out, and what is left may look like any other name.
  if (flavour == Flavour::checkmk || flavour == Flavour::nagios || flavour == Flavour::naemon) return true;
  return !std::all_of(subject.host.begin(), subject.host.end(), is_ascii) ||
         !std::all_of(subject.service.begin(), subject.service.end(), is_ascii);
}

std::vector<std::vector<Subject>> batches(std::vector<Subject> subjects, Batching how) {
  const auto services =
      std::partition(subjects.begin(), subjects.end(), [](const Subject& s) { return s.is_host(); });
  std::sort(subjects.begin(), services);
  std::sort(services, subjects.end());
  std::vector<std::vector<Subject>> all;
  cut_into_batches({subjects.begin(), services}, all);
  const auto step = [&](auto from) {
    const auto other_host = [&](const Subject& subject) { return subject.host != from->host; };
    return how == Batching::mixed ? subjects.end() : std::find_if(from, subjects.end(), other_host);
  };
  for (auto from = services, to = from; from != subjects.end(); from = to) {
    to = step(from);
    cut_into_batches({from, to}, all);
  }
  return all;
}

Table table_of(const std::vector<Subject>& batch) {
  return batch.front().is_host() ? Table::hosts : Table::services;
}

TextReader::TextReader(Table table, const Capabilities& capabilities, const Send& wanted)
    : columns_(name(table), capabilities) {
  const bool services = table == Table::services;
  host_ = columns_.need(services ? "host_name" : "name");
  if (services) service_ = columns_.need("description");
  want_texts(services, wanted);
  want_of_both(services, wanted);
}

void TextReader::want_texts(bool services, const Send& wanted) {
  if (wanted.output) output_ = columns_.want("plugin_output");
  if (wanted.output) long_output_ = columns_.want("long_plugin_output");
  if (wanted.alias) alias_ = columns_.want(services ? "host_alias" : "alias");
  if (wanted.address) address_ = columns_.want(services ? "host_address" : "address");
  if (wanted.groups) groups_ = columns_.want("groups");
  if (wanted.notes) notes_ = columns_.want("notes_url_expanded");
  if (wanted.notes) action_ = columns_.want("action_url_expanded");
}

// What a service has of its host's, too.
void TextReader::want_of_both(bool services, const Send& wanted) {
  const auto both = [&](Column& own, Column& of_host, const std::string& column) {
    own = columns_.want(column);
    if (services) of_host = columns_.want("host_" + column);
  };
  if (wanted.labels) both(labels_, host_labels_, "labels");
  if (wanted.tags) both(tags_, host_tags_, "tags");
  custom_ = wanted.custom;
  if (custom_.empty()) return;
  both(variables_, host_variables_, "custom_variable_names");
  both(variable_values_, host_variable_values_, "custom_variable_values");
}

Subject TextReader::subject(const std::string& site, const Row& row) const {
  return {site, host_.in(row).text(), service_.in(row).text(), {}};
}

Texts TextReader::texts(const Row& row) const {
  Texts texts;
  texts.output = kept(output_.in(row));
  texts.long_output = cut_bytes(with_line_breaks(long_output_.in(row).text()), kept_of_text);
  texts.host_alias = kept(alias_.in(row));
  texts.host_address = kept(address_.in(row));
  texts.groups = kept_of(groups_.in(row).list());
  texts.notes_url = kept(notes_.in(row));
  texts.action_url = kept(action_.in(row));
  texts.labels = kept_of(merged(keyed(labels_.in(row)), keyed(host_labels_.in(row))));
  texts.tags = kept_of(merged(keyed(tags_.in(row)), keyed(host_tags_.in(row))));
  for (const std::string& name : custom_) {
    std::string value = value_of(name, variables_.in(row), variable_values_.in(row));
    if (value.empty()) value = value_of(name, host_variables_.in(row), host_variable_values_.in(row));
    if (!value.empty()) texts.custom.emplace(name, std::move(value));
  }
  return texts;
}

}  // namespace ilert_bridge
