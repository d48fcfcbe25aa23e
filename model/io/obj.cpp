#include "model/io/mesh_file.hpp"
#include "model/io/mesh_text.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

void writeObj(const std::filesystem::path& path, const MeshPart& part) {
  std::string text = "# Bregma, mm, LPS\no " + part.name + "\n";
  text.reserve(text.size() + part.mesh->vertices.size() * 40 + part.mesh->triangles.size() * 24);
  for (const Vec3& v : part.mesh->vertices) {
    text += 'v';
    for (int axis = 0; axis < 3; ++axis) {
      text += ' ';
      appendNumber(text, float(v[axis]));
    }
    text += '\n';
  }
  for (const auto& t : part.mesh->triangles) {
    text += 'f';
    for (const std::uint32_t corner : t) {
      text += ' ';
      appendNumber(text, corner + 1);
    }
    text += '\n';
  }
  writeFileAtomically(path, text);
}

}  // namespace bregma
