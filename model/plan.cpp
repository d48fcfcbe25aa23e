#include "model/plan.hpp"

namespace bregma {

std::string_view nameOf(VaultMethod method) {
  switch (method) {
    case VaultMethod::Network: return "network";
    case VaultMethod::Spline: return "spline";
    case VaultMethod::Mirror: return "mirror";
    case VaultMethod::Paper: return "paper";
  }
  return "";
}

std::optional<VaultMethod> vaultMethodNamed(std::string_view name) {
  return named<VaultMethod>(name);
}

std::string_view nameOf(ThicknessRule rule) {
  switch (rule) {
    case ThicknessRule::Bone: return "bone";
    case ThicknessRule::Constant: return "constant";
  }
  return "";
}

std::string_view nameOf(SculptTool tool) {
  switch (tool) {
    case SculptTool::Push: return "push";
    case SculptTool::Pull: return "pull";
    case SculptTool::Smooth: return "smooth";
    case SculptTool::Flatten: return "flatten";
  }
  return "";
}

std::string_view nameOf(ImplantSide side) {
  switch (side) {
    case ImplantSide::Outer: return "outer";
    case ImplantSide::Inner: return "inner";
  }
  return "";
}

std::string_view nameOf(SmoothingMethod method) {
  switch (method) {
    case SmoothingMethod::Taubin: return "taubin";
    case SmoothingMethod::Curvature: return "curvature";
  }
  return "";
}

std::string_view nameOf(SeatKind kind) {
  switch (kind) {
    case SeatKind::None: return "none";
    case SeatKind::Suture: return "suture";
    case SeatKind::Plate: return "plate";
  }
  return "";
}

std::string_view nameOf(MeshFormat format) {
  switch (format) {
    case MeshFormat::Stl: return "stl";
    case MeshFormat::ThreeMf: return "3mf";
    case MeshFormat::Ply: return "ply";
    case MeshFormat::Obj: return "obj";
  }
  return "";
}

std::string_view nameOf(PlannedSide side) {
  switch (side) {
    case PlannedSide::Any: return "any";
    case PlannedSide::Left: return "left";
    case PlannedSide::Right: return "right";
    case PlannedSide::Midline: return "midline";
  }
  return "";
}

const std::vector<BonePreset>& bonePresets() {
  static const std::vector<BonePreset> presets{
      {"adult-bone", {.lowerHu = 226, .upperHu = 3071}},
      {"thin-bone", {.lowerHu = 150, .upperHu = 3071}},
      {"published", {.lowerHu = 1200, .upperHu = 1817, .storedValues = true}}};
  return presets;
}

}  // namespace bregma
