#pragma once

#include <filesystem>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Binary STL, little-endian, 32-bit floats; mm, patient LPS, said in the header text. Vertices
/// are rounded to float: pass the result of roundedToFloat() to write exactly what was checked.
/// The file appears as a whole or not at all.
/// @throws Error WriteFailed
/// Cost: about 0.3 s for 2.3 million triangles.
void writeStl(const std::filesystem::path& path, const TriangleMesh& mesh);

/// Reads a binary or ASCII STL. Vertices at the same place become one, nothing else is repaired;
/// triangles of a file that names a vertex twice stay as they are.
/// @throws Error PathMissing, FileTooLarge, FileDamaged
TriangleMesh readStl(const std::filesystem::path& path);

}  // namespace bregma
