// Secrets in files of their own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {

// Empty if the bytes can be a key, else what is wrong with them, without showing any.
std::string key_fault(std::string_view key);

// The same of a password, which may hold blanks.
std::string password_fault(std::string_view password);

// Likewise for the private key of a certificate, as PEM.
std::string private_key_fault(std::string_view pem);

// Whether a key of the configuration that is called so, or is meant to be, holds a secret. The names of files
// are none.
bool names_a_secret(std::string_view key);

// Whether it is shaped like an ilert key, and so probably not meant to be what it was written as.
bool looks_like_a_key(std::string_view text);

// Where a key file of that name is looked for, in this order.
std::vector<std::filesystem::path> places_of_key(const std::string& name,
                                                 const std::filesystem::path& config_folder,
                                                 const std::string& credentials_directory);

// How large the file of a key, a token or a password may be, with its line end.
inline constexpr std::size_t largest_key_file = 4098;
// That of a certificate's key: RSA has long ones, and the chain may stand beside it.
inline constexpr std::size_t largest_private_key_file = 64U << 10;

// The secret in the first of these files that exists; `fault_in` says what is wrong with its bytes.
Result<Secret> read_key(const std::vector<std::filesystem::path>& places,
                        std::string (*fault_in)(std::string_view) = key_fault,
                        std::size_t largest = largest_key_file);

}  // namespace ilert_bridge
