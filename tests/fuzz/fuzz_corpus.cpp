// fuzz_corpus FOLDER
// The files that the fuzzers start from: a coarse phantom in every format, a few kilobytes each.
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "model/io/align.hpp"
#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/io/plan_file.hpp"
#include "model/io/stl.hpp"
#include "model/phantom.hpp"
#include "model/surface.hpp"
#include "tests/model/io/archives.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

void save(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string raw(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

std::string voxelBytes(const CtVolume& ct) {
  return raw(ct.voxels().data(), ct.voxels().size() * sizeof(std::int16_t));
}

void saveDicom(const fs::path& folder, const CtVolume& ct) {
  const fs::path all = folder / "series";
  for (const char* name : {"explicit", "implicit", "rle", "jpeg", "jpegls", "jpeg2000"}) {
    DicomWriteSettings settings;
    settings.syntax = *dicomSyntaxNamed(name);
    const auto files = writeDicom(all, ct, settings);
    fs::copy_file(files[files.size() / 2], folder / (std::string(name) + ".dcm"),
                  fs::copy_options::overwrite_existing);
    fs::remove_all(all);
  }
}

void saveImages(const fs::path& folder, const CtVolume& ct) {
  const Geometry& g = ct.geometry();
  const auto triple = [](double a, double b, double c) {
    return std::to_string(a) + "," + std::to_string(b) + "," + std::to_string(c);
  };
  std::string sizes;
  for (const int n : g.size) sizes += " " + std::to_string(n);
  const std::string head =
      "NRRD0004\ntype: int16\ndimension: 3\nspace: left-posterior-superior\n"
      "sizes:" +
      sizes + "\nspace directions: (" + triple(g.spacing.x, 0, 0) + ") (" +
      triple(0, g.spacing.y, 0) + ") (" + triple(0, 0, g.spacing.z) +
      ")\nkinds: domain domain domain\n"
      "endian: little\nspace origin: (" +
      triple(g.origin.x, g.origin.y, g.origin.z) + ")\n";
  save(folder / "raw.nrrd", head + "encoding: raw\n\n" + voxelBytes(ct));
  save(folder / "gzip.nrrd", head + "encoding: gzip\n\n" + test::gzipped(voxelBytes(ct)));
  std::vector<std::uint8_t> bone(g.count());
  for (std::size_t i = 0; i < bone.size(); ++i) bone[i] = ct.voxels()[i] >= 226;
  writeMaskNrrd(folder / "mask.nrrd", obliqueFrom(g), bone);

  std::string nifti(352, '\0');
  const auto put16 = [&](std::size_t at, int v) {
    nifti[at] = char(v & 0xff);
    nifti[at + 1] = char(v >> 8);
  };
  const auto putFloat = [&](std::size_t at, double v) {
    const float f = float(v);
    std::memcpy(nifti.data() + at, &f, 4);
  };
  put16(0, 348);
  put16(40, 3);
  for (int a = 0; a < 3; ++a) {
    put16(42 + 2 * std::size_t(a), g.size[std::size_t(a)]);
    putFloat(80 + 4 * std::size_t(a), g.spacing[a]);
    putFloat(280 + 20 * std::size_t(a), g.spacing[a]);
  }
  put16(70, 4), put16(72, 16), put16(254, 1);
  putFloat(76, 1), putFloat(108, 352), putFloat(112, 1);
  nifti.replace(344, 3, "n+1");
  save(folder / "plain.nii", nifti + voxelBytes(ct));
}

void saveProject(const fs::path& folder, const CtVolume& ct) {
  const Geometry& g = ct.geometry();
  const auto real = [](double v) { return "<real>" + std::to_string(v) + "</real>"; };
  const auto whole = [](int v) { return "<integer>" + std::to_string(v) + "</integer>"; };
  const std::string list =
      "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>matrix</key><dict><key>dtype</key>"
      "<string>int16</string><key>filename</key><string>matrix.dat</string><key>shape</"
      "key><array>" +
      whole(g.size[2]) + whole(g.size[1]) + whole(g.size[0]) +
      "</array></dict><key>spacing</key><array>" + real(g.spacing.x) + real(g.spacing.y) +
      real(g.spacing.z) +
      "</array><key>modality</key><string>CT</string><key>masks</key><dict/><key>surfaces</key>"
      "<dict><key>0</key><string>surface_0.plist</string></dict></dict></plist>";
  const std::string surface =
      "<plist><dict><key>polydata</key><string>surface_0.vtp</string></dict></plist>";
  const std::string points =
      "<VTKFile type=\"PolyData\" byte_order=\"LittleEndian\"><PolyData><Piece><Points>"
      "<DataArray type=\"Float32\" format=\"ascii\">0 0 2 10 -6 2 15 -12 2</DataArray></Points>"
      "</Piece></PolyData></VTKFile>";
  const std::string tar = test::tarEntry("p/main.plist", list) +
                          test::tarEntry("p/matrix.dat", voxelBytes(ct)) +
                          test::tarEntry("p/surface_0.plist", surface) +
                          test::tarEntry("p/surface_0.vtp", points) + std::string(1024, '\0');
  save(folder / "plain.inv3", tar);
  save(folder / "gzip.inv3", test::gzipped(tar));
}

void savePlans(const fs::path& folder) {
  Plan plan;
  save(folder / "default.json", planToJson(plan));
  plan.defect.strokes = {{{1, -2, 3.125}, 4.5, true}, {{0.1, 0.2, 0.3}, 6, false}};
  plan.import.seriesUid = "1.2.840.1";
  plan.acknowledged = {FindingCode::SideUnconfirmed};
  save(folder / "full.json", planToJson(plan));
}

void saveMeshes(const fs::path& folder, const CtVolume& ct) {
  std::vector<float> below(ct.voxels().size());
  for (std::size_t i = 0; i < below.size(); ++i) below[i] = 226.0f - ct.voxels()[i];
  const TriangleMesh mesh = isosurface(DistanceVolume(ct.geometry(), std::move(below)));
  fs::create_directories(folder);
  writeStl(folder / "binary.stl", mesh);
  std::string text = "solid phantom\n";
  for (std::size_t t = 0; t < 12 && t < mesh.triangles.size(); ++t) {
    text += "facet normal 0 0 0\nouter loop\n";
    for (const auto v : mesh.triangles[t])
      text += "vertex " + std::to_string(mesh.vertices[v].x) + " " +
              std::to_string(mesh.vertices[v].y) + " " + std::to_string(mesh.vertices[v].z) + "\n";
    text += "endloop\nendfacet\n";
  }
  save(folder / "text.stl", text + "endsolid phantom\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const fs::path folder = argv[1];
  PhantomSettings settings;
  settings.spacing = {20, 20, 20};
  const CtVolume ct = phantomVolume(settings);
  settings.spacing = {45, 45, 45};
  saveDicom(folder / "dicom", ct);
  saveImages(folder / "image", ct);
  saveProject(folder / "inv3", ct);
  savePlans(folder / "plan");
  saveMeshes(folder / "stl", phantomVolume(settings));
}
