#include "ilert-bridge/livestatus/query.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

TEST(Query, PutsTheResponseHeaderFirstAndTheColumnHeadersLast) {
  Query query{"services"};
  query.columns({"host_name", "description"}).filter("state != 0").auth_user("oncall");
  EXPECT_EQ(*query.text(true),
            "GET services\nResponseHeader: fixed16\nColumns: host_name description\nFilter: state != 0\n"
            "AuthUser: oncall\nOutputFormat: json\nKeepAlive: on\nColumnHeaders: off\n\n");
}

TEST(Query, AsksTheServerToCloseWhereItShould) {
  EXPECT_NE(Query{"status"}.text(false)->find("KeepAlive: off\n"), std::string::npos);
}

TEST(Query, CombinesFilters) {
  Query query{"services"};
  query.filter_equals("host_name", "web 01")
      .filter_equals("description", "a")
      .filter_equals("description", "b");
  query.any_of(2).all_of(2).any_of(1);
  EXPECT_NE(
      query.text(true)->find("Filter: host_name = web 01\nFilter: description = a\nFilter: description = b\n"
                             "Or: 2\nAnd: 2\nOutput"),
      std::string::npos)
      << "Or: 1 would be nothing";
}

struct Name {
  std::string_view value;
  bool fits;
  const char* because;
};

TEST(Query, LetsNoNameEndALine) {
  using namespace std::string_view_literals;
  const std::string long_name(33 << 10, 'x');
  const Name table[] = {
      {"Filesystem C:\\", true, "ordinary"},
      {"Größe 100%; $HOME", true, "servers take these bytes as they are"},
      {"", true, "an empty value is one"},
      {"a\nCOMMAND [0] SHUTDOWN_PROGRAM", false, "a line break starts another header"},
      {"a\rb", false, "servers strip it"},
      {"a\0b"sv, false, "ends a C string"},
      {" a", false, "servers strip it and look for another name"},
      {"a ", false, "likewise"},
      {long_name, false, "Naemon's request line has 64 KiB"},
  };
  for (const Name& row : table) {
    Query query{"hosts"};
    query.filter_equals("name", row.value);
    EXPECT_EQ(query.text(true).has_value(), row.fits) << row.because;
    EXPECT_EQ(can_be_said(row.value), row.fits) << row.because;
    Query asked_as{"hosts"};
    EXPECT_EQ(asked_as.auth_user(row.value).text(true).has_value(), row.fits) << row.because;
  }
}

TEST(Query, QuotesTheNameThatCannotBeSaid) {
  Query query{"hosts"};
  query.filter_equals("name", "a\nb");
  EXPECT_EQ(query.text(true).error().text, "\"a\\nb\" cannot be asked for in a Livestatus request");
}

}  // namespace
}  // namespace ilert_bridge
