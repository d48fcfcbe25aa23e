#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/progress.hpp"
#include "model/volume.hpp"

namespace bregma {

enum class DicomSyntax { ExplicitLittle, ImplicitLittle, Rle, JpegLossless, JpegLs, Jpeg2000 };

/// explicit, implicit, rle, jpeg, jpegls, jpeg2000
std::string_view nameOf(DicomSyntax syntax);
std::optional<DicomSyntax> dicomSyntaxNamed(std::string_view name);

struct DicomWriteSettings {
  DicomSyntax syntax = DicomSyntax::ExplicitLittle;
  double tiltDeg = 0;     ///< of the slices about the left axis; sampled anew from the volume
  bool reversed = false;  ///< from superior to inferior
  bool turned = false;    ///< rows along -x, columns along -y
  bool shuffledNames = false;
  std::vector<int> dropSlices = {};    ///< counted from inferior
  std::vector<int> doubleSlices = {};  ///< written twice
  double slope = 1, intercept = -1024;
  bool signedStored = false;
  std::string modality = "CT";
  std::string seriesUid = {};  ///< empty: made from the settings and the size
};

/// One file a slice into `folder`, which is made when it does not exist. The same input gives the
/// same bytes; no patient identity is written. Returns the files from inferior to superior.
/// @throws Error WriteFailed
/// Cancel: once a slice.
std::vector<std::filesystem::path> writeDicom(const std::filesystem::path& folder,
                                              const CtVolume& volume,
                                              const DicomWriteSettings& settings = {},
                                              Progress progress = {});

}  // namespace bregma
