#include "ilert-bridge/livestatus/beginning.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr int most_names = 500;  // more are no help to a person
constexpr std::chrono::seconds patience{1};

// Found at the beginning, letter by letter: special characters are so in every server's regular expressions.
std::string expression(const std::string& letters) {
  std::string text = "^";
  for (const char letter : letters) {
    if (std::string_view{".[]{}()*+?^$|\\"}.find(letter) != std::string_view::npos) text += '\\';
    text += letter;
  }
  return text;
}

}  // namespace

Query names_query(const Beginning& beginning, const std::string& auth_user) {
  const std::string column = beginning.of_services ? "description" : "name";
  Query query{beginning.of_services ? "services" : "hosts"};
  query.columns({column}).auth_user(auth_user).limit(most_names);
  if (!beginning.host.empty()) query.filter_equals("host_name", beginning.host);
  // A blank at the end of a line would be lost on the way.
  const std::string letters = beginning.letters.substr(0, beginning.letters.find_last_not_of(' ') + 1);
  if (!letters.empty() && can_be_said(letters)) query.filter(column + " ~ " + expression(letters));
  return query;
}

asio::awaitable<Asked<std::vector<std::string>>> names_beginning(Endpoint endpoint, Query query) {
  Connection connection(std::move(endpoint), {.connect = patience, .silence = patience, .answer = patience});
  std::vector<std::string> names;
  RowReader::OnRow on_row = [&names](Row&& row) {
    if (!row.empty()) names.push_back(row.front().text());
  };
  auto asking = connection.ask(query, false, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  co_return names;
}

}  // namespace ilert_bridge
