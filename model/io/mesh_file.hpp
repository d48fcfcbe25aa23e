#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// A part as a file names and paints it.
struct MeshPart {
  std::string name;  ///< never of a patient
  const TriangleMesh* mesh = nullptr;
  std::array<std::uint8_t, 3> rgb{200, 200, 200};
};

// All: mm, patient LPS, coordinates as 32-bit floats (roundedToFloat keeps them as checked), the
// same bytes for the same parts in every locale, atomic.

/// Binary, little endian, with shared vertices and the part's color.
/// @throws Error WriteFailed
void writePly(const std::filesystem::path& path, const MeshPart& part);

/// Text with shared vertices; the part is one named object.
/// @throws Error WriteFailed
void writeObj(const std::filesystem::path& path, const MeshPart& part);

/// Whose coordinates vertices have.
enum class MeshFrame { Patient, Bed };

/// 3MF, core specification 1.2: a zip archive of XML with one named, colored object a part.
/// Vertices in the patient's frame stay so; the items of the build are moved (and not turned) side
/// by side onto the printer's bed, so that slicers see parts that do not overlap. Those that lie on
/// the bed already are not moved.
/// About 0.5 s for 100 000 triangles.
/// @throws Error WriteFailed
void write3mf(const std::filesystem::path& path, const std::vector<MeshPart>& parts,
              MeshFrame frame = MeshFrame::Patient);

}  // namespace bregma
