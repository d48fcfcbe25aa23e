#pragma once

#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The bone that lies loose in the openings, as between the tables of the vault or up to 6 mm off
/// them; largest first. Pieces smaller than 30 mm³ are crumbs and are left out.
/// 0.02 s for 512×512×256. Cancel: before and after.
std::vector<BoneIsland> findIslands(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                                    const Defects& defects, const Progress& progress = {});

/// The surface of islands at the bone's threshold: closed, a part for each of them or more.
/// About 0.2 s for 512×512×200. Cancel: once a slice.
TriangleMesh islandSurface(const Scan& scan, const Bone& bone,
                           const std::vector<BoneIsland>& islands, const Progress& progress = {});

/// The bone with islands as a part of it: mask and surface, which is closed but in several parts.
/// Cancel: once a slice.
Bone withIslands(const Scan& scan, const Bone& bone, const std::vector<BoneIsland>& islands,
                 const Progress& progress = {});

}  // namespace bregma
