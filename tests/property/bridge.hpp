// One life of the bridge, from its start to its end or until it is killed: the real source, watch, ledger,
// journal and delivery, with the line in place of a socket.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>

#include "ilert-bridge/daemon/deliver.hpp"
#include "ilert-bridge/daemon/watch.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge::property {

class BridgeLife {
 public:
  using Heard = std::function<void(const Recording::Change&)>;
  BridgeLife(const std::filesystem::path& journal, const Route& route, const SendPort& send, Heard heard);

  bool look();                   // whether the site answered completely
  void deliver();                // what may leave now
  std::vector<Subject> retry();  // a person wants what is parked tried again; what of
  bool rests() const;
  const std::string& fault() const { return watch_.health().fault; }

 private:
  DeliverPorts ports(const SendPort& send);
  void say_own(const OwnMatter& matter);

  boost::asio::io_context io_{1};
  Route route_;
  Ledger ledger_;
  Source source_;
  Watch watch_;
  Deliver deliver_;
};

}  // namespace ilert_bridge::property
