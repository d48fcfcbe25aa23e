#include "model/io/dicom_anonymous_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>

#include "model/io/dicom_elements.hpp"
#include "model/io/dicom_uid.hpp"
#include "model/io/dicom_walker.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

enum class Rule { Keep, KeepText, Uid, Empty, Items };

struct TagRule {
  std::uint32_t tag;
  Rule rule;
  const char* vr;
};

constexpr TagRule keep(std::uint32_t group, std::uint32_t element) {
  return {dicomTag(group, element), Rule::Keep, ""};
}
constexpr TagRule text(std::uint32_t group, std::uint32_t element) {
  return {dicomTag(group, element), Rule::KeepText, ""};
}
constexpr TagRule uid(std::uint32_t group, std::uint32_t element) {
  return {dicomTag(group, element), Rule::Uid, "UI"};
}
/// Must be there, may be empty (type 2).
constexpr TagRule empty(std::uint32_t group, std::uint32_t element, const char* vr) {
  return {dicomTag(group, element), Rule::Empty, vr};
}
constexpr TagRule items(std::uint32_t group, std::uint32_t element) {
  return {dicomTag(group, element), Rule::Items, "SQ"};
}

/// In the order of the tags.
constexpr std::array rules{
    // Character set, kind of image, instance
    keep(0x08, 0x05), keep(0x08, 0x08), keep(0x08, 0x16), uid(0x08, 0x18), empty(0x08, 0x20, "DA"),
    empty(0x08, 0x30, "TM"), empty(0x08, 0x50, "SH"), keep(0x08, 0x60), text(0x08, 0x70),
    empty(0x08, 0x90, "PN"), text(0x08, 0x1090),
    // References to other images
    items(0x08, 0x1140), keep(0x08, 0x1150), uid(0x08, 0x1155), keep(0x08, 0x1160),
    items(0x08, 0x2112), keep(0x08, 0x9007), keep(0x08, 0x9205), keep(0x08, 0x9206),
    keep(0x08, 0x9207),
    // Patient
    empty(0x10, 0x10, "PN"), empty(0x10, 0x20, "LO"), empty(0x10, 0x30, "DA"),
    empty(0x10, 0x40, "CS"),
    // How the scanner took it
    keep(0x18, 0x15), keep(0x18, 0x22), keep(0x18, 0x50), keep(0x18, 0x60), keep(0x18, 0x88),
    keep(0x18, 0x90), keep(0x18, 0x1100), keep(0x18, 0x1110), keep(0x18, 0x1111),
    keep(0x18, 0x1120), keep(0x18, 0x1130), keep(0x18, 0x1140), keep(0x18, 0x1150),
    keep(0x18, 0x1151), keep(0x18, 0x1152), keep(0x18, 0x1153), text(0x18, 0x1160),
    keep(0x18, 0x1170), keep(0x18, 0x1190), text(0x18, 0x1210), keep(0x18, 0x5100),
    keep(0x18, 0x9305), keep(0x18, 0x9306), keep(0x18, 0x9307), keep(0x18, 0x9309),
    keep(0x18, 0x9310), keep(0x18, 0x9311), items(0x18, 0x9314), keep(0x18, 0x9315),
    keep(0x18, 0x9316), keep(0x18, 0x9317), keep(0x18, 0x9318), keep(0x18, 0x9322),
    items(0x18, 0x9329), keep(0x18, 0x9345),
    // Place and order
    uid(0x20, 0x0d), uid(0x20, 0x0e), empty(0x20, 0x10, "SH"), keep(0x20, 0x11), keep(0x20, 0x12),
    keep(0x20, 0x13), keep(0x20, 0x20), keep(0x20, 0x32), keep(0x20, 0x37), uid(0x20, 0x52),
    keep(0x20, 0x60), keep(0x20, 0x100), keep(0x20, 0x105), keep(0x20, 0x1040), keep(0x20, 0x1041),
    keep(0x20, 0x9056), keep(0x20, 0x9057), items(0x20, 0x9111), items(0x20, 0x9113),
    items(0x20, 0x9116), keep(0x20, 0x9157), uid(0x20, 0x9161), keep(0x20, 0x9162),
    keep(0x20, 0x9163), uid(0x20, 0x9164), keep(0x20, 0x9165), keep(0x20, 0x9167),
    items(0x20, 0x9221), items(0x20, 0x9222), keep(0x20, 0x9228),
    // Pixels and values
    keep(0x28, 0x02), keep(0x28, 0x04), keep(0x28, 0x06), keep(0x28, 0x08), keep(0x28, 0x10),
    keep(0x28, 0x11), keep(0x28, 0x30), keep(0x28, 0x34), keep(0x28, 0x100), keep(0x28, 0x101),
    keep(0x28, 0x102), keep(0x28, 0x103), keep(0x28, 0x106), keep(0x28, 0x107), keep(0x28, 0x120),
    keep(0x28, 0x121), keep(0x28, 0x301), keep(0x28, 0x1050), keep(0x28, 0x1051),
    keep(0x28, 0x1052), keep(0x28, 0x1053), keep(0x28, 0x1054), keep(0x28, 0x2110),
    keep(0x28, 0x2112), keep(0x28, 0x2114), items(0x28, 0x9110), items(0x28, 0x9132),
    items(0x28, 0x9145), keep(0x2050, 0x20), items(0x5200, 0x9229), items(0x5200, 0x9230)};

