#include "tests/nightly/soak_trouble.hpp"

#include <array>
#include <iterator>
#include <utility>

namespace ilert_bridge::soak {
namespace {

using doubles::Fault;
using doubles::HttpFault;

constexpr std::array<std::pair<Fault::Kind, const char*>, 9> spoilt_answers{
    {{Fault::Kind::hang, "site hangs"},
     {Fault::Kind::cut_after, "site cuts answers"},
     {Fault::Kind::reset_after, "site cuts answers"},
     {Fault::Kind::garbage, "site says garbage"},
     {Fault::Kind::wrong_length, "site says garbage"},
     {Fault::Kind::not_json, "site says garbage"},
     {Fault::Kind::empty, "site says nothing"},
     {Fault::Kind::refuse, "site refuses"},
     {Fault::Kind::slow, "site is slow"}}};

// Of one or a few requests to ilert.
struct BadDay {
  const char* name;
  HttpFault fault;
};

const std::array<BadDay, 9>& bad_days() {
  static const std::array<BadDay, 9> all{{{"ilert 5xx", HttpFault::answer(500)},
                                          {"ilert 5xx", HttpFault::html(502)},
                                          {"ilert 5xx", HttpFault::answer(503)},
                                          {"ilert 429", HttpFault::too_many(10)},
                                          {"ilert loses answers", HttpFault::drop_after_processing()},
                                          {"ilert loses answers", HttpFault::half_body()},
                                          {"ilert cuts connections", HttpFault::close_now()},
                                          {"ilert is slow", HttpFault::slow(std::chrono::seconds{2})},
                                          {"ilert hangs", HttpFault::hang()}}};
  return all;
}

}  // namespace

void Later::do_what_is_due(double now) {
  while (!all_.empty() && all_.begin()->first <= now) all_.extract(all_.begin()).mapped()();
}

void Later::do_all() {
  for (auto& [when, what] : std::exchange(all_, {})) what();
}

void Trouble::one_thing(double now, Counts& counts) {
  Place& place =
      *scene_.places[static_cast<std::size_t>(drawn(chance_, static_cast<int>(scene_.places.size())))];
  const int what = drawn(chance_, 3);
  const std::string was = what == 0   ? spoil_answers(place)
                          : what == 1 ? trouble_place(place, in_a_while(now))
                                      : trouble_ilert(in_a_while(now));
  if (!was.empty()) ++counts[was];
}

std::string Trouble::spoil_answers(Place& place) {
  const auto& [kind, name] =
      spoilt_answers.at(static_cast<std::size_t>(drawn(chance_, spoilt_answers.size())));
  place.server.fault({.kind = kind,
                      .answers = 1 + drawn(chance_, 4),
                      .bytes = 50 + static_cast<std::size_t>(drawn(chance_, 4000)),
                      .code = 452,
                      .text = "no such thing"});
  return name;
}

std::string Trouble::trouble_place(Place& place, double end) {
  switch (drawn(chance_, 5)) {
    case 0:
      return take_away(place, end);
    case 1:
      return lose_a_peer(end);
    case 2:
      if (place.server.restarting() || away_.contains(&place)) return {};
      place.server.restart_as_a_core_does({.until_downtimes_count = std::chrono::seconds{2}});
      return "core restarts";
    case 3:
      place.server.lose_triggers(50);
      later_.at(end, [&place] { place.server.lose_triggers(0); });
      return "site loses triggers";
    default:
      place.server.cut_connections();
      return "connections are cut";
  }
}

std::string Trouble::take_away(Place& place, double end) {
  using Path = doubles::LivestatusDouble::Path;
  if (!away_.insert(&place).second) return {};
  place.server.stop(drawn(chance_, 2) == 0 ? Path::vanishes : Path::stays);
  later_.at(end, [this, &place] {
    away_.erase(&place);
    place.server.start();
  });
  return "site is gone";
}

// Of LMD: all behind it is away, or its data are old.
std::string Trouble::lose_a_peer(double end) {
  doubles::World& world = scene_.places.back()->world;
  world.peer("backend", 1 + drawn(chance_, 2), "connection refused");
  later_.at(end, [&world] { world.peer("backend", 0); });
  return "LMD loses its peer";
}

std::string Trouble::trouble_ilert(double end) {
  const int what = drawn(chance_, 12);
  if (what == 0) return take_ilert_away(end);
  if (what == 1) return refuse_one_event();
  const int times = 1 + drawn(chance_, 4);
  if (what == 2) {
    scene_.rig.ilert.fault_rest(HttpFault::answer(503), times);
    return "ilert does not show alerts";
  }
  const BadDay& day = bad_days().at(static_cast<std::size_t>(what - 3));
  scene_.rig.ilert.fault(day.fault, times);
  return day.name;
}

std::string Trouble::take_ilert_away(double end) {
  if (std::exchange(ilert_is_away_, true)) return {};
  scene_.rig.ilert.stop();
  later_.at(end, [this] {
    ilert_is_away_ = false;
    scene_.rig.ilert.start();
  });
  return "ilert is away";
}

// Once: it is sent with required fields only. Twice: it is parked, and a person has to try it again.
std::string Trouble::refuse_one_event() {
  const Subject subject = any_subject(scene_, chance_);
  const int times = 1 + drawn(chance_, 2);
  if (times > 1) book_.dismissed_by_hand(subject);
  scene_.rig.ilert.fault_for(alert_key(subject, "rig"), HttpFault::answer(400, R"({"code":"BAD_LABELS"})"),
                             times);
  return "ilert refuses an event";
}

void Trouble::heal() {
  later_.do_all();
  scene_.rig.ilert.heal();
  for (const auto& place : scene_.places) place->server.heal();
}

}  // namespace ilert_bridge::soak
