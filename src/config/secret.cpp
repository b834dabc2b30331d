#include "ilert-bridge/config/secret.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/files.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_key = largest_key_file - 2;

std::string_view without_line_end(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// Who is not the owner would shut itself out with chmod o-r. Such files are mostly mounted by a container,
// which is told owner and mode.
std::string shut_it(const std::filesystem::path& path, const FileText& file) {
  if (file.foreign_owner.empty()) return "; run: chmod o-r " + path.native();
  return ": it " + file.foreign_owner + "; give it that owner and mode 0400";
}

Result<Secret> key_in(const std::filesystem::path& path, const FileText& file,
                      std::string (*fault_in)(std::string_view)) {
  const std::string name = quoted(path.native());
  if (file.readable_by_others)
    return error("every user of this machine can read " + name + shut_it(path, file));
  const std::string_view key = without_line_end(file.text);
  const std::string fault = fault_in(key);
  if (!fault.empty()) return error(name + ' ' + fault);
  return Secret{std::string{key}};
}

bool is_forbidden(const std::filesystem::path& place) {
  return ::faccessat(AT_FDCWD, place.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
}

// Under systemd only root can read the folder of the keys; the service has copies of those that were there
// when it started.
bool is_handed_over(const std::filesystem::path& place) {
  return place.native().starts_with("/run/credentials/");
}

Error not_found(const std::vector<std::string>& sought) {
  return error("there is no file " + join(sought, ", nor "));
}

Error not_handed_over(const std::vector<std::string>& sought, const std::filesystem::path& place) {
  return error(not_found(sought).text + ", and this user cannot read " + quoted(place.native()) +
               "; systemd hands the service its keys when it starts: run: systemctl restart ilert-bridge");
}

}  // namespace

std::string key_fault(std::string_view key) {
  if (key.empty()) return "is empty; the integration key of the ilert alert source belongs there";
  if (key.size() > longest_key) return "is longer than any integration key";
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7f;
  });
  if (plain && key.find_first_of("\"'`") != std::string_view::npos)
    return "holds a quote, which integration keys do not have; the key stands there without quotes";
  if (plain && key.find_first_of("/\\") != std::string_view::npos)
    return "holds a slash, which integration keys do not have; of an address the key is what follows the "
           "last "
           "'/'";
  return plain ? std::string{}
               : "holds a blank, a line break or another character that integration keys do not have";
}

std::string password_fault(std::string_view password) {
  if (password.empty()) return "is empty; the password belongs there";
  if (password.size() > longest_key) return "is longer than any password";
  const bool one_line = std::all_of(password.begin(), password.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte != 0x7f;
  });
  return one_line ? std::string{} : "holds a line break or another control character";
}

std::string private_key_fault(std::string_view pem) {
  if (pem.find("PRIVATE KEY-----") == std::string_view::npos) return "holds no private key in PEM form";
  if (pem.find("ENCRYPTED") != std::string_view::npos)
    return "is locked with a passphrase; take it off: openssl pkey -in FILE -out NEWFILE";
  return {};
}

bool names_a_secret(std::string_view key) {
  const std::string word = lower(key);
  if (word.ends_with("_file")) return false;
  for (const std::string_view part : {"key", "token", "secret", "password"})
    if (word.find(part) != std::string::npos) return true;
  return !nearest(word, {"integration_key"}).empty();
}

bool looks_like_a_key(std::string_view text) {
  return text.starts_with("il1") && text.size() >= 12 && text.find_first_of("./") == std::string_view::npos;
}

std::vector<std::filesystem::path> places_of_key(const std::string& name,
                                                 const std::filesystem::path& config_folder,
                                                 const std::string& credentials_directory) {
  if (name.starts_with('/')) return {name};
  std::vector<std::filesystem::path> places;
  if (!credentials_directory.empty()) {
    places.push_back(std::filesystem::path{credentials_directory} / name);
    places.push_back(std::filesystem::path{credentials_directory} / ("secret_" + name));
  }
  places.push_back(config_folder / "secrets" / name);
  return places;
}

Result<Secret> read_key(const std::vector<std::filesystem::path>& places,
                        std::string (*fault_in)(std::string_view), std::size_t largest) {
  std::vector<std::string> sought;
  for (const std::filesystem::path& place : places) {
    const Result<FileText> file = read_file(place, largest);
    if (!sought.empty() && is_forbidden(place))
      return is_handed_over(places.front()) ? not_handed_over(sought, place)
                                            : error(not_found(sought).text + ", and " + file.error().text);
    if (!file) return file.error();
    if (file->exists) return key_in(place, *file, fault_in);
    sought.push_back(quoted(place.native()));
  }
  return not_found(sought);
}

}  // namespace ilert_bridge