static_assert(std::ranges::is_sorted(rules, {}, &TagRule::tag));

const TagRule* ruleOf(std::uint32_t tag) {
  const auto found = std::ranges::lower_bound(rules, tag, {}, &TagRule::tag);
  return found != rules.end() && found->tag == tag ? &*found : nullptr;
}

std::string lowerWord(std::string_view text) {
  std::string made;
  for (const unsigned char c : text) made.push_back(char(std::tolower(c)));
  return made;
}

/// Words of the patient's names and numbers that are long enough to mean them, lower case.
std::vector<std::string> tellingWords(const DicomElements& header) {
  constexpr std::size_t shortest = 4;
  constexpr std::array telling{dicomTag(0x08, 0x50),   dicomTag(0x08, 0x90),
                               dicomTag(0x10, 0x10),   dicomTag(0x10, 0x20),
                               dicomTag(0x10, 0x1000), dicomTag(0x10, 0x1001),
                               dicomTag(0x10, 0x1005), dicomTag(0x10, 0x1060)};
  std::vector<std::string> words;
  for (const std::uint32_t tag : telling) {
    std::string word;
    for (const char c : lowerWord(header.text(tag >> 16, tag & 0xffff)) + " ") {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x80 || std::isalnum(byte)) {
        word.push_back(c);
        continue;
      }
      if (word.size() >= shortest) words.push_back(word);
      word.clear();
    }
  }
  return words;
}

/// Writes elements as the file that is copied does.
class Writer {
 public:
  explicit Writer(const DicomEncoding& encoding)
      : explicitVr_(encoding.explicitVr), bigEndian_(encoding.bigEndian) {}

  std::string element(std::uint32_t tag, const std::string& vr, std::string value) const {
    if (value.size() % 2) value.push_back(vr == "UI" || vr == "OB" ? '\0' : ' ');
    return head(tag, vr, std::uint32_t(value.size())) + value;
  }
  std::string head(std::uint32_t tag, const std::string& vr, std::uint32_t length) const {
    std::string made = number(tag >> 16, 2) + number(tag & 0xffff, 2);
    if (tag >> 16 == 0xfffe || !explicitVr_) return made + number(length, 4);
    return hasLongLength(vr) ? made + vr + std::string(2, '\0') + number(length, 4)
                             : made + vr + number(length, 2);
  }

 private:
  std::string number(std::uint32_t value, int bytes) const {
    std::string made;
    for (int i = 0; i < bytes; ++i)
      made.push_back(char(value >> 8 * (bigEndian_ ? bytes - 1 - i : i)));
    return made;
  }
  bool explicitVr_, bigEndian_;
};

class Copy {
 public:
  Copy(const std::string& bytes, const DicomEncoding& encoding, const std::string& secret,
       std::vector<std::string> telling, AnonymousFile& made)
      : stream_(bytes),
        walker_(stream_, bytes.size()),
        writer_(encoding),
        secret_(secret),
        telling_(std::move(telling)),
        made_(made) {
    walker_.setBigEndian(encoding.bigEndian);
    walker_.seek(encoding.dataSetStart);
  }

  using DataSet = std::map<std::uint32_t, std::string>;  ///< encoded elements

