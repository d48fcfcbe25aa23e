#include "model/io/dicom_elements.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>

#include "model/io/limits.hpp"
#include "model/io/plist.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

constexpr std::uint32_t undefinedLength = 0xffffffff, pixelTag = dicomTag(0x7fe0, 0x10);
constexpr std::uint32_t itemTag = dicomTag(0xfffe, 0xe000), itemEnd = dicomTag(0xfffe, 0xe00d),
                        sequenceEnd = dicomTag(0xfffe, 0xe0dd);
constexpr std::uint32_t longestKept = 1024;
constexpr std::string_view deflatedSyntax = "1.2.840.10008.1.2.1.99";
constexpr double maxDeflatedFile = 5e8, maxInflated = 1e9;
constexpr int deepestNesting = 16;
constexpr std::size_t mostFrames = 20'000;
constexpr std::uint32_t sharedGroups = dicomTag(0x5200, 0x9229),
                        frameGroups = dicomTag(0x5200, 0x9230);
/// Within the functional groups of a frame: plane position, plane orientation, pixel measures,
/// value transformation; and the elements in them that place and scale it.
constexpr std::array<std::uint32_t, 4> groupSequences{
    dicomTag(0x20, 0x9113), dicomTag(0x20, 0x9116), dicomTag(0x28, 0x9110), dicomTag(0x28, 0x9145)};
constexpr std::array<std::uint32_t, 6> groupValues{dicomTag(0x18, 0x50),   dicomTag(0x20, 0x32),
                                                   dicomTag(0x20, 0x37),   dicomTag(0x28, 0x30),
                                                   dicomTag(0x28, 0x1052), dicomTag(0x28, 0x1053)};

struct Element {
  std::uint32_t tag = 0, length = 0;
  bool sequence = false;  ///< of unknown length: to be walked through
  bool implicitInside = false;
};

class Walker {
 public:
  Walker(std::istream& file, std::uint64_t size) : file_(file), size_(size) {}

  std::uint64_t at() const { return at_; }
  void setBigEndian(bool big) { bigEndian_ = big; }
  bool atEnd() const { return at_ >= size_; }
  void seek(std::uint64_t at) {
    file_.clear();
    file_.seekg(std::int64_t(at));
    at_ = at;
  }
  std::string take(std::uint32_t count) {
    if (count > size_ - at_) throw BadData{"a DICOM header is cut short"};
    std::string bytes(count, '\0');
    file_.read(bytes.data(), count);
    if (file_.gcount() != std::streamsize(count)) throw BadData{"a DICOM header is cut short"};
    at_ += count;
    return bytes;
  }
  void skip(std::uint32_t count) {
    if (count > size_ - at_) throw BadData{"a DICOM header is cut short"};
    if (count <= longestKept)
      take(count);
    else
      seek(at_ + count);
  }

  Element next(bool explicitVr) {
    Element e;
    const std::string head = take(8);
    e.tag = dicomTag(half(head, 0), half(head, 2));
    const std::string_view vr(head.data() + 4, 2);
    if (!explicitVr || e.tag >> 16 == 0xfffe) {
      e.length = word(head, 4);
    } else if (isLong(vr)) {
      e.length = word(take(4), 0);
    } else {
      if (vr[0] < 'A' || vr[0] > 'Z' || vr[1] < 'A' || vr[1] > 'Z')
        throw BadData{"a DICOM header is damaged"};
      e.length = half(head, 6);
    }
    e.sequence = e.length == undefinedLength && e.tag != pixelTag && e.tag >> 16 != 0xfffe;
    e.implicitInside = !explicitVr || vr == "UN";
    return e;
  }

  /// Passes over a sequence of unknown length.
  void skipSequence(bool explicitVr, int depth) {
    if (depth > deepestNesting) throw BadData{"a DICOM header is nested too deeply"};
    while (true) {
      const Element item = next(explicitVr);
      if (item.tag == sequenceEnd) return;
      if (item.tag != itemTag) throw BadData{"a DICOM header is damaged"};
      if (item.length != undefinedLength) {
        skip(item.length);
        continue;
      }
      for (Element e = next(explicitVr); e.tag != itemEnd; e = next(explicitVr)) {
        if (e.sequence)
          skipSequence(!e.implicitInside, depth + 1);
        else
          skip(e.length);
      }
    }
  }

