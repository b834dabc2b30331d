// Asking for subjects by name, in batches, and their texts. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/livestatus/observe.hpp"
#include "ilert-bridge/livestatus/query.hpp"

namespace ilert_bridge {

inline constexpr std::size_t batch_size = 50;  // stack of filters on the server; more gains nothing

// Whether the server would understand the subject's names as they are. Checkmk refuses requests that are not
// UTF-8.
bool can_be_asked_for(const Subject& subject);

// Lets only these through: hosts by name, or services by host and description. All of one table, sorted.
void only(Query& query, std::span<const Subject> subjects);

// Lets all through that are of the hosts from the first to the last of these, and perhaps a few more.
void only_hosts_between(Query& query, Table table, std::span<const Subject> sorted);

// Lets all through that are of hosts whose names begin like this one, up to what a server may have changed in
// it: bytes that are no ASCII, and what is behind them. Checkmk cuts a name at a byte that is no UTF-8,
// Icinga 2 writes U+FFFD in its place, Naemon leaves it out, others take it for Latin-1; and none finds the
// host by what it said itself.
void only_hosts_like(Query& query, Table table, const std::string& host, Flavour flavour);

// Whether the name that a server gives may be another one than it knows the subject by.
bool may_be_changed(const Subject& subject, Flavour flavour);

// How the services of many hosts are asked for.
enum class Batching {
  mixed,    // together: one look of the server at all its services for each batch
  by_host,  // of one host each: the server has an index for that
};
// The hosts and the services of `subjects`, each sorted and in batches.
std::vector<std::vector<Subject>> batches(std::vector<Subject> subjects, Batching how = Batching::mixed);
Table table_of(const std::vector<Subject>& batch);

class TextReader {
 public:
  TextReader(Table table, const Capabilities& capabilities, const Send& wanted);
  const Columns& columns() const { return columns_; }
  Subject subject(const std::string& site, const Row& row) const;
  Texts texts(const Row& row) const;

 private:
  void want_texts(bool services, const Send& wanted);
  void want_of_both(bool services, const Send& wanted);

  Columns columns_;
  Column host_, service_, output_, long_output_, alias_, address_, groups_, notes_, action_;
  Column labels_, host_labels_, tags_, host_tags_;
  Column variables_, variable_values_, host_variables_, host_variable_values_;
  std::vector<std::string> custom_;
};

}  // namespace ilert_bridge
