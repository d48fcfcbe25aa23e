#include "model/io/image_file.hpp"

#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cctype>
#include <cmath>
#include <fstream>
#include <mutex>

#include "model/io/align.hpp"
#include "model/io/each_slice.hpp"
#include "model/io/hounsfield.hpp"
#include "model/io/limits.hpp"
#include "model/io/sha256.hpp"
#include "model/io/tar.hpp"
#include "model/io/write_file.hpp"
#include "model/large_vector.hpp"

namespace bregma {

namespace {

using Component = itk::IOComponentEnum;

std::string lowerName(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return name;
}

bool isNrrd(const std::filesystem::path& path) { return lowerName(path).ends_with(".nrrd"); }

/// The header of a file, checked, and ITK's reader waiting to decode it.
struct Opened {
  itk::ImageIOBase::Pointer io;
  ObliqueGeometry geometry;
};

[[noreturn]] void damaged(const std::filesystem::path& path, std::string reason) {
  throw Error(ErrorCode::FileDamaged, {utf8(path), std::move(reason)});
}

template <class Body>
auto translated(const std::filesystem::path& path, Body&& body) {
  try {
    return body();
  } catch (const itk::ExceptionObject&) {
    damaged(path, "the header or the pixel data cannot be read");
  } catch (const std::bad_alloc&) {
    damaged(path, "does not fit into memory");
  }
}

/// The fields of an NRRD header that ITK would follow without asking.
bool checkedNrrdIsRaw(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  bool raw = false;
  for (int n = 0; n < 1000 && std::getline(file, line) && !line.empty() && line != "\r"; ++n) {
    if (line.starts_with("data file:") || line.starts_with("datafile:"))
      damaged(path, "its pixel data are in another file");
    if (line.starts_with("encoding: raw")) raw = true;
    if (line.size() > 100'000) break;
  }
  return raw;
}

/// ITK takes the matrix of a NIfTI file apart, for ever when its numbers are beyond reason.
void checkNiftiMatrix(const std::filesystem::path& path) {
  constexpr std::size_t headerSize = 348;
  constexpr float mostMm = 1e6f;
  std::string start(1 << 16, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), std::streamsize(start.size()));
  start.resize(std::size_t(file.gcount()));
  std::array<char, headerSize> header{};
  try {
    if (ByteStream(start, double(start.size()) * maxDeflateRatio).read(header) < headerSize)
      damaged(path, "the header is cut short");
  } catch (const BadData&) {
    damaged(path, "the header cannot be read");
  }
  const bool swapped = header[0] == 0 && header[1] == 0;  // it begins with its size
  const auto check = [&](std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to; at += sizeof(float)) {
      std::array<char, sizeof(float)> bytes;
      std::copy_n(header.begin() + std::ptrdiff_t(at), bytes.size(), bytes.begin());
      if (swapped) std::ranges::reverse(bytes);
      if (!(std::abs(std::bit_cast<float>(bytes)) < mostMm))
        throw Error(ErrorCode::SliceGeometry, {"the directions of the file span no volume"});
    }
  };
  check(76, 92);                                    // handedness and spacing
  if (header[252] || header[253]) check(256, 280);  // quaternion and offset
  if (header[254] || header[255]) check(280, 328);  // matrix
}

ObliqueGeometry gridOf(const std::filesystem::path& path, const itk::ImageIOBase& io) {
  const unsigned dimensions = io.GetNumberOfDimensions();
  if (dimensions < 3) throw Error(ErrorCode::SeriesTooShort, {1.0});
  for (unsigned d = 3; d < dimensions; ++d)
    if (io.GetDimensions(d) != 1) damaged(path, "has more than three dimensions");
  ObliqueGeometry grid;
  for (unsigned a = 0; a < 3; ++a) {
    const auto count = io.GetDimensions(a);
    if (count < 1 || count > 16384) damaged(path, "has an impossible size");
    grid.size[a] = int(count);
    const auto direction = io.GetDirection(a);
    const Vec3 axis{direction[0], direction[1], direction[2]};
    grid.steps.columns[a] = axis * io.GetSpacing(a);
  }
  grid.origin = {io.GetOrigin(0), io.GetOrigin(1), io.GetOrigin(2)};
  const double cell = std::abs(determinant(grid.steps));
  const double box =
      length(grid.steps.columns[0]) * length(grid.steps.columns[1]) * length(grid.steps.columns[2]);
  if (!(box > 1e-9 && box < 1e6 && cell > 0.1 * box) || !std::isfinite(length(grid.origin)))
    throw Error(ErrorCode::SliceGeometry, {"the directions of the file span no volume"});
  return grid;
}

Opened open(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) throw Error(ErrorCode::PathMissing, {utf8(path)});
  if (!isImageFile(path)) throw Error(ErrorCode::FormatUnknown, {utf8(path)});
  itk::Object::SetGlobalWarningDisplay(false);
  return translated(path, [&] {
    const bool raw = isNrrd(path) ? checkedNrrdIsRaw(path) : lowerName(path).ends_with(".nii");
    Opened opened;
    if (isNrrd(path))
      opened.io = itk::NrrdImageIO::New();
    else
      opened.io = itk::NiftiImageIO::New();
    if (!opened.io->CanReadFile(path.string().c_str())) damaged(path, "the header is not valid");
    if (!isNrrd(path)) checkNiftiMatrix(path);
    opened.io->SetFileName(path.string());
    opened.io->ReadImageInformation();
    if (opened.io->GetNumberOfComponents() != 1) damaged(path, "has more than one value a voxel");
    opened.geometry = gridOf(path, *opened.io);
    const double voxels =
        double(opened.geometry.size[0]) * opened.geometry.size[1] * opened.geometry.size[2];
    // A scaled NIfTI file is handed out as float but stored smaller: one byte a voxel at least.
    checkClaimedSize(path, voxels * (raw && isNrrd(path) ? opened.io->GetComponentSize() : 1),
                     !raw);
    checkClaimedSize(path, std::max(voxels * opened.io->GetComponentSize(), 0.0), true);
    return opened;
  });
}

