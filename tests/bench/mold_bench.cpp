// mold_bench [VOXELS...]
// Times the two-part mold of implants of the phantom, on ever finer grids: 100 000 triangles are
// wanted in 5 s and 500 000 in 30 s on two quiet cores. Without arguments: 0.55 and 0.25 mm.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "planning/mold.hpp"
#include "tests/planning/phantom_case.hpp"

using namespace bregma;

namespace {

double seconds(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  PhantomSettings phantom;
  phantom.holeHalfAngleDeg = 35;  // about 100 mm across
  const PhantomCase head(phantom);
  const Defects defects = findDefects(head.scan, head.bone, head.frame, {});
  const Vault vault =
      completeVault(head.bone, defects, head.frame, {.method = VaultMethod::Spline});
  std::printf("%u cores\n", std::thread::hardware_concurrency());
  std::vector<double> voxels{0.55, 0.25};
  if (argc > 1) voxels.clear();
  for (int i = 1; i < argc; ++i) voxels.push_back(std::atof(argv[i]));
  for (const double voxelMm : voxels) {
    ImplantSettings settings;
    settings.voxelMm = voxelMm;
    const Implant implant =
        makeImplants(head.scan, head.bone, head.frame, defects, vault, settings).parts.front();
    Mold mold;
    const double time = seconds([&] { mold = makeMold(implant, {}); });
    std::printf("%7zu triangles: %6.2f s, cavity P99 %.4f mm, %s\n", implant.mesh.triangles.size(),
                time, mold.review.cavityErrorP99Mm,
                mold.review.separates ? "separates" : "DOES NOT SEPARATE");
  }
}
