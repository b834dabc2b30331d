#include "tests/property/step.hpp"

#include <array>
#include <ostream>

namespace ilert_bridge::property {
namespace {

// The numbers say how often one comes up beside the others.
rc::Gen<Act> any_act() {
  return rc::gen::weightedElement<Act>({{4, Act::wait},
                                        {14, Act::tick},
                                        {14, Act::check},
                                        {4, Act::soft_check},
                                        {5, Act::acknowledge},
                                        {3, Act::unacknowledge},
                                        {3, Act::begin_downtime},
                                        {2, Act::end_downtime},
                                        {2, Act::flap},
                                        {2, Act::mute},
                                        {2, Act::remove},
                                        {2, Act::add},
                                        {2, Act::restart},
                                        {1, Act::lose_states},
                                        {2, Act::save},
                                        {2, Act::crash},
                                        {4, Act::look},
                                        {5, Act::look_badly},
                                        {2, Act::look_and_restart},
                                        {2, Act::look_and_crash},
                                        {2, Act::look_and_die},
                                        {3, Act::deliver},
                                        {6, Act::deliver_badly},
                                        {3, Act::deliver_and_die},
                                        {2, Act::kill}});
}

}  // namespace

Flavour flavour_of(const Setting& setting) {
  static constexpr std::array flavours = {Flavour::checkmk, Flavour::naemon, Flavour::icinga2,
                                          Flavour::nagios, Flavour::lmd};
  return flavours.at(static_cast<std::size_t>(setting.flavour));
}

Route route_of(const Setting& setting) {
  Route route;
  route.name = "oncall";
  route.own_alerts = true;
  route.policy.downtime = static_cast<Downtime>(setting.downtime);
  route.policy.after_downtime = AfterDowntime::at_once;  // the simulation plays the other
  route.policy.worsened = static_cast<Worsened>(setting.worsened);
  route.policy.ack_removed = static_cast<AckRemoved>(setting.ack_removed);
  route.replay = static_cast<Replay>(setting.replay);
  route.delay = std::chrono::minutes{setting.delay};
  route.events_per_minute = setting.budget == 0 ? 45 : 4;
  if (setting.warnings != 0) route.alert_on.insert(State::warning);
  return route;
}

rc::Gen<Steps> any_steps() {
  const auto step = rc::gen::build<Step>(
      rc::gen::set(&Step::act, any_act()), rc::gen::set(&Step::subject, rc::gen::inRange(0, 5)),
      rc::gen::set(&Step::kind, rc::gen::inRange(0, 12)), rc::gen::set(&Step::place, rc::gen::inRange(0, 8)),
      rc::gen::set(&Step::bytes, rc::gen::inRange(0, 700)));
  return rc::gen::scale(0.6, rc::gen::container<Steps>(step));
}

rc::Gen<Setting> any_setting() {
  const auto number = [](int below) { return rc::gen::inRange(0, below); };
  return rc::gen::build<Setting>(
      rc::gen::set(&Setting::flavour, number(5)), rc::gen::set(&Setting::downtime, number(4)),
      rc::gen::set(&Setting::worsened, number(2)), rc::gen::set(&Setting::ack_removed, number(2)),
      rc::gen::set(&Setting::replay, number(2)), rc::gen::set(&Setting::delay, number(3)),
      rc::gen::set(&Setting::budget, number(2)), rc::gen::set(&Setting::warnings, number(2)));
}

void showValue(const Step& step, std::ostream& out) {
  out << '{' << static_cast<int>(step.act) << ',' << step.subject << ',' << step.kind << ',' << step.place
      << ',' << step.bytes << '}';
}

void showValue(const Setting& setting, std::ostream& out) {
  out << name(flavour_of(setting)) << " downtime " << setting.downtime << " worsened " << setting.worsened
      << " ack_removed " << setting.ack_removed << (setting.replay == 0 ? " collapse" : " full") << " delay "
      << setting.delay << "m" << (setting.budget == 0 ? "" : " 4 a minute")
      << (setting.warnings == 0 ? "" : " also on WARNING");
}

}  // namespace ilert_bridge::property
