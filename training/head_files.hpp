#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"

namespace bregma {

/// One head of a data set.
struct HeadFiles {
  std::string name;                          ///< of the file, without its ending
  std::filesystem::path complete;            ///< a mask or a CT: anything that can be imported
  std::filesystem::path implant, defective;  ///< masks; empty: there is none
};

/// The heads of a folder, by name. Either it holds `complete_skull/` and, with equal file names,
/// `implant/` or `defective_skull/`, or it holds the inputs themselves: image files, InVesalius
/// projects, and a folder for each DICOM scan.
/// @throws Error PathMissing, DatasetEmpty
std::vector<HeadFiles> headsIn(const std::filesystem::path& dataset);

/// `choice` is a list of names and of ranges of the numbers in them: "060-079,083". Empty: all.
/// @throws Error DatasetHeadMissing
std::vector<HeadFiles> chosenHeads(const std::vector<HeadFiles>& heads, std::string_view choice);

/// The voxels of a head (0/1) on the grid of its file; a CT's, on the grid of the import, are its
/// bone.
struct HeadMasks {
  ObliqueGeometry geometry;
  std::vector<std::uint8_t> complete;
  std::vector<std::uint8_t> implant;  ///< complete minus defective; empty: there is no such file
};
/// @throws Error of the import, GridsDiffer
HeadMasks readHead(const HeadFiles& files, const BoneSettings& settings, Progress progress = {});

/// Complete minus implant, as a patient's skull would be; complete where there is no implant.
std::vector<std::uint8_t> defectiveOf(const HeadMasks& head);

}  // namespace bregma
