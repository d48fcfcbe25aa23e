#pragma once

#include <vector>

#include "model/progress.hpp"
#include "planning/case.hpp"
#include "viewer/picture.hpp"

namespace bregma {

/// A finished case in pictures: bone and implant from six sides, and one or more pictures of every
/// step. Empty without a display.
/// About 3 s without a graphics card. Cancel: between pictures.
std::vector<Picture> picturesOf(const Case& finished, Progress progress = {});

/// Replaces the folder's pictures by these, as PNG. @throws Error WriteFailed
void writePictures(const std::filesystem::path& folder, const std::vector<Picture>& pictures);

}  // namespace bregma
