#include "model/io/dicom_identity.hpp"

#include "model/io/dicom_elements.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

/// To UTF-8 from the character sets that single-byte Latin writing uses; others lose their letters.
std::string utf8From(const std::string& text, const std::string& characterSet) {
  if (characterSet.find("192") != characterSet.npos) return text;
  const bool latin = characterSet.empty() || characterSet.find("100") != characterSet.npos;
  std::string made;
  for (const unsigned char c : text) {
    if (c < 0x80) {
      made.push_back(char(c));
    } else if (latin) {
      made.push_back(char(0xc0 | c >> 6));
      made.push_back(char(0x80 | (c & 0x3f)));
    } else {
      made.push_back('?');
    }
  }
  return made;
}

}  // namespace

SeriesIdentity identityOf(const std::filesystem::path& file) {
  std::optional<DicomElements> header;
  try {
    header = readElements(file);
  } catch (const BadData&) {
  }
  if (!header) return {};
  const std::string characterSet = header->text(0x08, 0x05);
  const auto text = [&](std::uint32_t group, std::uint32_t element) {
    return utf8From(header->text(group, element), characterSet);
  };
  const auto firstOf = [](const std::string& a, const std::string& b) { return a.empty() ? b : a; };
  return {
      text(0x10, 0x10),   text(0x10, 0x20),
      text(0x10, 0x30),   text(0x10, 0x40),
      text(0x20, 0x0d),   text(0x08, 0x20),
      text(0x08, 0x1030), firstOf(text(0x08, 0x22), firstOf(text(0x08, 0x21), text(0x08, 0x20)))};
}

}  // namespace bregma
