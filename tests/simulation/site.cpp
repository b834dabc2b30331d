#include "tests/simulation/site.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tests/doubles/livestatus_command.hpp"
#include "tests/doubles/livestatus_query.hpp"
#include "tests/doubles/livestatus_send.hpp"

namespace ilert_bridge::simulation {
namespace {

using doubles::Fault;

std::string bytes_of(const doubles::ServerAnswer& answer, Flavour flavour, const Mishap& mishap) {
  if (!mishap.fault) return answer.bytes(flavour);
  switch (mishap.fault->kind) {
    case Fault::Kind::garbage:
      return "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n";
    case Fault::Kind::wrong_length: {
      doubles::ServerAnswer longer = answer;
      longer.body += ' ';
      std::string bytes = longer.bytes(flavour);
      bytes.pop_back();
      return bytes;
    }
    default:
      return answer.bytes(flavour);
  }
}

bool ends_the_connection(const Mishap& mishap) {
  return mishap.cut_after || (mishap.fault && (mishap.fault->kind == Fault::Kind::garbage ||
                                               mishap.fault->kind == Fault::Kind::wrong_length));
}

}  // namespace

void Site::expect(Mishap mishap) {
  mishap_ = std::move(mishap);
  asked_ = 0;
}

bool Site::takes_connections() { return !away_ && (!mishap_ || !mishap_->refuses || asked_ < mishap_->at); }

Said Site::answer(const std::vector<std::string>& lines) {
  if (!takes_connections()) return {.then = Said::Then::closes};
  if (mishap_ && asked_++ >= mishap_->at) {
    const Mishap mishap = *std::exchange(mishap_, std::nullopt);
    return spoil(mishap, lines);
  }
  const bool about_columns = lines.front() == "GET columns";
  Said said;
  if (about_columns && !columns_.empty()) {
    said.bytes = columns_;
    return said;
  }
  const bool commands = lines.front().starts_with("COMMAND");
  const auto answer = commands ? doubles::obey(flavour_, lines, world_)
                               : doubles::answer_query(flavour_, lines, world_, SIZE_MAX);
  answered_at_ = now();
  said.bytes = answer.bytes(flavour_);
  if (about_columns) columns_ = said.bytes;
  if (!answer.keep_alive) said.then = Said::Then::closes;
  return said;
}

Said Site::spoil(const Mishap& mishap, const std::vector<std::string>& lines) {
  if (mishap.meanwhile) mishap.meanwhile();
  auto answer = doubles::answer_query(flavour_, lines, world_, SIZE_MAX);
  answer = doubles::spoiled(std::move(answer), mishap.fault);
  Said said{.bytes = bytes_of(answer, flavour_, mishap)};
  if (mishap.cut_after) said.bytes.resize(std::min(said.bytes.size(), *mishap.cut_after));
  if (mishap.drips) said.piece = 1;
  if (!answer.keep_alive || ends_the_connection(mishap)) said.then = Said::Then::closes;
  if (mishap.then_silent) said.then = Said::Then::is_silent;
  return said;
}

}  // namespace ilert_bridge::simulation
