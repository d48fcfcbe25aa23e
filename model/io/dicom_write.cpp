#include "model/io/dicom_write.hpp"

#include <gdcmImage.h>
#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmTrace.h>
#include <gdcmWriter.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

#include "model/error.hpp"
#include "model/geometry.hpp"
#include "model/io/align.hpp"
#include "model/io/dicom_uid.hpp"
#include "model/io/each_slice.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

constexpr std::array<std::string_view, 6> syntaxNames{"explicit", "implicit", "rle",
                                                      "jpeg",     "jpegls",   "jpeg2000"};

gdcm::TransferSyntax::TSType typeOf(DicomSyntax syntax) {
  switch (syntax) {
    case DicomSyntax::ExplicitLittle: return gdcm::TransferSyntax::ExplicitVRLittleEndian;
    case DicomSyntax::ImplicitLittle: return gdcm::TransferSyntax::ImplicitVRLittleEndian;
    case DicomSyntax::Rle: return gdcm::TransferSyntax::RLELossless;
    case DicomSyntax::JpegLossless: return gdcm::TransferSyntax::JPEGLosslessProcess14_1;
    case DicomSyntax::JpegLs: return gdcm::TransferSyntax::JPEGLSLossless;
    case DicomSyntax::Jpeg2000: return gdcm::TransferSyntax::JPEG2000Lossless;
  }
  return gdcm::TransferSyntax::ExplicitVRLittleEndian;
}

/// A decimal of at most 16 characters, as DICOM allows.
std::string decimal(double value) {
  std::array<char, 40> text{};
  for (int digits = 12; digits > 1; --digits) {
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::general, digits)
                         .ptr;
    if (end - text.data() <= 16) return {text.data(), end};
  }
  return "0";
}

std::string decimals(std::initializer_list<double> values) {
  std::string text;
  for (const double value : values) {
    if (!text.empty()) text.append("\\");
    text.append(decimal(value));
  }
  return text;
}

/// The slices as a scanner would take them.
struct Acquisition {
  ObliqueGeometry grid;  ///< slices from inferior to superior
  bool sampled = false;  ///< the values are interpolated from the volume
};

Acquisition acquisitionOf(const CtVolume& volume, const DicomWriteSettings& settings) {
  const Geometry& g = volume.geometry();
  Acquisition a;
  a.grid = obliqueFrom(g);
  if (settings.tiltDeg != 0) {
    // The table moves along z while the slices lean: each row is higher or lower than the last.
    const double tilt = settings.tiltDeg * std::numbers::pi / 180;
    const double fall = -std::sin(tilt) * g.spacing.y;
    a.sampled = true;
    a.grid.size[1] = int(std::ceil(g.size[1] / std::cos(tilt)));
    a.grid.steps.columns[1] = {0, std::cos(tilt) * g.spacing.y, fall};
    const double lean = fall * (a.grid.size[1] - 1);
    a.grid.size[2] += int(std::ceil(std::abs(lean) / g.spacing.z));
    a.grid.origin.z -= std::max(0.0, lean);
  }
  if (settings.turned) {
    auto& columns = a.grid.steps.columns;
    a.grid.origin = a.grid.toPatient({a.grid.size[0] - 1.0, a.grid.size[1] - 1.0, 0});
    columns[0] = -columns[0];
    columns[1] = -columns[1];
  }
  return a;
}

/// HU of one slice in stored values.
std::vector<std::uint16_t> storedSlice(const CtVolume& volume, const Acquisition& a,
                                       const DicomWriteSettings& settings, int k) {
  const auto [columns, rows, slices] = a.grid.size;
  std::vector<std::uint16_t> stored(std::size_t(columns) * rows);
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i) {
      double hu = 0;
      if (a.sampled)
        hu = sample(volume, a.grid.toPatient({double(i), double(j), double(k)}), -1000);
      else
        hu = settings.turned ? volume.at(columns - 1 - i, rows - 1 - j, k) : volume.at(i, j, k);
      const double value = (hu - settings.intercept) / settings.slope;
      const double low = settings.signedStored ? -32768 : 0;
      stored[std::size_t(j) * columns + i] = std::uint16_t(
          std::lround(std::clamp(value, low, settings.signedStored ? 32767.0 : 65535.0)));
    }
  return stored;
}

