#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "model/triangle_mesh.hpp"
#include "model/volume.hpp"
#include "viewer/color.hpp"
#include "viewer/display_mesh.hpp"
#include "viewer/orientation.hpp"
#include "viewer/picture.hpp"

namespace bregma {

/// One mesh of a picture. The mesh is shared (alias a result: no copy).
struct SolidPart {
  std::string name;
  std::shared_ptr<const TriangleMesh> mesh;
  Color color = boneColor;
  double opacity = 1;
  std::shared_ptr<const DisplayMesh> shown = {};  ///< see `prepared`
};
/// Makes what is drawn of a part once, for a part of several pictures. About 0.3 s for a skull.
SolidPart prepared(SolidPart part);

struct PictureSettings {
  int width = 640, height = 640;  ///< pixels
};

/// Whether pictures can be drawn at all: VTK draws through an X server on Linux.
bool canDraw();

/// The parts from all six sides in the order of `allViews`, at one scale, with side letters.
/// Empty without a display. @throws nothing of its own
/// About 0.3 s a picture of a whole skull without a graphics card.
std::vector<Picture> renderSolidPictures(const std::vector<SolidPart>& parts,
                                         const PictureSettings& settings = {});

/// The surroundings (radius in mm) of a point, seen against `outward`: the defect as the surgeon
/// meets it. Empty picture without a display.
Picture renderCloseUp(const std::vector<SolidPart>& parts, const Vec3& center, const Vec3& outward,
                      double radiusMm, const PictureSettings& settings = {});

/// Axial, coronal and sagittal slice through a point; the parts are drawn as cut lines.
/// Empty without a display.
std::vector<Picture> renderSlicePictures(const CtVolume& ct, const Vec3& point,
                                         const std::vector<SolidPart>& parts,
                                         const PictureSettings& settings = {});

std::vector<std::uint8_t> pngOf(const Picture& picture);
/// @throws Error WriteFailed, for an empty picture too; never leaves half a file
void writePng(const std::filesystem::path& path, const Picture& picture);

}  // namespace bregma
