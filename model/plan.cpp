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
  for (const VaultMethod method :
       {VaultMethod::Network, VaultMethod::Paper, VaultMethod::Spline, VaultMethod::Mirror})
    if (nameOf(method) == name) return method;
  return std::nullopt;
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

std::optional<MeshFormat> meshFormatNamed(std::string_view name) {
  for (const MeshFormat format :
       {MeshFormat::Stl, MeshFormat::ThreeMf, MeshFormat::Ply, MeshFormat::Obj})
    if (nameOf(format) == name) return format;
  return std::nullopt;
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

std::optional<PlannedSide> plannedSideNamed(std::string_view name) {
  for (const PlannedSide side :
       {PlannedSide::Any, PlannedSide::Left, PlannedSide::Right, PlannedSide::Midline})
    if (nameOf(side) == name) return side;
  return std::nullopt;
}

const std::vector<BonePreset>& bonePresets() {
  static const std::vector<BonePreset> presets{
      {"adult-bone", {.lowerHu = 226, .upperHu = 3071}},
      {"thin-bone", {.lowerHu = 150, .upperHu = 3071}},
      {"published", {.lowerHu = 1200, .upperHu = 1817, .storedValues = true}}};
  return presets;
}

}  // namespace bregma
