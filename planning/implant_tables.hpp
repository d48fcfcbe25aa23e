#pragma once

#include "model/plan.hpp"
#include "planning/chart_images.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The piece of the completed vault that an implant may fill, as the plan shapes it.
struct ImplantTables {
  ShellFields fields;  ///< both sides of the implant, head coordinates; every pixel is known
  ChartImage
      outline;  ///< signed distance to the piece's edge on the chart, pixels, negative within
  double temporal = 0;               ///< the most of temporalShare within the outline
  std::vector<std::size_t> strokes;  ///< which strokes of the plan reach the piece, from 0
};

/// For defect `index`: where the implant is as thick as the vault must be, and a lip around it. The
/// outer side is lowered by the contour offset and raised by the temporal bulk, both away from the
/// rim only; the inner side follows by the rule of the thickness; then come the strokes, in their
/// order. About 20 ms, and those of the strokes.
ImplantTables implantTables(const Defects& defects, const Vault& vault, int index,
                            const HeadFrame& frame, const ImplantSettings& settings);

}  // namespace bregma
