#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/stl.hpp"
#include "model/io/write_file.hpp"
#include "planning/mesh_check.hpp"
#include "planning/report_json.hpp"

namespace bregma {

namespace {

TriangleMesh readMesh(const std::filesystem::path& path) {
  std::string extension = utf8(path.extension());
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  if (!std::filesystem::exists(path)) throw Error(ErrorCode::PathMissing, {utf8(path)});
  if (extension != ".stl") throw Error(ErrorCode::FormatUnknown, {utf8(path)});
  return readStl(path);
}

std::string line(const MeshCheck& check) {
  const auto yes = [](bool value) { return value ? "yes" : "no"; };
  char text[256];
  std::snprintf(text, sizeof text,
                "closed %s, manifold %s, outward %s, self-intersections %zu, components %zu, "
                "%zu triangles, %.1f mm3, %.1f mm2",
                yes(check.closed), yes(check.manifold), yes(check.outward), check.selfIntersections,
                check.components, check.triangles, check.volumeMm3, check.areaMm2);
  return text;
}

}  // namespace

int checkCommand(const CheckOptions& options) {
  nlohmann::json list = nlohmann::json::array();
  bool good = true;
  for (const auto& path : options.meshes) {
    const MeshCheck check = checkMesh(readMesh(path));
    good = good && check.closed && check.manifold && check.outward && check.selfIntersections == 0;
    nlohmann::json entry = nlohmann::json::parse(meshCheckJson(check));
    entry["path"] = utf8(path);
    list.push_back(entry);
    if (!options.json) print(utf8(path) + ": " + line(check));
  }
  if (options.json) printDocument({{"meshes", list}});
  return good ? 0 : 4;
}

}  // namespace bregma
