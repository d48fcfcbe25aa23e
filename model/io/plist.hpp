#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bregma {

struct PlistEntry;

/// A value of an XML property list: a text (string, number, date, true, false), an array or a dict.
struct Plist {
  std::string text;
  std::vector<PlistEntry> entries;

  /// The value of a key, or an empty one.
  const Plist& operator[](std::string_view key) const;
  /// @throws BadData not a number
  double number() const;
};

struct PlistEntry {
  std::string key;  ///< empty in an array
  Plist value;
};

/// @throws BadData
Plist parsePlist(std::string_view xml);

/// A decimal number that fills `text`, blanks aside. @throws BadData
double numberIn(std::string_view text);

}  // namespace bregma