  /// Up to `end`, or to the end of the item.
  DataSet dataSet(std::uint64_t end, bool explicitVr, int depth) {
    if (depth > dicomDeepestNesting) throw BadData{"a DICOM header is nested too deeply"};
    DataSet kept;
    while (walker_.at() < end && !walker_.atEnd()) {
      const DicomElement e = walker_.next(explicitVr);
      if (e.tag == dicomItemEnd) break;
      if (depth == 0 && e.tag == dicomPixelTag) {
        kept[e.tag] = pixels(e);
        break;  // what follows is padding and signatures
      }
      take(e, explicitVr, depth, kept);
    }
    return kept;
  }

  std::string newUid(const std::string& uids) const {
    std::string made;
    std::istringstream parts(uids);
    for (std::string one; std::getline(parts, one, '\\');) {
      while (!one.empty() && (one.back() == ' ' || one.back() == '\0')) one.pop_back();
      if (!made.empty()) made.push_back('\\');
      // Those that the standard gives out name no patient.
      const bool ofStandard = one.empty() || one.starts_with("1.2.840.10008.");
      made += ofStandard ? one : dicomUidFrom(secret_ + one);
    }
    return made;
  }
  const Writer& writer() const { return writer_; }

 private:
  void note(std::uint32_t tag, AnonymizedHow how) { made_.changes.emplace(tag, how); }

  void take(const DicomElement& e, bool explicitVr, int depth, DataSet& kept) {
    const TagRule* rule = ruleOf(e.tag);
    const bool nested = rule && rule->rule == Rule::Items;
    // Items within "unknown" are written in another way than the rest of the file.
    const bool foreign = explicitVr && e.implicitInside && (nested || e.sequence);
    if (!rule || foreign || (e.sequence && !nested)) {
      note(e.tag, AnonymizedHow::Removed);
      walker_.skipValue(e, depth);
      return;
    }
    if (nested) {
      kept[e.tag] = itemsOf(e, explicitVr, depth);
      return;
    }
    const std::string value = walker_.take(e.length);
    if (rule->rule == Rule::Empty) {
      if (!value.empty()) note(e.tag, AnonymizedHow::Emptied);
      kept[e.tag] = writer_.element(e.tag, rule->vr, {});
    } else if (rule->rule == Rule::Uid) {
      const std::string replaced = newUid(value);
      if (!replaced.empty()) note(e.tag, AnonymizedHow::Replaced);
      kept[e.tag] = writer_.element(e.tag, "UI", replaced);
    } else if (rule->rule == Rule::KeepText && tells(value)) {
      note(e.tag, AnonymizedHow::Removed);
    } else {
      kept[e.tag] = writer_.element(e.tag, e.vr, value);
    }
  }

  std::string itemsOf(const DicomElement& sequence, bool explicitVr, int depth) {
    std::string all;
    for (const std::uint64_t end = walker_.endOf(sequence); walker_.at() < end;) {
      const DicomElement item = walker_.next(explicitVr);
      if (item.tag == dicomSequenceEnd) break;
      if (item.tag != dicomItemTag) throw BadData{"a DICOM header is damaged"};
      std::string inside;
      for (const auto& [tag, bytes] : dataSet(walker_.endOf(item), explicitVr, depth + 1))
        inside += bytes;
      all += writer_.head(dicomItemTag, {}, std::uint32_t(inside.size())) + inside;
    }
    return writer_.head(sequence.tag, "SQ", std::uint32_t(all.size())) + all;
  }

  std::string pixels(const DicomElement& e) {
    std::string made = writer_.head(e.tag, e.vr, e.length);
    if (e.length != dicomUndefinedLength) return made + walker_.take(e.length);
    while (true) {
      const DicomElement item = walker_.next(true);
      if (item.tag != dicomItemTag && item.tag != dicomSequenceEnd)
        throw BadData{"the pixel data are damaged"};
      made += writer_.head(item.tag, {}, item.length) + walker_.take(item.length);
      if (item.tag == dicomSequenceEnd) return made;
    }
  }

  bool tells(const std::string& value) const {
    const std::string lower = lowerWord(value);
    return std::ranges::any_of(
        telling_, [&](const std::string& word) { return lower.find(word) != lower.npos; });
  }

