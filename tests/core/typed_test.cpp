#include "ilert-bridge/core/typed.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

struct Typed {
  std::string first;
  std::vector<std::string> more;
  Subject meant;
};

TEST(Typed, AnObjectIsTakenAsItIsTypedOrPrinted) {
  const Typed table[] = {
      {"web01", {}, {"", "web01", "", ""}},
      {"web01", {"HTTP"}, {"", "web01", "HTTP", ""}},
      {"web01", {"CPU", "load"}, {"", "web01", "CPU load", ""}},
      {"web01;HTTP", {}, {"", "web01", "HTTP", ""}},
      {"web01;CPU", {"load"}, {"", "web01", "CPU load", ""}},
      {"db01/CPU", {"load"}, {"", "db01", "CPU load", ""}},
      {"prod/web01", {}, {"prod", "web01", "", ""}},
      {"prod/web01/HTTP", {}, {"prod", "web01", "HTTP", ""}},
      {"prod/web01", {"CPU", "load"}, {"prod", "web01", "CPU load", ""}},
      {"prod/web01/Filesystem", {"/srv"}, {"prod", "web01", "Filesystem /srv", ""}},
      {"web01;Filesystem /srv/a", {}, {"", "web01", "Filesystem /srv/a", ""}},
      {"prod", {}, {"", "prod", "", ""}},  // a host may be called as a site is
      {"prod/prod", {}, {"prod", "prod", "", ""}},
      {"test/web01", {}, {"", "test", "web01", ""}},  // there is no site of that name
  };
  for (const Typed& row : table)
    EXPECT_EQ(typed_subject(row.first, row.more, {"prod", "stage"}), row.meant) << row.first;
}

}  // namespace
}  // namespace ilert_bridge
