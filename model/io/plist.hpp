#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bregma {

/// A value of an XML property list: a text (string, number, date, true, false), an array or a dict.
struct Plist {
  std::string text;
  std::vector<std::pair<std::string, Plist>> entries;  ///< array: the keys are empty

  /// The value of a key, or an empty one.
  const Plist& operator[](std::string_view key) const;
  /// @throws BadData not a number
  double number() const;
};

/// @throws BadData
Plist parsePlist(std::string_view xml);

/// A decimal number that fills `text`, blanks aside. @throws BadData
double numberIn(std::string_view text);

}  // namespace bregma
