// mold_bench
// Times the two-part mold of implants of the phantom: at 0.55 mm, at 0.25 mm, and the first with
// every triangle in four. 100 000 triangles are wanted in 5 s and 500 000 in 30 s on two quiet cores.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <thread>
#include <utility>

#include "planning/mold.hpp"
#include "tests/planning/phantom_case.hpp"

using namespace bregma;

namespace {

double seconds(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Every triangle in four, which leaves the shape as it is.
TriangleMesh quartered(const TriangleMesh& mesh) {
  TriangleMesh out{mesh.vertices, {}};
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> midpoints;
  const auto midpoint = [&](std::uint32_t a, std::uint32_t b) {
    const auto [found, isNew] =
        midpoints.try_emplace({std::min(a, b), std::max(a, b)}, std::uint32_t(out.vertices.size()));
    if (isNew) out.vertices.push_back((mesh.vertices[a] + mesh.vertices[b]) * 0.5);
    return found->second;
  };
  for (const auto& [a, b, c] : mesh.triangles) {
    const std::uint32_t ab = midpoint(a, b), bc = midpoint(b, c), ca = midpoint(c, a);
    out.triangles.insert(out.triangles.end(), {{a, ab, ca}, {b, bc, ab}, {c, ca, bc}, {ab, bc, ca}});
  }
  return out;
}

}  // namespace

int main() {
  PhantomSettings phantom;
  phantom.holeHalfAngleDeg = 35;  // about 100 mm across
  const PhantomCase head(phantom);
  const Defects defects = findDefects(head.scan, head.bone, head.frame, {});
  const Vault vault =
      completeVault(head.bone, defects, head.frame, {.method = VaultMethod::Spline});
  const auto implantAt = [&](double voxelMm) {
    ImplantSettings settings;
    settings.voxelMm = voxelMm;
    return makeImplants(head.scan, head.bone, head.frame, defects, vault, settings).parts.front();
  };
  const auto time = [](const Implant& implant) {
    Mold mold;
    const double duration = seconds([&] { mold = makeMold(implant, {}); });
    std::printf("%7zu triangles: %6.2f s, cavity P99 %.4f mm, %s\n", implant.mesh.triangles.size(),
                duration, mold.review.cavityErrorP99Mm,
                mold.review.separates ? "separates" : "DOES NOT SEPARATE");
  };
  std::printf("%u cores\n", std::thread::hardware_concurrency());
  Implant coarse = implantAt(0.55);
  time(coarse);
  time(implantAt(0.25));
  coarse.mesh = quartered(coarse.mesh);
  time(coarse);
}