 private:
  std::uint32_t half(const std::string& b, std::size_t i) const {
    const std::uint32_t first = static_cast<unsigned char>(b[i]),
                        second = static_cast<unsigned char>(b[i + 1]);
    return bigEndian_ ? first << 8 | second : second << 8 | first;
  }
  std::uint32_t word(const std::string& b, std::size_t i) const {
    return bigEndian_ ? half(b, i) << 16 | half(b, i + 2) : half(b, i + 2) << 16 | half(b, i);
  }
  static bool isLong(std::string_view vr) {
    constexpr std::array<std::string_view, 13> names{"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                     "SV", "UC", "UN", "UR", "UT", "UV"};
    return std::ranges::find(names, vr) != names.end();
  }

  std::istream& file_;
  std::uint64_t size_, at_ = 0;
  bool bigEndian_ = false;
};

/// Group 2, explicit whatever follows. The walker stands behind it.
void readMeta(Walker& walker, DicomElements& elements) {
  while (!walker.atEnd()) {
    const std::uint64_t at = walker.at();
    const bool meta = walker.take(2) == std::string_view("\2\0", 2);
    walker.seek(at);
    if (!meta) return;
    const Element e = walker.next(true);
    if (e.tag == dicomTag(2, 0x10) && e.length <= longestKept) {
      elements.values[e.tag] = walker.take(e.length);
      elements.transferSyntax = elements.text(2, 0x10);
    } else {
      walker.skip(e.length);
    }
  }
}

/// The values of a functional group sequence, one map an item; nested groups count to their item.
void collectGroups(Walker& walker, const Element& sequence, bool explicitVr, int depth,
                   std::vector<std::map<std::uint32_t, std::string>>& items) {
  if (depth > deepestNesting) throw BadData{"a DICOM header is nested too deeply"};
  const auto endOf = [&](const Element& e) {
    return e.length == undefinedLength ? ~0ull : walker.at() + e.length;
  };
  for (const std::uint64_t end = endOf(sequence); walker.at() < end;) {
    const Element item = walker.next(explicitVr);
    if (item.tag == sequenceEnd) return;
    if (item.tag != itemTag) throw BadData{"a DICOM header is damaged"};
    if (depth == 0) items.emplace_back();
    if (items.size() > mostFrames) throw BadData{"it claims too many frames"};
    for (const std::uint64_t last = endOf(item); walker.at() < last;) {
      const Element e = walker.next(explicitVr);
      if (e.tag == itemEnd) break;
      if (std::ranges::count(groupSequences, e.tag))
        collectGroups(walker, e, !e.implicitInside, depth + 1, items);
      else if (e.sequence)
        walker.skipSequence(!e.implicitInside, depth + 1);
      else if (e.length <= longestKept && std::ranges::count(groupValues, e.tag))
        items.back()[e.tag] = walker.take(e.length);
      else
        walker.skip(e.length);
    }
  }
}

void walk(Walker& walker, DicomElements& elements, bool explicitVr) {
  while (!walker.atEnd()) {
    const Element e = walker.next(explicitVr);
    if (e.tag == pixelTag) {
      elements.pixelStart = walker.at();
      elements.pixelLength = e.length;
      return;
    }
    if (e.tag == frameGroups) {
      collectGroups(walker, e, !e.implicitInside, 0, elements.frames);
    } else if (e.tag == sharedGroups) {
      std::vector<std::map<std::uint32_t, std::string>> items;
      collectGroups(walker, e, !e.implicitInside, 0, items);
      if (!items.empty()) elements.shared = std::move(items.front());
    } else if (e.sequence)
      walker.skipSequence(!e.implicitInside, 0);
    else if (e.length <= longestKept)
      elements.values[e.tag] = walker.take(e.length);
    else
      walker.skip(e.length);
  }
}

}  // namespace

std::string inflatedFrom(std::string bytes, std::uint64_t deflatedFrom) {
  if (deflatedFrom > bytes.size()) throw BadData{"a DICOM header is cut short"};
  const std::string_view deflated = std::string_view(bytes).substr(deflatedFrom);
  const std::string data =
      inflatedRaw(deflated, std::min(double(deflated.size()) * maxDeflateRatio, maxInflated));
  bytes.resize(deflatedFrom);
  return bytes + data;
}