template <class T>
std::vector<T> decode(const std::filesystem::path& path, const Opened& opened) {
  return translated(path, [&] {
    auto values = largeVector<T>(opened.geometry.count());
    itk::ImageIORegion region(3);
    for (unsigned a = 0; a < 3; ++a) region.SetSize(a, itk::SizeValueType(opened.geometry.size[a]));
    opened.io->SetIORegion(region);
    opened.io->Read(values.data());
    return values;
  });
}

/// Calls body(T{}) with the type of the file's values.
template <class Body>
auto withType(const std::filesystem::path& path, const Opened& opened, Body&& body) {
  switch (opened.io->GetComponentType()) {
    case Component::UCHAR: return body(static_cast<unsigned char>(0));
    case Component::CHAR: return body(static_cast<signed char>(0));
    case Component::USHORT: return body(static_cast<unsigned short>(0));
    case Component::SHORT: return body(static_cast<short>(0));
    case Component::UINT: return body(0u);
    case Component::INT: return body(0);
    case Component::FLOAT: return body(0.f);
    case Component::DOUBLE: return body(0.0);
    case Component::ULONG: return body(0ul);
    case Component::LONG: return body(0l);
    case Component::ULONGLONG: return body(0ull);
    case Component::LONGLONG: return body(0ll);
    default: damaged(path, "its type of value is not supported");
  }
}

constexpr std::size_t blockVoxels = 1 << 20;

template <class Body>
void forEachBlock(std::size_t count, Body&& body) {
  forEachSlice(int((count + blockVoxels - 1) / blockVoxels), {},
               [&](int b) { body(b * blockVoxels, std::min(count, (b + 1) * blockVoxels)); });
}

/// The value that is background when these are the voxels of a mask.
template <class T>
std::optional<T> maskBackground(const std::vector<T>& values, bool namedLabels) {
  std::bitset<256> seen;
  std::atomic<bool> gray = false;
  std::mutex merge;
  const std::size_t most = namedLabels ? 64 : 2;
  forEachBlock(values.size(), [&](std::size_t begin, std::size_t end) {
    std::bitset<256> mine;
    T last = values[begin];
    for (std::size_t i = begin; i < end; ++i) {
      const T v = values[i];
      if (i > begin && v == last) continue;
      if (!(v >= T(0) && double(v) <= 255) || double(v) != double(int(v))) {
        gray = true;
        return;
      }
      mine.set(std::size_t(v));
      last = v;
      if ((i & 0xfff) == 0 && gray) return;
    }
    const std::scoped_lock lock(merge);
    seen |= mine;
    if (seen.count() > most) gray = true;
  });
  if (gray || seen.none()) return std::nullopt;
  std::size_t lowest = 0;
  while (!seen[lowest]) ++lowest;
  return seen.count() == 1 ? T(0) : T(lowest);
}

