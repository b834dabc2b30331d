// What many objects share is more often an accident than meant: own alerts say of a site what is held
// because so many vanished at once, or stopped matching their routes. They stay while any is held.
#include <utility>

#include "ilert-bridge/daemon/self.hpp"
#include "ilert-bridge/daemon/watch.hpp"

namespace ilert_bridge {
namespace {

struct About {
  const std::string& site;
  const std::string& bridge;
  std::size_t reported = 0;
};

std::string of_them(std::size_t count, const About& about) {
  return std::to_string(count) + " of " + std::to_string(about.reported) + " reported objects";
}

// What is wrong, or that it is over.
struct Words {
  std::string wrong, details, over;
};

OwnMatter said(OwnMatter matter, const About& about, const Words& words) {
  matter.name = about.site;
  matter.summary = "ilert-bridge " + about.bridge + ": site " + about.site + ' ' +
                   (matter.wrong ? words.wrong : words.over);
  matter.details = matter.wrong ? words.details : matter.summary + ".";
  return matter;
}

Words of_removal(std::size_t count, const About& about) {
  return {.wrong = "misses " + of_them(count, about) + " at once",
          .details =
              "They left the monitoring in one go, which is more often an accident than meant: their alerts "
              "are held as they are, each until its object is back.\n\nIf it is meant, run `ilert-bridge "
              "adopt --site " +
              about.site + "`, and they count as removed; else bring them back.",
          .over = "misses no more than a few reported objects"};
}

Words of_unrouting(std::size_t count, const About& about) {
  return {.wrong = "shows " + of_them(count, about) + " in a way that their routes do not match any more",
          .details =
              "It happened in one go, and the routes did not change: a contact group, host group, label or "
              "tag was renamed, say. Their alerts stay on their routes as if these still matched.\n\nIf it "
              "is meant, run `ilert-bridge adopt --site " +
              about.site +
              "`: they are resolved there, and what other routes take of them counts as known. Else set it "
              "right in the monitoring, or in the routes.",
          .over = "shows no more alerts that are held on their routes"};
}

}  // namespace

void Watch::say_what_is_held(Time at) {
  const HeldCount count = held_as_many(ledger_.reports(), site_.name, routes_);
  const About about{.site = site_.name, .bridge = bridge_name_, .reported = count.reported};
  OwnMatter removal{.kind = "removal", .name = {}, .wrong = count.missing > 0, .summary = {}, .details = {}};
  OwnMatter unrouting{
      .kind = "unrouting", .name = {}, .wrong = count.unrouted > 0, .summary = {}, .details = {}};
  removal = said(std::move(removal), about, of_removal(count.missing, about));
  unrouting = said(std::move(unrouting), about, of_unrouting(count.unrouted, about));
  say(removal, routes_, ledger_, bridge_name_, at);
  say(unrouting, routes_, ledger_, bridge_name_, at);
}

}  // namespace ilert_bridge
