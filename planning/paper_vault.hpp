#pragma once

#include <span>
#include <vector>

#include "planning/paper_grid.hpp"
#include "planning/results.hpp"

namespace bregma {

/// Both tables of the skull that the network "paper" completes, over `chart`. NaN where it puts no
/// bone, and below the paper grid. Findings: GraphicsMemoryShort.
/// @throws Error of completeByPaper
/// 1.5 s. Cancel: between its steps.
ShellFields paperShell(const Bone& bone, const HeadFrame& frame, const Chart& chart,
                       std::vector<Finding>& findings, Progress progress = {});

/// The same from the network's answer for the defective vault, both on the paper grid. As
/// published: completed, resampled and smoothed to 448×448×40, and the original bone brought back
/// at that resolution, which takes residual voxels off the implant.
/// 0.6 s.
ShellFields paperShellOf(std::span<const float> probabilities,
                         std::span<const std::uint8_t> defective, const BoneShares& bone,
                         const Chart& chart, Progress progress = {});

}  // namespace bregma
