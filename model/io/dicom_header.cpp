#include <gdcmAttribute.h>
#include <gdcmReader.h>
#include <gdcmStringFilter.h>
#include <gdcmTrace.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>

#include "model/io/dicom_series.hpp"
#include "model/io/plist.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

/// DICOM by its prefix, or an old file that starts with group 2 or 8.
bool looksLikeDicom(std::ifstream& file) {
  std::array<char, 132> head{};
  file.read(head.data(), head.size());
  const auto got = file.gcount();
  file.clear();
  file.seekg(0);
  if (got == 132 && std::memcmp(head.data() + 128, "DICM", 4) == 0) return true;
  return got >= 16 && (head[0] == 8 || head[0] == 2) && head[1] == 0 && head[3] == 0;
}

/// The text of one element, without padding; empty when absent.
class Header {
 public:
  explicit Header(const gdcm::DataSet& data) : data_(data) {}

  std::string text(std::uint16_t group, std::uint16_t element) const {
    const gdcm::Tag tag(group, element);
    if (!data_.FindDataElement(tag)) return {};
    const gdcm::ByteValue* bytes = data_.GetDataElement(tag).GetByteValue();
    if (!bytes || bytes->GetLength() == 0) return {};
    std::string value(bytes->GetPointer(), bytes->GetLength());
    while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
    return value;
  }
  /// Backslash-separated decimals; nothing when one cannot be read.
  std::vector<double> numbers(std::uint16_t group, std::uint16_t element) const {
    std::vector<double> values;
    std::string rest = text(group, element);
    while (!rest.empty()) {
      const std::size_t cut = rest.find('\\');
      std::string part = rest.substr(0, cut);
      part.erase(0, part.find_first_not_of(" +"));
      try {
        values.push_back(numberIn(part));
      } catch (const BadData&) {
        return {};
      }
      rest = cut == rest.npos ? "" : rest.substr(cut + 1);
    }
    return values;
  }
  double number(std::uint16_t group, std::uint16_t element, double otherwise) const {
    const auto values = numbers(group, element);
    return values.empty() ? otherwise : values[0];
  }
  std::optional<std::uint16_t> word(std::uint16_t group, std::uint16_t element) const {
    const gdcm::Tag tag(group, element);
    if (!data_.FindDataElement(tag)) return std::nullopt;
    const gdcm::ByteValue* bytes = data_.GetDataElement(tag).GetByteValue();
    if (!bytes || bytes->GetLength() < 2) return std::nullopt;
    const auto* p = reinterpret_cast<const unsigned char*>(bytes->GetPointer());
    return std::uint16_t(p[0] | p[1] << 8);
  }

 private:
  const gdcm::DataSet& data_;
};

void readPlace(const Header& header, DicomSlice& slice) {
  const auto spacing = header.numbers(0x28, 0x30);
  if (spacing.size() == 2) {
    slice.rowSpacing = spacing[0];
    slice.columnSpacing = spacing[1];
  }
  const auto position = header.numbers(0x20, 0x32), direction = header.numbers(0x20, 0x37);
  if (spacing.size() != 2 || position.size() != 3 || direction.size() != 6) return;
  slice.position = {position[0], position[1], position[2]};
  const Vec3 row{direction[0], direction[1], direction[2]},
      column{direction[3], direction[4], direction[5]};
  const auto sound = [](double mm) { return mm > 0.01 && mm < 50; };
  slice.placed = std::abs(length(row) - 1) < 0.01 && std::abs(length(column) - 1) < 0.01 &&
                 std::abs(dot(row, column)) < 0.01 && length(slice.position) < 1e5 &&
                 sound(slice.rowSpacing) && sound(slice.columnSpacing);
  slice.alongRow = normalized(row);
  slice.alongColumn = normalized(column - slice.alongRow * dot(column, slice.alongRow));
}

