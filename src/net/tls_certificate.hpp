// What a certificate says about itself, for people. A null certificate says nothing.
#pragma once

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace ilert_bridge {

// The first few names and addresses that it is for, made clean.
std::vector<std::string> names_of(const X509* certificate);
std::string common_name_of(const X509* certificate);
std::string valid_from(const X509* certificate);   // RFC 3339, UTC
std::string valid_until(const X509* certificate);  // likewise

}  // namespace ilert_bridge
