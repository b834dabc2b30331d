#include "tests/nightly/soak_churn.hpp"

#include <iterator>

namespace ilert_bridge::soak {
namespace {

using doubles::Certainty;
using doubles::ObjectRow;

constexpr int most_gone = 3;  // of a site: more at once are held until a person says so

std::string output_of(int state, int number) {
  return (state == 0 ? "fine, " : "it fails, ") + std::to_string(number) + " of 100";
}

}  // namespace

int drawn(Chance& chance, int below) { return static_cast<int>(chance() % static_cast<unsigned>(below)); }

Subject any_subject(const Scene& scene, Chance& chance) {
  const auto& all = scene.subjects();
  return std::next(all.begin(), drawn(chance, static_cast<int>(all.size())))->second;
}

bool Churn::is_there(const Subject& subject) {
  bool found = false;
  scene_.place_of(subject).world.read([&](const doubles::WorldState& world) {
    found = world.find(subject.host, subject.service) != nullptr;
  });
  return found;
}

void Churn::check(const Subject& subject, int state, Certainty certainty) {
  doubles::World& world = scene_.place_of(subject).world;
  const ObjectRow before = world.row(subject.host, subject.service);
  if (state != 0 && certainty == Certainty::hard) book_.became_problem(subject);
  if (state != 0 && (state != before.state || !before.hard)) book_.may_call(subject);
  world.service_check(subject.host, subject.service, state, output_of(state, drawn(chance_, 100)), certainty);
}

void Churn::one_thing(std::map<std::string, int>& counts, bool may_leave) {
  const Subject subject = any_subject(scene_, chance_);
  const int what = drawn(chance_, 100);
  const auto count = [&](const char* name) { ++counts[name]; };
  if (what >= 97 && !may_leave) return;
  if (what >= 97) return count("leaves or returns"), leave_or_return(subject);
  if (!is_there(subject)) return;
  if (what < 34) return count("fails"), check(subject, subject.is_host() ? 0 : 1 + drawn(chance_, 3));
  if (what < 42) return count("fails softly"), check(subject, subject.is_host() ? 1 : 2, Certainty::soft);
  if (what < 64) return count("recovers"), check(subject, 0);
  if (what < 68) return count("host down or up"), down_or_up(subject);
  if (what < 80) return count("acknowledged or not"), acknowledge(subject);
  if (what < 87) return count("downtime"), rest(subject);
  if (what < 92) return count("flaps"), flap(subject);
  if (what < 96) return count("muted"), mute(subject);
  count("many fail"), fail_many();
}

void Churn::fail_many() {
  for (int i = 0; i < 12; ++i) {
    const Subject subject = any_subject(scene_, chance_);
    if (subject.is_service() && is_there(subject)) check(subject, 2);
  }
}

// Its services are to be checked again when it is back.
void Churn::down_or_up(const Subject& subject) {
  const Subject host{.site = subject.site, .host = subject.host, .service = {}, .own = {}};
  doubles::World& world = scene_.place_of(host).world;
  const bool was_up = world.row(host.host).state == 0;
  check(host, was_up ? 1 : 0);
  if (was_up) return;
  for (const auto& [key, other] : scene_.subjects())
    if (other.site == host.site && other.host == host.host && other.is_service() && is_there(other)) {
      book_.may_call(other);
      check(other, world.row(other.host, other.service).state);
    }
}

void Churn::acknowledge(const Subject& subject) {
  doubles::World& world = scene_.place_of(subject).world;
  const ObjectRow row = world.row(subject.host, subject.service);
  if (row.state == 0) return check(subject, subject.is_host() ? 1 : 2);
  if (!row.acknowledged)
    return world.acknowledge(subject.host, subject.service, "alice", "on it", drawn(chance_, 2) == 0);
  book_.may_call(subject);
  world.unacknowledge(subject.host, subject.service);
}

void Churn::rest(const Subject& subject) {
  doubles::World& world = scene_.place_of(subject).world;
  int running = 0;
  world.read([&](const doubles::WorldState& state) {
    running = state.downtimes_running(*state.find(subject.host, subject.service));
  });
  if (running == 0) {
    world.schedule_downtime(subject.host, subject.service, "bob", "new disks");
    return;
  }
  world.cancel_downtimes(subject.host, subject.service);
  for (const auto& [key, other] : scene_.subjects())
    if (other.site == subject.site && other.host == subject.host) book_.may_call(other);
}

void Churn::flap(const Subject& subject) {
  doubles::World& world = scene_.place_of(subject).world;
  const bool flaps = world.row(subject.host, subject.service).flapping;
  if (flaps) book_.may_call(subject);
  world.flapping(subject.host, subject.service, !flaps);
}

void Churn::mute(const Subject& subject) {
  doubles::World& world = scene_.place_of(subject).world;
  const bool speaks = world.row(subject.host, subject.service).notifications_enabled;
  if (!speaks) book_.may_call(subject);
  world.notifications(subject.host, subject.service, !speaks);
}

void Churn::leave_or_return(const Subject& subject) {
  if (subject.is_host()) return;
  doubles::World& world = scene_.place_of(subject).world;
  if (!is_there(subject)) return world.add_service(row_of(subject));
  int gone = 0;
  for (const auto& [key, other] : scene_.subjects())
    if (other.site == subject.site && !is_there(other)) ++gone;
  if (gone < most_gone) world.remove_service(subject.host, subject.service);
}

void Churn::settle(const Subject& subject) {
  if (!is_there(subject)) return;
  doubles::World& world = scene_.place_of(subject).world;
  const ObjectRow row = world.row(subject.host, subject.service);
  book_.may_call(subject);
  world.flapping(subject.host, subject.service, false);
  if (!row.notifications_enabled) world.notifications(subject.host, subject.service, true);
  check(subject, row.state);
}

// Hosts first: a service counts again when it was checked after its host's return.
void Churn::settle() {
  for (const bool hosts : {true, false})
    for (const auto& [key, subject] : scene_.subjects())
      if (subject.is_host() == hosts) settle(subject);
}

void Churn::all_recover() {
  for (const bool hosts : {true, false})
    for (const auto& [key, subject] : scene_.subjects()) {
      if (subject.is_host() != hosts) continue;
      doubles::World& world = scene_.place_of(subject).world;
      if (!is_there(subject)) world.add_service(row_of(subject));
      world.cancel_downtimes(subject.host, subject.service);
      check(subject, 0);
    }
}

void Churn::all_may_call() {
  for (const auto& [key, subject] : scene_.subjects()) book_.may_call(subject);
}

}  // namespace ilert_bridge::soak