  std::istringstream stream_;
  DicomWalker walker_;
  Writer writer_;
  const std::string& secret_;
  std::vector<std::string> telling_;
  AnonymousFile& made_;
};

/// What a file says of having been made anonymous.
void declare(Copy::DataSet& data, const Writer& w, const std::string& patientId) {
  const auto put = [&](std::uint32_t group, std::uint32_t element, const char* vr,
                       const std::string& value) {
    data[dicomTag(group, element)] = w.element(dicomTag(group, element), vr, value);
  };
  for (const TagRule& rule : rules)
    if (rule.rule == Rule::Empty) data.emplace(rule.tag, w.element(rule.tag, rule.vr, {}));
  put(0x10, 0x10, "PN", "Anonymous");
  put(0x10, 0x20, "LO", patientId);
  put(0x12, 0x62, "CS", "YES");
  put(0x12, 0x63, "LO", "Bregma, PS3.15 Basic Profile, only listed elements kept");
  const std::string code =
      w.element(dicomTag(0x08, 0x100), "SH", "113100") +
      w.element(dicomTag(0x08, 0x102), "SH", "DCM") +
      w.element(dicomTag(0x08, 0x104), "LO", "Basic Application Confidentiality Profile");
  const std::string item = w.head(dicomItemTag, {}, std::uint32_t(code.size())) + code;
  data[dicomTag(0x12, 0x64)] =
      w.head(dicomTag(0x12, 0x64), "SQ", std::uint32_t(item.size())) + item;
  // A face can be drawn from the head.
  put(0x28, 0x302, "CS", "YES");
  put(0x28, 0x303, "CS", "REMOVED");
}

/// Preamble and group 2.
std::string startOf(const std::string& syntax, const std::string& sopClass,
                    const std::string& sopInstance) {
  const Writer w(DicomEncoding{});
  const std::string meta =
      w.element(dicomTag(2, 0x01), "OB", std::string("\0\1", 2)) +
      w.element(dicomTag(2, 0x02), "UI", sopClass) +
      w.element(dicomTag(2, 0x03), "UI", sopInstance) + w.element(dicomTag(2, 0x10), "UI", syntax) +
      w.element(dicomTag(2, 0x12), "UI", dicomUidFrom("bregma anonymous copy")) +
      w.element(dicomTag(2, 0x13), "SH", "BREGMA");
  std::string length;
  for (int i = 0; i < 4; ++i) length.push_back(char(meta.size() >> 8 * i));
  return std::string(128, '\0') + "DICM" + w.element(dicomTag(2, 0), "UL", length) + meta;
}

bool hasTextInPixels(const DicomElements& header) {
  const std::string said = header.text(0x28, 0x301);
  if (said == "YES" || said == "NO") return said == "YES";
  return header.text(0x08, 0x16).starts_with("1.2.840.10008.5.1.4.1.1.7") ||
         header.text(0x08, 0x08).find("SCREEN") != std::string::npos;
}

}  // namespace

AnonymousFile anonymousFile(const std::string& original, const std::string& secret) {
  std::istringstream stream(original);
  auto encoding = DicomWalker(stream, original.size()).begin();
  if (!encoding) throw BadData{"it is not DICOM"};
  const std::string& bytes =
      encoding->deflated ? inflatedFrom(original, encoding->dataSetStart) : original;
  const DicomElements header = elementsIn(bytes, *encoding);
  if (encoding->deflated) encoding->transferSyntax = "1.2.840.10008.1.2.1";
  AnonymousFile made;
  made.burnedIn = hasTextInPixels(header);
  Copy copy(bytes, *encoding, secret, tellingWords(header), made);
  Copy::DataSet data = copy.dataSet(bytes.size(), encoding->explicitVr, 0);
  std::string patientId = "A";
  patientId += dicomUidFrom(secret + header.text(0x10, 0x20)).substr(6, 10);
  declare(data, copy.writer(), patientId);
  for (const std::uint32_t tag : {dicomTag(0x10, 0x10), dicomTag(0x10, 0x20)})
    made.changes[tag] = AnonymizedHow::Replaced;
  made.bytes = startOf(encoding->transferSyntax, header.text(0x08, 0x16),
                       copy.newUid(header.text(0x08, 0x18)));
  for (const auto& [tag, element] : data) made.bytes += element;
  return made;
}

}  // namespace bregma
