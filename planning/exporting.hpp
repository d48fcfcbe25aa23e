#pragma once

#include <filesystem>

#include "model/progress.hpp"
#include "planning/case.hpp"

namespace bregma {

/// Writes what is fresh of `ready` into its folder: `plan.json` bound to the input, and in
/// `export/` the meshes of implants, molds and (when the plan asks) the skull, as STL and beside it
/// in the format that the plan names (3MF: all in `parts.3mf`), for masks the fill
/// of the defects on the grid of the file, and `report.json`. A case that stopped at an earlier
/// step gives fewer files.
///
/// Refuses what is open, runs through itself, lies elsewhere than its defect or the plan's side, or
/// has stop findings that nobody acknowledged. Meshes lie in the patient's frame or, when the plan
/// says so, side by side on the printer's bed: report.json then names how each was moved.
///
/// Every STL is read back and checked. All of it is made in a folder beside the case and moved
/// into place at the end: after an error or a cancel the folder is what it was before.
/// @throws Error StopFinding, WrongSide, MeshNotClosed, WriteFailed, Cancelled
/// About 3 s an implant, 3 s for a skull of two million triangles. Cancel: between files.
Exported exportCase(const Case& ready, Progress progress = {});

}  // namespace bregma
