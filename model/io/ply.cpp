#include <bit>
#include <cstring>

#include "model/io/mesh_file.hpp"
#include "model/io/mesh_text.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

static_assert(std::endian::native == std::endian::little);

void writePly(const std::filesystem::path& path, const MeshPart& part) {
  const TriangleMesh& mesh = *part.mesh;
  std::string bytes =
      "ply\nformat binary_little_endian 1.0\ncomment Bregma, mm, LPS\ncomment part " + part.name +
      "\nelement vertex ";
  appendNumber(bytes, mesh.vertices.size());
  bytes +=
      "\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\n"
      "property uchar green\nproperty uchar blue\nelement face ";
  appendNumber(bytes, mesh.triangles.size());
  bytes += "\nproperty list uchar int vertex_indices\nend_header\n";
  constexpr std::size_t vertexSize = 15, faceSize = 13;
  std::size_t at = bytes.size();
  bytes.resize(at + mesh.vertices.size() * vertexSize + mesh.triangles.size() * faceSize);
  for (const Vec3& v : mesh.vertices) {
    const float place[3]{float(v.x), float(v.y), float(v.z)};
    std::memcpy(&bytes[at], place, sizeof place);
    std::memcpy(&bytes[at + sizeof place], part.rgb.data(), part.rgb.size());
    at += vertexSize;
  }
  for (const auto& t : mesh.triangles) {
    bytes[at] = 3;
    std::memcpy(&bytes[at + 1], t.data(), sizeof t);
    at += faceSize;
  }
  writeFileAtomically(path, bytes);
}

}  // namespace bregma