void put(gdcm::DataSet& data, std::uint16_t group, std::uint16_t element, gdcm::VR::VRType vr,
         std::string text) {
  if (text.size() % 2) text.push_back(vr == gdcm::VR::UI ? '\0' : ' ');
  gdcm::DataElement made(gdcm::Tag(group, element));
  made.SetVR(vr);
  made.SetByteValue(text.data(), std::uint32_t(text.size()));
  data.Replace(made);
}

void put(gdcm::DataSet& data, std::uint16_t element, std::uint16_t value) {
  const char bytes[2] = {char(value & 0xff), char(value >> 8)};
  gdcm::DataElement made(gdcm::Tag(0x28, element));
  made.SetVR(gdcm::VR::US);
  made.SetByteValue(bytes, 2);
  data.Replace(made);
}

gdcm::DataElement pixelElement(const std::vector<std::uint16_t>& stored, const Acquisition& a,
                               const DicomWriteSettings& settings) {
  gdcm::DataElement pixels(gdcm::Tag(0x7fe0, 0x10));
  pixels.SetVR(gdcm::VR::OW);
  pixels.SetByteValue(reinterpret_cast<const char*>(stored.data()),
                      std::uint32_t(stored.size() * 2));
  if (settings.syntax == DicomSyntax::ExplicitLittle ||
      settings.syntax == DicomSyntax::ImplicitLittle)
    return pixels;
  // The filter shares ownership: an image on the stack would be freed.
  const gdcm::SmartPointer<gdcm::Image> image = new gdcm::Image;
  image->SetNumberOfDimensions(2);
  image->SetDimension(0, unsigned(a.grid.size[0]));
  image->SetDimension(1, unsigned(a.grid.size[1]));
  image->SetPixelFormat(gdcm::PixelFormat(1, 16, 16, 15, settings.signedStored ? 1 : 0));
  image->SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
  image->SetTransferSyntax(gdcm::TransferSyntax::ExplicitVRLittleEndian);
  image->SetDataElement(pixels);
  gdcm::ImageChangeTransferSyntax change;
  change.SetTransferSyntax(typeOf(settings.syntax));
  change.SetInput(*image);
  if (!change.Change())
    throw Error(ErrorCode::WriteFailed, {"", "the pixels cannot be compressed"});
  return change.GetOutput().GetDataElement();
}

struct Naming {
  std::string study, series, frame;
};