std::optional<DicomElements> readElements(const std::filesystem::path& path) {
  std::error_code failure;
  const std::uint64_t size = std::filesystem::file_size(path, failure);
  std::ifstream file(path, std::ios::binary);
  std::array<char, 132> head{};
  file.read(head.data(), head.size());
  if (failure || file.gcount() != std::streamsize(head.size())) return std::nullopt;
  const bool prefixed = std::memcmp(head.data() + 128, "DICM", 4) == 0;
  // Old files start at once, with group 8 or 2.
  if (!prefixed && !((head[0] == 8 || head[0] == 2) && head[1] == 0 && head[3] == 0))
    return std::nullopt;
  DicomElements elements;
  Walker walker(file, size);
  walker.seek(prefixed ? 132 : 0);
  if (prefixed || head[0] == 2) readMeta(walker, elements);
  if (elements.transferSyntax == deflatedSyntax) {
    elements.deflatedFrom = walker.at();
    walker.seek(0);
    std::string bytes = inflatedFrom(
        walker.take(std::uint32_t(std::min<std::uint64_t>(size, std::uint64_t(maxDeflatedFile)))),
        elements.deflatedFrom);
    const std::uint64_t whole = bytes.size();
    std::istringstream inflated(std::move(bytes));
    Walker inside(inflated, whole);
    inside.seek(elements.deflatedFrom);
    walk(inside, elements, true);
    return elements;
  }
  elements.bigEndian = elements.transferSyntax == "1.2.840.10008.1.2.2";
  walker.setBigEndian(elements.bigEndian);
  bool explicitVr = elements.transferSyntax != "1.2.840.10008.1.2";
  if (elements.transferSyntax.empty()) {
    const std::uint64_t at = walker.at();
    const std::string first = walker.atEnd() ? "" : walker.take(8);
    explicitVr = first.size() == 8 && first[4] >= 'A' && first[4] <= 'Z' && first[5] >= 'A' &&
                 first[5] <= 'Z';
    elements.transferSyntax = explicitVr ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2";
    walker.seek(at);
  }
  walk(walker, elements, explicitVr);
  return elements;
}

DicomElements DicomElements::ofFrame(std::size_t frame) const {
  DicomElements one;
  one.transferSyntax = transferSyntax;
  one.values = values;
  one.bigEndian = bigEndian;
  one.deflatedFrom = deflatedFrom;
  one.pixelStart = pixelStart;
  one.pixelLength = pixelLength;
  for (const auto& [tag, value] : shared) one.values[tag] = value;
  for (const auto& [tag, value] : frames.at(frame)) one.values[tag] = value;
  return one;
}

std::string DicomElements::text(std::uint32_t group, std::uint32_t element) const {
  const auto found = values.find(dicomTag(group, element));
  if (found == values.end()) return {};
  std::string value = found->second;
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
  return value;
}

std::vector<double> DicomElements::numbers(std::uint32_t group, std::uint32_t element) const {
  std::vector<double> made;
  const std::string all = text(group, element);
  for (std::string_view rest = all; !rest.empty();) {
    const std::size_t cut = std::min(rest.find('\\'), rest.size());
    std::string_view part = rest.substr(0, cut);
    while (!part.empty() && (part.front() == ' ' || part.front() == '+')) part.remove_prefix(1);
    try {
      made.push_back(numberIn(part));
    } catch (const BadData&) {
      return {};
    }
    rest.remove_prefix(std::min(cut + 1, rest.size()));
  }
  return made;
}

double DicomElements::number(std::uint32_t group, std::uint32_t element, double otherwise) const {
  const auto all = numbers(group, element);
  return all.empty() ? otherwise : all[0];
}

std::optional<std::uint16_t> DicomElements::word(std::uint32_t group, std::uint32_t element) const {
  const auto found = values.find(dicomTag(group, element));
  if (found == values.end() || found->second.size() < 2) return std::nullopt;
  const std::uint32_t first = static_cast<unsigned char>(found->second[0]),
                      second = static_cast<unsigned char>(found->second[1]);
  return std::uint16_t(bigEndian ? first << 8 | second : second << 8 | first);
}

}  // namespace bregma
