// Who acknowledged and who set a downtime: rows of tables comments and downtimes, the newest of each subject.
// Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/livestatus/columns.hpp"
#include "ilert-bridge/livestatus/query.hpp"

namespace ilert_bridge {

class Remarks {
 public:
  // Comments of acknowledgements. One may have survived its acknowledgement: only acknowledged subjects may
  // be given one.
  static Remarks of_acknowledgements(const Capabilities& capabilities);
  // Downtimes that run at `server_now`, seconds of the server's clock.
  static Remarks of_downtimes(const Capabilities& capabilities, std::int64_t server_now);
  // Likewise, only those that surely are in effect: fixed ones.
  static Remarks of_fixed_downtimes(const Capabilities& capabilities, std::int64_t server_now);

  const Columns& columns() const { return columns_; }
  Query query() const;
  void add(const Row& row);
  Remark of(const Subject& subject) const;                      // empty if there is none
  Time time_of(const Subject& subject) const;                   // of that, by the server's clock; else 0
  Remark of_subject_or_its_host(const Subject& subject) const;  // a host's downtime covers its services
  bool has_subject_or_its_host(const Subject& subject) const;

 private:
  struct Dated {
    std::int64_t time = 0;
    Remark remark;
  };
  Remarks(std::string table, const Capabilities& capabilities, const std::string& dated_by);

  std::string table_;
  Columns columns_;
  std::vector<std::string> filters_;
  Column host_, service_, author_, text_, time_;
  std::map<std::pair<std::string, std::string>, Dated> newest_;
};

}  // namespace ilert_bridge
