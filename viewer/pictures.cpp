#include "viewer/pictures.hpp"

#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPNGWriter.h>
#include <vtkPointData.h>
#include <vtkRenderWindow.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cmath>

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "viewer/display.hpp"
#include "viewer/edge_letters.hpp"
#include "viewer/slice_scene.hpp"
#include "viewer/solid_scene.hpp"

namespace bregma {
namespace {

/// Drawn larger and averaged down: smooth edges without multisampling, which Mesa lacks.
constexpr int oversampling = 2;
/// A picture shows about a million pixels: more triangles than that cost time and show nothing.
const DisplaySettings pictureDetail{300'000, {}};

vtkSmartPointer<vtkRenderWindow> hiddenWindow(const PictureSettings& settings) {
  auto window = vtkSmartPointer<vtkRenderWindow>::New();
  window->SetOffScreenRendering(1);
  window->SetMultiSamples(0);
  window->SetDPI(72 * oversampling);
  window->SetSize(settings.width * oversampling, settings.height * oversampling);
  return window;
}

Picture shot(vtkRenderWindow* window, const std::string& name, const PictureSettings& settings) {
  window->Render();
  const int width = settings.width * oversampling, height = settings.height * oversampling;
  vtkNew<vtkUnsignedCharArray> pixels;
  window->GetPixelData(0, 0, width - 1, height - 1, 0, pixels);
  const std::uint8_t* from = pixels->GetPointer(0);
  Picture picture{name, settings.width, settings.height, {}};
  picture.rgb.resize(std::size_t(3) * settings.width * settings.height);
  std::size_t to = 0;
  for (int y = 0; y < settings.height; ++y)
    for (int x = 0; x < settings.width; ++x)
      for (int channel = 0; channel < 3; ++channel, ++to) {
        int sum = 0;
        for (int dy = 0; dy < oversampling; ++dy)
          for (int dx = 0; dx < oversampling; ++dx) {
            // The window's rows run from the bottom.
            const std::size_t row = height - 1 - (y * oversampling + dy);
            sum += from[(row * width + x * oversampling + dx) * 3 + channel];
          }
        constexpr int shares = oversampling * oversampling;
        picture.rgb[to] = std::uint8_t((sum + shares / 2) / shares);
      }
  return picture;
}

void addParts(SolidScene& scene, const std::vector<SolidPart>& parts) {
  for (const SolidPart& part : parts)
    if (part.mesh && !part.mesh->empty())
      scene.setPart(part.name, prepared(part).shown, part.color, part.opacity);
  scene.setPaper(true);
}

/// Around all parts with room for the letters, so that every side is drawn at one scale.
struct Ball {
  Vec3 center;
  double radiusMm = 1;
};

Ball ballAround(const std::vector<SolidPart>& parts) {
  std::vector<Vec3> corners;
  for (const SolidPart& part : parts)
    if (part.mesh && !part.mesh->empty()) {
      const Box box = boundingBox(*part.mesh);
      corners.insert(corners.end(), {box.low, box.high});
    }
  if (corners.empty()) return {};
  Vec3 low = corners.front(), high = low;
  for (const Vec3& c : corners) {
    low = {std::min(low.x, c.x), std::min(low.y, c.y), std::min(low.z, c.z)};
    high = {std::max(high.x, c.x), std::max(high.y, c.y), std::max(high.z, c.z)};
  }
  const Vec3 extent = high - low;
  return {(low + high) / 2, 1.05 * std::max({extent.x, extent.y, extent.z}) / 2};
}

}  // namespace

SolidPart prepared(SolidPart part) {
  if (part.mesh && !part.shown) part.shown = makeDisplayMesh(*part.mesh, pictureDetail);
  return part;
}

bool canDraw() { return displayAvailable(); }

std::vector<Picture> renderSolidPictures(const std::vector<SolidPart>& parts,
                                         const PictureSettings& settings) {
  std::vector<Picture> pictures;
  if (!canDraw()) return pictures;
  const auto window = hiddenWindow(settings);
  SolidScene scene(window);
  addParts(scene, parts);
  const Ball ball = ballAround(parts);
  for (const View view : allViews) {
    scene.setView(view);
    scene.fit(ball.center, ball.radiusMm);
    pictures.push_back(shot(window, nameOf(view), settings));
  }
  return pictures;
}

Picture renderCloseUp(const std::vector<SolidPart>& parts, const Vec3& center, const Vec3& outward,
                      double radiusMm, const PictureSettings& settings) {
  if (!canDraw()) return {};
  const auto window = hiddenWindow(settings);
  SolidScene scene(window);
  addParts(scene, parts);
  scene.setGaze(gazeAlong(-outward));
  scene.fit(center, radiusMm);
  return shot(window, "close-up", settings);
}

std::vector<Picture> renderSlicePictures(const CtVolume& ct, const Vec3& point,
                                         const std::vector<SolidPart>& parts,
                                         const PictureSettings& settings) {
  std::vector<Picture> pictures;
  if (!canDraw()) return pictures;
  for (const auto orientation : {Orientation::Axial, Orientation::Coronal, Orientation::Sagittal}) {
    const auto window = hiddenWindow(settings);
    SliceScene scene(window, orientation);
    scene.setVolume(ct);
    scene.setLetterSize(pictureLetterPoints);
    scene.setPoint(point);
    for (const SolidPart& part : parts) scene.setContours(part.name, part.mesh, part.color);
    pictures.push_back(shot(window, nameOf(orientation), settings));
  }
  return pictures;
}

std::vector<std::uint8_t> pngOf(const Picture& picture) {
  if (picture.empty()) return {};
  vtkNew<vtkImageData> image;
  image->SetDimensions(picture.width, picture.height, 1);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 3);
  auto* to = static_cast<std::uint8_t*>(image->GetScalarPointer());
  const std::size_t row = std::size_t(3) * picture.width;
  for (int y = 0; y < picture.height; ++y)
    std::copy_n(picture.rgb.data() + row * y, row, to + row * (picture.height - 1 - y));
  vtkNew<vtkPNGWriter> writer;
  writer->SetInputData(image);
  writer->WriteToMemoryOn();
  writer->Write();
  const vtkUnsignedCharArray* bytes = writer->GetResult();
  const auto* data = const_cast<vtkUnsignedCharArray*>(bytes)->GetPointer(0);
  return {data, data + bytes->GetNumberOfValues()};
}

void writePng(const std::filesystem::path& path, const Picture& picture) {
  if (picture.empty()) throw Error(ErrorCode::WriteFailed, {utf8(path), "nothing was drawn"});
  const auto bytes = pngOf(picture);
  writeFileAtomically(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace bregma