bool namedAsLabels(const std::filesystem::path& path) {
  const std::string name = lowerName(path);
  return name.find("label") != name.npos || name.find("mask") != name.npos ||
         name.find("seg") != name.npos;
}

template <class T>
std::vector<std::uint8_t> maskOf(const std::vector<T>& values, T background) {
  std::vector<std::uint8_t> mask(values.size());
  forEachBlock(values.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) mask[i] = values[i] != background;
  });
  return mask;
}

template <class T>
std::vector<std::int16_t> hounsfieldOf(const std::vector<T>& values) {
  std::vector<std::int16_t> hu(values.size());
  forEachBlock(values.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const double v = double(values[i]);
      hu[i] = v >= airFloorHu ? std::int16_t(std::min(std::floor(v + 0.5), 32767.0)) : airFloorHu;
    }
  });
  return hu;
}

void noteOblique(const ObliqueGeometry& grid, std::vector<Finding>& findings) {
  const double degrees = obliqueDegrees(grid);
  if (degrees > 0)
    findings.push_back(
        {FindingCode::ObliqueResampled, Severity::Note, Step::Import, {degrees}, {}});
}

}  // namespace

bool isImageFile(const std::filesystem::path& path) {
  const std::string name = lowerName(path);
  return name.ends_with(".nrrd") || name.ends_with(".nii") || name.ends_with(".nii.gz");
}

Scan scanOfMask(const ObliqueGeometry& geometry, std::vector<std::uint8_t> mask,
                Progress progress) {
  Scan scan;
  scan.isMask = true;
  scan.rescaleIntercept = 0;
  std::vector<std::int16_t> values(mask.size());
  forEachBlock(values.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) values[i] = mask[i] ? 1000 : 0;
  });
  AlignSettings settings;
  settings.outside = 0;
  scan.ct = alignToPatient(geometry, std::move(values), settings, progress);
  scan.sourceGeometry = geometry;
  scan.sourceMask = std::move(mask);
  return scan;
}

Scan importImageFile(const std::filesystem::path& path, Progress progress) {
  const Opened opened = open(path);
  progress.at(0.05);
  std::vector<std::int16_t> values;
  std::vector<std::uint8_t> mask;
  withType(path, opened, [&](auto zero) {
    const auto raw = decode<decltype(zero)>(path, opened);
    progress.at(0.5);
    if (const auto background = maskBackground(raw, namedAsLabels(path)))
      mask = maskOf(raw, *background);
    else
      values = hounsfieldOf(raw);
  });
  progress.at(0.6);
  Scan scan;
  if (!mask.empty()) {
    scan = scanOfMask(opened.geometry, std::move(mask), progress.part(0.65, 0.95));
    scan.findings.push_back({FindingCode::InputIsMask, Severity::Note, Step::Import, {}, {}});
  } else {
    correctOffset(values, scan.findings);
    AlignSettings settings;
    settings.outside = airFloorHu;
    scan.ct =
        alignToPatient(opened.geometry, std::move(values), settings, progress.part(0.65, 0.95));
    scan.rescaleIntercept = 0;
  }
  scan.format = isNrrd(path) ? "nrrd" : "nifti";
  noteOblique(opened.geometry, scan.findings);
  scan.sha256 = sha256OfFile(path);
  progress.at(1);
  return scan;
}

SeriesSummary summarizeImageFile(const std::filesystem::path& path) {
  const Opened opened = open(path);
  SeriesSummary summary;
  summary.path = path;
  summary.size = opened.geometry.size;
  summary.slices = summary.size[2];
  const auto& steps = opened.geometry.steps.columns;
  summary.spacing = {length(steps[0]), length(steps[1]), length(steps[2])};
  summary.description = isNrrd(path) ? "NRRD" : "NIfTI";
  noteOblique(opened.geometry, summary.findings);
  return summary;
}

MaskFile readMask(const std::filesystem::path& path) {
  const Opened opened = open(path);
  return withType(path, opened, [&](auto zero) {
    using T = decltype(zero);
    const auto raw = decode<T>(path, opened);
    const auto background = maskBackground(raw, true);
    if (!background) damaged(path, "is not a mask");
    return MaskFile{opened.geometry, maskOf(raw, *background)};
  });
}

}  // namespace bregma
