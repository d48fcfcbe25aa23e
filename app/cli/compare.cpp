#include <array>
#include <cmath>

#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/align.hpp"
#include "model/io/image_file.hpp"
#include "model/io/write_file.hpp"
#include "model/parallel.hpp"
#include "planning/comparison.hpp"

namespace bregma {

namespace {

nlohmann::json numberOrNull(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

}  // namespace

int compareCommand(const CompareOptions& options) {
  const std::array paths{options.truth, options.result, options.defective};
  std::array<MaskFile, 3> masks;
  parallelFor(3, [&](int begin, int end) {
    for (int i = begin; i < end; ++i) masks[i] = readMask(paths[i]);
  });
  for (int i = 1; i < 3; ++i)
    if (!sameGrid(masks[0].geometry, masks[i].geometry))
      throw Error(ErrorCode::GridsDiffer, {utf8(paths[0]), utf8(paths[i])});
  const Comparison c =
      compareMasks(masks[0].geometry, masks[0].voxels, masks[1].voxels, masks[2].voxels);
  if (options.json) {
    printDocument({{"dsc", numberOrNull(c.dsc)},
                   {"bdsc", numberOrNull(c.bdsc)},
                   {"hd95_mm", numberOrNull(c.hd95Mm)},
                   {"error_rate_percent", numberOrNull(c.errorRatePercent)}});
    return 0;
  }
  char text[128];
  std::snprintf(text, sizeof text, "DSC %.4f, bDSC %.4f, HD95 %.2f mm, error rate %.1f %%", c.dsc,
                c.bdsc, c.hd95Mm, c.errorRatePercent);
  print(text);
  return 0;
}

}  // namespace bregma
