#include "model/io/dicom_elements.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>

#include "model/io/limits.hpp"
#include "model/io/plist.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

constexpr std::uint32_t longestKept = 1024;
constexpr double maxDeflatedFile = 5e8, maxInflated = 1e9;
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

/// The values of a functional group sequence, one map an item; nested groups count to their item.
void collectGroups(DicomWalker& walker, const DicomElement& sequence, bool explicitVr, int depth,
                   std::vector<std::map<std::uint32_t, std::string>>& items) {
  if (depth > dicomDeepestNesting) throw BadData{"a DICOM header is nested too deeply"};
  for (const std::uint64_t end = walker.endOf(sequence); walker.at() < end;) {
    const DicomElement item = walker.next(explicitVr);
    if (item.tag == dicomSequenceEnd) return;
    if (item.tag != dicomItemTag) throw BadData{"a DICOM header is damaged"};
    if (depth == 0) items.emplace_back();
    if (items.size() > mostFrames) throw BadData{"it claims too many frames"};
    for (const std::uint64_t last = walker.endOf(item); walker.at() < last;) {
      const DicomElement e = walker.next(explicitVr);
      if (e.tag == dicomItemEnd) break;
      if (std::ranges::count(groupSequences, e.tag))
        collectGroups(walker, e, !e.implicitInside, depth + 1, items);
      else if (e.length <= longestKept && std::ranges::count(groupValues, e.tag))
        items.back()[e.tag] = walker.take(e.length);
      else
        walker.skipValue(e, depth + 1);
    }
  }
}

void walk(DicomWalker& walker, DicomElements& elements, bool explicitVr) {
  while (!walker.atEnd()) {
    const DicomElement e = walker.next(explicitVr);
    if (e.tag == dicomPixelTag) {
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
    } else if (e.length <= longestKept) {
      elements.values[e.tag] = walker.take(e.length);
    } else {
      walker.skipValue(e, 0);
    }
  }
}

/// The walker stands where the data set begins.
DicomElements elementsOf(DicomWalker& walker, const DicomEncoding& encoding) {
  DicomElements elements;
  elements.transferSyntax = encoding.transferSyntax;
  elements.bigEndian = encoding.bigEndian;
  if (encoding.deflated) elements.deflatedFrom = encoding.dataSetStart;
  walk(walker, elements, encoding.explicitVr);
  return elements;
}

}  // namespace

DicomElements elementsIn(const std::string& bytes, const DicomEncoding& encoding) {
  std::istringstream stream(bytes);
  DicomWalker walker(stream, bytes.size());
  walker.setBigEndian(encoding.bigEndian);
  walker.seek(encoding.dataSetStart);
  return elementsOf(walker, encoding);
}

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
  if (failure || !file) return std::nullopt;
  DicomWalker walker(file, size);
  const auto encoding = walker.begin();
  if (!encoding) return std::nullopt;
  if (!encoding->deflated) return elementsOf(walker, *encoding);
  walker.seek(0);
  return elementsIn(
      inflatedFrom(
          walker.take(std::uint32_t(std::min<std::uint64_t>(size, std::uint64_t(maxDeflatedFile)))),
          encoding->dataSetStart),
      *encoding);
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
