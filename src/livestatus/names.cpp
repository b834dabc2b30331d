// The names that a site has, for a person who did not find one.
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr int most_names = 50'000;  // one short column: a megabyte or so

}  // namespace

asio::awaitable<Asked<std::vector<std::string>>> Source::names(const Query& query) {
  std::vector<std::string> names;
  RowReader::OnRow on_row = [&names](Row&& row) {
    if (!row.empty()) names.push_back(row.front().text());
  };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  co_return names;
}

asio::awaitable<Asked<std::vector<std::string>>> Source::host_names() {
  Query query{"hosts"};
  query.columns({"name"}).limit(most_names).auth_user(options_.auth_user);
  auto asking = names(query);
  co_return co_await std::move(asking);
}

asio::awaitable<Asked<std::vector<std::string>>> Source::service_names(const std::string& host) {
  Query query{"services"};
  query.columns({"description"})
      .filter_equals("host_name", host)
      .limit(most_names)
      .auth_user(options_.auth_user);
  auto asking = names(query);
  co_return co_await std::move(asking);
}

}  // namespace ilert_bridge