/// Where plain pixels start: behind the tag, VR and length of (7fe0,0010), near `at`.
std::uint64_t plainPixelOffset(std::ifstream& file, std::int64_t at, bool explicitVr,
                               std::uint64_t wanted) {
  if (at < 0) return 0;
  const std::int64_t from = std::max<std::int64_t>(0, at - 12);
  std::array<unsigned char, 36> bytes{};
  file.clear();
  file.seekg(from);
  file.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
  const int got = int(file.gcount());
  const int head = explicitVr ? 12 : 8;
  for (int i = 0; i + head <= got; ++i) {
    const unsigned char* p = bytes.data() + i;
    if (p[0] != 0xe0 || p[1] != 0x7f || p[2] != 0x10 || p[3] != 0) continue;
    if (explicitVr && (p[4] != 'O' || (p[5] != 'W' && p[5] != 'B'))) continue;
    const unsigned char* n = p + head - 4;
    const std::uint64_t claimed = n[0] | n[1] << 8 | n[2] << 16 | std::uint64_t(n[3]) << 24;
    // An odd number of bytes is padded to an even one.
    return claimed == wanted || claimed == wanted + 1 ? std::uint64_t(from + i + head) : 0;
  }
  return 0;
}

void silenceGdcm() {
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  gdcm::Trace::DebugOff();
}

}  // namespace

std::optional<DicomSlice> readSliceHeader(const std::filesystem::path& path) {
  silenceGdcm();
  std::ifstream file(path, std::ios::binary);
  if (!file || !looksLikeDicom(file)) return std::nullopt;
  DicomSlice slice;
  slice.path = path;
  gdcm::Reader reader;
  reader.SetStream(file);
  std::int64_t stoppedAt = -1;
  try {
    if (!reader.ReadUpToTag(gdcm::Tag(0x7fe0, 0x10))) return std::nullopt;
    stoppedAt = std::int64_t(file.tellg());
  } catch (const std::exception&) {
    return std::nullopt;
  }
  const gdcm::TransferSyntax syntax = reader.GetFile().GetHeader().GetDataSetTransferSyntax();
  const char* uid = gdcm::TransferSyntax::GetTSString(syntax);
  slice.transferSyntax = uid ? uid : "";
  const Header header(reader.GetFile().GetDataSet());
  const auto word = [&](std::uint16_t element, int otherwise) {
    return int(header.word(0x28, element).value_or(std::uint16_t(otherwise)));
  };
  slice.rows = word(0x10, 0);
  slice.columns = word(0x11, 0);
  if (slice.rows == 0 || slice.columns == 0) return std::nullopt;
  slice.samples = word(0x02, 1);
  slice.bitsAllocated = word(0x100, 16);
  slice.bitsStored = word(0x101, slice.bitsAllocated);
  slice.highBit = word(0x102, slice.bitsStored - 1);
  slice.isSigned = word(0x103, 0) == 1;
  slice.padding = header.word(0x28, 0x120);
  slice.frames = int(std::clamp(header.number(0x28, 0x08, 1), 1.0, 1e6));
  slice.sopUid = header.text(0x08, 0x18);
  slice.seriesUid = header.text(0x20, 0x0e);
  slice.modality = header.text(0x08, 0x60);
  slice.description = header.text(0x08, 0x103e);
  slice.rescaled = !header.numbers(0x28, 0x1053).empty();
  slice.slope = header.number(0x28, 0x1053, 1);
  slice.intercept = header.number(0x28, 0x1052, 0);
  readPlace(header, slice);
  const bool explicitLittle = syntax == gdcm::TransferSyntax::ExplicitVRLittleEndian;
  if ((explicitLittle || syntax == gdcm::TransferSyntax::ImplicitVRLittleEndian) &&
      slice.bitsAllocated == 16 && slice.samples == 1 && slice.frames == 1)
    slice.pixelOffset = plainPixelOffset(file, stoppedAt, explicitLittle,
                                         2ull * std::uint64_t(slice.rows) * slice.columns);
  return slice;
}

}  // namespace bregma
