#pragma once

#include <memory>
#include <string>
#include <vector>

#include "planning/case.hpp"
#include "viewer/color.hpp"
#include "viewer/display_mesh.hpp"

namespace bregma {

/// What the window shows of a case, by kind: one checkbox each.
enum class LayerKind { Skull, Rim, Vault, Implant, OuterMold, InnerMold, Master, Box, Gauge };

inline constexpr std::array allLayerKinds{
    LayerKind::Skull,   LayerKind::Rim,       LayerKind::Vault,
    LayerKind::Implant, LayerKind::OuterMold, LayerKind::InnerMold,
    LayerKind::Master,  LayerKind::Box,       LayerKind::Gauge};

/// One mesh of a case, made ready for the eye.
struct Layer {
  LayerKind kind = LayerKind::Skull;
  std::string name;                          ///< unique: "implant 1"
  std::shared_ptr<const void> source;        ///< the result that it was made from
  std::shared_ptr<const TriangleMesh> mesh;  ///< shares the result, no copy
  std::shared_ptr<const DisplayMesh> display;

  bool same(const Layer& other) const { return name == other.name && source == other.source; }
};
using Layers = std::vector<Layer>;

Color colorOf(LayerKind kind);

/// The layers of the newest results of `shown`. Display meshes are taken from `known` where the
/// source is the same, and made where it is not: about 0.4 s for a skull.
Layers layersOf(const Case& shown, const Layers& known);

}  // namespace bregma
