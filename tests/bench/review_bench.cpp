// review_bench [INPUT...]
// How long the numbers of an implant take: wall thickness by rays and by balls on every one of
// 200 000 triangles, the whole review, each map that can be painted; and, on a phantom with an
// opening of about 130 cm² and on each INPUT, from an edit of the plan to its constraints.
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "model/io/dicom_write.hpp"
#include "model/parallel.hpp"
#include "model/phantom.hpp"
#include "planning/case.hpp"
#include "planning/constraints.hpp"
#include "planning/implant_maps.hpp"
#include "planning/review.hpp"
#include "planning/wall_thickness.hpp"
#include "tests/planning/shell_implant.hpp"

using namespace bregma;

namespace {

/// An implant of some 100 cm².
shapes::ShellImplant plate() {
  shapes::ShellImplant shell;
  shell.length = 125;
  shell.width = 105;
  shell.radius = 85;
  shell.columns = 500;
  shell.rings = 95;
  return shell;
}

template <class Work>
void measure(const char* what, Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%-24s %6.2f s\n", what, seconds.count());
}

void measureWalls(const TriangleMesh& mesh) {
  const SurfaceDistance solid(mesh);
  parallelFor(int(mesh.triangles.size()), [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      const auto& [a, b, c] = mesh.triangles[std::size_t(t)];
      const Vec3 &p = mesh.vertices[a], &q = mesh.vertices[b], &r = mesh.vertices[c];
      wallThickness(solid, (p + q + r) / 3, normalized(cross(q - p, r - p)));
    }
  });
}

/// As the window does it: a copy of the case runs to the implant, then the panel holds the review
/// against the plan. The layers for the eye are made after that.
template <class Edit>
void measureEdit(Case& edited, const char* what, Edit&& edit) {
  Plan plan = edited.plan();
  edit(plan.implant);
  measure(what, [&] {
    edited.setPlan(plan);
    edited.run(Step::Implant);
    for (const Implant& part : edited.implants()->parts) constraintsOf(part.review, plan);
  });
}

void measureEdits(const std::filesystem::path& input) {
  Case edited(input, {});
  edited.run(Step::Implant);
  const Implant first = edited.implants()->parts.front();
  std::printf("%s: %.1f cm2, %zu triangles, edit to constraints\n",
              input.filename().string().c_str(), first.review.areaMm2 / 200,
              first.mesh.triangles.size());
  const Vec3 top = edited.defects()->regions[std::size_t(first.defect)].center;
  measureEdit(edited, "  a stroke", [&](ImplantSettings& settings) {
    settings.strokes.push_back({SculptTool::Push, ImplantSide::Outer, top, 15, 1});
  });
  measureEdit(edited, "  thickness",
              [](ImplantSettings& settings) { settings.maxThicknessMm = 4.5; });
  measureEdit(edited, "  gap", [](ImplantSettings& settings) { settings.gapMm += 0.2; });
}

/// The folder of a head with a large opening.
std::filesystem::path largePhantom() {
  PhantomSettings head;
  head.holeHalfAngleDeg = 45;
  head.spacing = {0.7, 0.7, 1};
  const auto folder = std::filesystem::temp_directory_path() / "bregma-review-bench-phantom";
  writeDicom(folder, phantomVolume(head));
  return folder;
}

}  // namespace

int main(int argc, char** argv) {
  const shapes::ShellImplant shell = plate();
  const Implant implant = shell.make();
  Bone bone;
  bone.surface = shell.bone(0.5);
  Defects defects;
  defects.regions.resize(1);
  HeadFrame frame;
  frame.center = shell.center();
  std::printf("%zu triangles\n", implant.mesh.triangles.size());
  measure("wall thickness", [&] { measureWalls(implant.mesh); });
  measure("review", [&] { reviewImplant(implant, bone, defects, {}, frame); });
  for (const ImplantMap map : {ImplantMap::Thickness, ImplantMap::Gap, ImplantMap::Undercut})
    measure(nameOf(map).data(), [&] { mapOf(map, implant, bone, {}, frame); });
  const auto phantom = largePhantom();
  measureEdits(phantom);
  std::filesystem::remove_all(phantom);
  for (int i = 1; i < argc; ++i) measureEdits(argv[i]);
}
