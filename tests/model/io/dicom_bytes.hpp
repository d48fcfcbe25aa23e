#pragma once

#include <cstdint>
#include <string>

/// DICOM byte by byte, sound or not.
namespace bregma::test {

inline std::string little(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text.push_back(char(value >> (8 * i)));
  return text;
}

inline std::string tag(int group, int element) {
  return little(std::uint32_t(group), 2) + little(std::uint32_t(element), 2);
}

inline std::string explicitElement(int group, int element, const std::string& vr,
                                   const std::string& value) {
  return tag(group, element) + vr + little(std::uint32_t(value.size()), 2) + value;
}

inline std::string implicitElement(int group, int element, const std::string& value) {
  return tag(group, element) + little(std::uint32_t(value.size()), 4) + value;
}

/// The start of a file in a transfer syntax.
inline std::string prefixed(const std::string& syntax) {
  std::string uid = syntax;
  if (uid.size() % 2) uid.push_back('\0');
  return std::string(128, '\0') + "DICM" + explicitElement(2, 0x10, "UI", uid);
}

}  // namespace bregma::test
