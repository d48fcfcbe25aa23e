#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"

/// What tests of files have in common.
namespace bregma::test {

using Path = std::filesystem::path;

/// A folder that is gone after the test.
class Folder {
 public:
  Path path() const { return Path(dir_.path().toStdU16String()); }
  Path operator/(const Path& name) const { return path() / name; }

 private:
  QTemporaryDir dir_;
};

inline std::string bytesOf(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// In one piece or two.
inline void write(const Path& path, std::string_view bytes, std::string_view more = {}) {
  std::ofstream(path, std::ios::binary) << bytes << more;
}

/// The name of the Error that a call ends in, or "none".
template <class Call>
std::string errorOf(Call&& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.what();
  }
  return "none";
}

inline const Finding* findingIn(const std::vector<Finding>& findings, FindingCode code) {
  for (const Finding& f : findings)
    if (f.code == code) return &f;
  return nullptr;
}

inline double numberOf(const Finding* finding, std::size_t i) {
  return std::get<double>(finding->args.at(i));
}

}  // namespace bregma::test
