#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/geometry.hpp"
#include "model/io/dicom_elements.hpp"
#include "tests/files.hpp"
#include "tests/model/io/archives.hpp"
#include "tests/model/io/dicom_bytes.hpp"

/// CT slices written byte by byte, independent of the writer and the libraries of the program.
namespace bregma::test {

enum class Encoding { Explicit, Implicit, BigEndian, Deflated };

inline std::string rawDeflated(const std::string& bytes) { return deflated(bytes, -15); }

/// A data set; elements stand in the order of their tags.
class CtBytes {
 public:
  void put(int group, int element, const char* vr, std::string value) {
    if (value.size() % 2) value.push_back(std::string(vr) == "UI" ? '\0' : ' ');
    elements_[dicomTag(std::uint32_t(group), std::uint32_t(element))] = {vr, std::move(value)};
  }
  void number(int element, int value) { put(0x28, element, "US", little(std::uint32_t(value), 2)); }
  void erase(int group, int element) {
    elements_.erase(dicomTag(std::uint32_t(group), std::uint32_t(element)));
  }
  std::string dataSet(Encoding encoding) const {
    std::string all;
    for (const auto& [tagNumber, element] : elements_) {
      const auto& [vr, value] = element;
      const bool big = encoding == Encoding::BigEndian;
      const auto ordered = [&](std::string bytes) {
        return big ? std::string(bytes.rbegin(), bytes.rend()) : bytes;
      };
      const auto size = std::uint32_t(value.size());
      all += ordered(little(tagNumber >> 16, 2)) + ordered(little(tagNumber & 0xffff, 2));
      const bool isLong = vr == "OW" || vr == "OB" || vr == "SQ" || vr == "UN";
      if (encoding == Encoding::Implicit)
        all += little(size, 4);
      else if (isLong)
        all += vr + std::string(2, '\0') + ordered(little(size, 4));
      else
        all += vr + ordered(little(size, 2));
      if (big && (vr == "US" || vr == "OW"))
        for (std::size_t i = 0; i + 1 < value.size(); i += 2) {
          all += value[i + 1];
          all += value[i];
        }
      else
        all += value;
    }
    return all;
  }
  std::string file(Encoding encoding = Encoding::Explicit) const {
    switch (encoding) {
      case Encoding::Implicit: return prefixed("1.2.840.10008.1.2") + dataSet(encoding);
      case Encoding::BigEndian: return prefixed("1.2.840.10008.1.2.2") + dataSet(encoding);
      case Encoding::Deflated:
        return prefixed("1.2.840.10008.1.2.1.99") + rawDeflated(dataSet(Encoding::Explicit));
      case Encoding::Explicit: break;
    }
    return prefixed("1.2.840.10008.1.2.1") + dataSet(encoding);
  }

 private:
  std::map<std::uint32_t, std::pair<std::string, std::string>> elements_;
};

inline std::string decimalText(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}
inline std::string decimalText(const Vec3& v) {
  return decimalText(v.x) + "\\" + decimalText(v.y) + "\\" + decimalText(v.z);
}

/// How HU become stored values.
struct Storage {
  double slope = 1, intercept = -1024;
  int bits = 16;
  bool isSigned = false;

  std::uint16_t stored(double hu) const {
    const int low = isSigned ? -(1 << (bits - 1)) : 0, high = low + (1 << bits) - 1;
    const double value = std::round((hu - intercept) / slope);
    const int clipped = value < low ? low : value > high ? high : int(value);
    return std::uint16_t(std::uint32_t(clipped) & ((1u << bits) - 1));
  }
};

/// The pixels of the slice at `depth` steps along the third axis.
template <class Hu>
std::vector<std::uint16_t> slicePixels(const ObliqueGeometry& grid, double depth, const Storage& as,
                                       Hu&& hu) {
  std::vector<std::uint16_t> pixels;
  for (int j = 0; j < grid.size[1]; ++j)
    for (int i = 0; i < grid.size[0]; ++i)
      pixels.push_back(as.stored(hu(grid.toPatient({double(i), double(j), depth}))));
  return pixels;
}

inline std::string pixelBytes(const std::vector<std::uint16_t>& pixels) {
  std::string bytes;
  for (const std::uint16_t p : pixels) bytes += little(p, 2);
  return bytes;
}

/// A CT slice as a scanner would write it; `n` is its instance number.
template <class Hu>
CtBytes ctSlice(const ObliqueGeometry& grid, double depth, int n, Hu&& hu, const Storage& as = {}) {
  const auto& steps = grid.steps.columns;
  CtBytes file;
  file.put(0x08, 0x08, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
  file.put(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2");
  file.put(0x08, 0x18, "UI", "1.2.3.4." + std::to_string(n));
  file.put(0x08, 0x60, "CS", "CT");
  file.put(0x18, 0x1210, "SH", "H60s");
  file.put(0x20, 0x0e, "UI", "1.2.3.4");
  file.put(0x20, 0x12, "IS", "1");
  file.put(0x20, 0x13, "IS", std::to_string(n));
  file.put(0x20, 0x32, "DS", decimalText(grid.toPatient({0, 0, depth})));
  file.put(0x20, 0x37, "DS",
           decimalText(normalized(steps[0])) + "\\" + decimalText(normalized(steps[1])));
  file.number(0x02, 1);
  file.number(0x10, grid.size[1]);
  file.number(0x11, grid.size[0]);
  file.put(0x28, 0x30, "DS", decimalText(length(steps[1])) + "\\" + decimalText(length(steps[0])));
  file.number(0x100, 16);
  file.number(0x101, as.bits);
  file.number(0x102, as.bits - 1);
  file.number(0x103, as.isSigned);
  file.put(0x28, 0x1052, "DS", decimalText(as.intercept));
  file.put(0x28, 0x1053, "DS", decimalText(as.slope));
  file.put(0x7fe0, 0x10, "OW", pixelBytes(slicePixels(grid, depth, as, hu)));
  return file;
}

inline void writeCt(const Path& folder, const std::string& name, const CtBytes& file,
                    Encoding encoding = Encoding::Explicit) {
  std::filesystem::create_directories(folder);
  write(folder / name, file.file(encoding));
}

}  // namespace bregma::test
