#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "planning/results.hpp"
#include "planning/vault_comparison.hpp"

namespace bregma {

/// What can be painted on an implant; each in mm.
enum class ImplantMap {
  Thickness,    ///< of the wall, by rays
  Gap,          ///< to the bone, where it is nearer than 10 mm
  Uncertainty,  ///< of the completed vault (see Vault::uncertaintyMm)
  Undercut,     ///< how far the surface lies behind the edge of the bone on the way out
  Disagreement  ///< how far the methods' outer tables lie apart (see disagreementMm)
};
inline constexpr std::array allImplantMaps{ImplantMap::Thickness, ImplantMap::Gap,
                                           ImplantMap::Uncertainty, ImplantMap::Undercut,
                                           ImplantMap::Disagreement};
/// "thickness", "gap", "uncertainty", "undercut", "disagreement".
std::string_view nameOf(ImplantMap map);

/// One value a vertex of `implant.product()`; NaN where the map says nothing. `comparison` is what
/// the disagreement is read from, and may be none for the others.
/// About 0.5 s for 200 000 triangles.
std::vector<float> mapOf(ImplantMap map, const Implant& implant, const Bone& bone,
                         const Vault& vault, const HeadFrame& frame,
                         const VaultComparison* comparison = nullptr);

}  // namespace bregma