void writeSlice(const std::filesystem::path& path, const CtVolume& volume, const Acquisition& a,
                const DicomWriteSettings& settings, const Naming& naming, int k, int instance) {
  gdcm::Writer writer;
  gdcm::File& file = writer.GetFile();
  gdcm::DataSet& data = file.GetDataSet();
  using VR = gdcm::VR;
  const auto& [columns, rows, slices] = a.grid.size;
  const auto& steps = a.grid.steps.columns;
  const Vec3 position = a.grid.toPatient({0, 0, double(k)});
  const Vec3 row = normalized(steps[0]), column = normalized(steps[1]);
  put(data, 0x08, 0x08, VR::CS, "DERIVED\\SECONDARY\\AXIAL");
  put(data, 0x08, 0x16, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
  put(data, 0x08, 0x18, VR::UI, dicomUidFrom(naming.series + "/" + std::to_string(instance)));
  put(data, 0x08, 0x60, VR::CS, settings.modality);
  put(data, 0x08, 0x103e, VR::LO, "Bregma phantom");
  put(data, 0x18, 0x50, VR::DS, decimal(volume.geometry().spacing.z));
  put(data, 0x18, 0x1120, VR::DS, decimal(settings.tiltDeg));
  put(data, 0x20, 0x0d, VR::UI, naming.study);
  put(data, 0x20, 0x0e, VR::UI, naming.series);
  put(data, 0x20, 0x13, VR::IS, std::to_string(instance));
  put(data, 0x20, 0x32, VR::DS, decimals({position.x, position.y, position.z}));
  put(data, 0x20, 0x37, VR::DS, decimals({row.x, row.y, row.z, column.x, column.y, column.z}));
  put(data, 0x20, 0x52, VR::UI, naming.frame);
  put(data, 0x28, 0x04, VR::CS, "MONOCHROME2");
  put(data, 0x02, std::uint16_t(1));
  put(data, 0x10, std::uint16_t(rows));
  put(data, 0x11, std::uint16_t(columns));
  put(data, 0x28, 0x30, VR::DS, decimals({length(steps[1]), length(steps[0])}));
  put(data, 0x100, std::uint16_t(16));
  put(data, 0x101, std::uint16_t(16));
  put(data, 0x102, std::uint16_t(15));
  put(data, 0x103, std::uint16_t(settings.signedStored));
  put(data, 0x28, 0x1052, VR::DS, decimal(settings.intercept));
  put(data, 0x28, 0x1053, VR::DS, decimal(settings.slope));
  data.Replace(pixelElement(storedSlice(volume, a, settings, k), a, settings));
  file.GetHeader().SetDataSetTransferSyntax(typeOf(settings.syntax));
  writer.SetFileName(path.string().c_str());
  if (!writer.Write()) throw Error(ErrorCode::WriteFailed, {utf8(path), "the disk refused"});
}

Naming namingOf(const CtVolume& volume, const DicomWriteSettings& settings) {
  std::string seed = "bregma";
  for (const int n : volume.geometry().size) seed.append(" ").append(std::to_string(n));
  seed.append(nameOf(settings.syntax)).append(decimals({settings.tiltDeg, settings.intercept}));
  Naming naming;
  naming.series = settings.seriesUid.empty() ? dicomUidFrom(seed + " series") : settings.seriesUid;
  naming.study = dicomUidFrom(naming.series + " study");
  naming.frame = dicomUidFrom(naming.series + " frame");
  return naming;
}

}  // namespace

std::string_view nameOf(DicomSyntax syntax) { return syntaxNames[std::size_t(syntax)]; }

std::optional<DicomSyntax> dicomSyntaxNamed(std::string_view name) {
  const auto found = std::ranges::find(syntaxNames, name);
  if (found == syntaxNames.end()) return std::nullopt;
  return DicomSyntax(found - syntaxNames.begin());
}

std::vector<std::filesystem::path> writeDicom(const std::filesystem::path& folder,
                                              const CtVolume& volume,
                                              const DicomWriteSettings& settings,
                                              Progress progress) {
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error(ErrorCode::WriteFailed, {utf8(folder), failure.message()});
  const Acquisition a = acquisitionOf(volume, settings);
  const Naming naming = namingOf(volume, settings);
  std::vector<int> order;
  for (int k = 0; k < a.grid.size[2]; ++k) {
    if (std::ranges::count(settings.dropSlices, k)) continue;
    order.insert(order.end(), 1 + std::size_t(std::ranges::count(settings.doubleSlices, k)), k);
  }
  const int count = int(order.size());
  std::vector<std::filesystem::path> files;
  for (int n = 0; n < count; ++n) {
    const int instance = settings.reversed ? count - n : n + 1;
    // 7919 is prime: a fixed order that has nothing to do with the slices'.
    const int label = settings.shuffledNames ? int(instance * 7919ll % 100'003) : instance;
    std::string name = std::to_string(1'000'000 + label);
    files.push_back(folder / name.append(".dcm").substr(1));
  }
  forEachSlice(count, progress, [&](int n) {
    writeSlice(files[std::size_t(n)], volume, a, settings, naming, order[std::size_t(n)],
               settings.reversed ? count - n : n + 1);
  });
  return files;
}

}  // namespace bregma
