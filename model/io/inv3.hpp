#pragma once

#include <filesystem>

#include "model/progress.hpp"
#include "model/scan.hpp"

namespace bregma {

/// An InVesalius 3 project: a tar archive (gzip or plain) of property lists, the int16 matrix in HU
/// and surfaces. It carries no patient orientation. InVesalius turns the rows of each DICOM slice
/// over when it stores them (row 0 is posterior) and back when it makes surfaces, so
/// patient = (column · sx, -row · sy, slice · sz), LPS, slices upward: the frame of the stored
/// surfaces. That is checked against the surfaces themselves.
/// Findings: SideUnconfirmed always; OrientationMismatch (Stop) when a stored surface is not there.
/// @throws Error PathMissing, FileDamaged, FileTooLarge, NotCt
/// About 0.5 s for a file of 8 MB.
Scan importInv3(const std::filesystem::path& path, Progress progress = {});

/// What the project's list says; unpacks the archive.
SeriesSummary summarizeInv3(const std::filesystem::path& path);

}  // namespace bregma
