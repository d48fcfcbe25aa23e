// The phantom's hole is on the left and in front: whatever is read and written keeps it there.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <sstream>

#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/io/stl.hpp"
#include "model/io/zip.hpp"
#include "model/phantom.hpp"
#include "model/scan.hpp"
#include "tests/app/cli.hpp"
#include "tests/files.hpp"
#include "tests/model/io/archives.hpp"
#include "tests/model/io/zip_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

std::string voxelBytes(const CtVolume& ct) {
  return {reinterpret_cast<const char*>(ct.voxels().data()), 2 * ct.geometry().count()};
}

/// RAS, as NIfTI has it: the first two axes run to the left and to the back, against its own.
std::string niftiOf(const CtVolume& ct) {
  const Geometry& g = ct.geometry();
  std::string bytes = smallNifti().substr(0, 352);
  const auto put16 = [&](std::size_t at, int v) {
    bytes[at] = char(v & 0xff);
    bytes[at + 1] = char(v >> 8);
  };
  const Vec3 sign{-1, -1, 1};
  for (std::size_t a = 0; a < 3; ++a) {
    const int axis = int(a);
    put16(42 + 2 * a, g.size[a]);
    putFloat(bytes, 80 + 4 * a, float(g.spacing[axis]));
    putFloat(bytes, 280 + 20 * a, float(sign[axis] * g.spacing[axis]));
    putFloat(bytes, 292 + 16 * a, float(sign[axis] * g.origin[axis]));
  }
  put16(254, 1);  // the matrix of 280 on is valid
  return bytes + voxelBytes(ct);
}

std::string nrrdOf(const CtVolume& ct) {
  const Geometry& g = ct.geometry();
  const auto number = [](double v) { return std::to_string(v); };
  // The first axis runs from left to right.
  std::string head = "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes:";
  for (const int n : g.size) head.append(" ").append(std::to_string(n));
  head += "\nspace directions: (" + number(-g.spacing.x) + ",0,0) (0," + number(g.spacing.y) +
          ",0) (0,0," + number(g.spacing.z) + ")\nspace origin: (" +
          number(g.origin.x + g.spacing.x * (g.size[0] - 1)) + "," + number(g.origin.y) + "," +
          number(g.origin.z) + ")\nendian: little\nencoding: raw\n\n";
  std::vector<std::int16_t> voxels(g.count());
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) voxels[g.index(i, j, k)] = ct.at(g.size[0] - 1 - i, j, k);
  return head + std::string(reinterpret_cast<const char*>(voxels.data()), 2 * voxels.size());
}

/// InVesalius stores the rows of a slice from posterior to anterior.
std::string inv3Of(const CtVolume& ct) {
  const Geometry& g = ct.geometry();
  const auto integer = [](int n) { return "<integer>" + std::to_string(n) + "</integer>"; };
  const auto real = [](double v) { return "<real>" + std::to_string(v) + "</real>"; };
  std::string matrix;
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = g.size[1]; j-- > 0;)
      matrix.append(reinterpret_cast<const char*>(&ct.voxels()[g.index(0, j, k)]),
                    2 * std::size_t(g.size[0]));
  return tarEntry("p/main.plist",
                  "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>matrix</key><dict>"
                  "<key>dtype</key><string>int16</string><key>filename</key>"
                  "<string>matrix.dat</string><key>shape</key><array>" +
                      integer(g.size[2]) + integer(g.size[1]) + integer(g.size[0]) +
                      "</array></dict><key>modality</key><string>CT</string><key>spacing</key>"
                      "<array>" +
                      real(g.spacing.x) + real(g.spacing.y) + real(g.spacing.z) +
                      "</array></dict></plist>") +
         tarEntry("p/matrix.dat", matrix) + std::string(1024, '\0');
}

/// What lies between two corners.
struct Extent {
  Vec3 low{1e9, 1e9, 1e9}, high{-1e9, -1e9, -1e9};
  void add(const Vec3& v) {
    low = {std::min(low.x, v.x), std::min(low.y, v.y), std::min(low.z, v.z)};
    high = {std::max(high.x, v.x), std::max(high.y, v.y), std::max(high.z, v.z)};
  }
  Vec3 middle() const { return (low + high) / 2; }
};

void addNumbers(Extent& extent, const std::string& text, const char* format) {
  Vec3 v;
  if (std::sscanf(text.c_str(), format, &v.x, &v.y, &v.z) == 3) extent.add(v);
}

/// Of the vertices in a mesh file of any format that is exported.
void addFile(Extent& extent, const Path& file) {
  const std::string kind = file.extension().string();
  if (kind == ".stl") {
    for (const Vec3& v : readStl(file).vertices) extent.add(v);
  } else if (kind == ".obj") {
    std::istringstream lines(bytesOf(file));
    for (std::string line; std::getline(lines, line);) addNumbers(extent, line, "v %lf %lf %lf");
  } else if (kind == ".ply") {
    const std::string bytes = bytesOf(file), mark = "element vertex ", end = "end_header\n";
    const std::size_t count = std::stoul(bytes.substr(bytes.find(mark) + mark.size()));
    const std::size_t begin = bytes.find(end) + end.size(), size = 15;
    for (std::size_t i = 0; i < count; ++i) {
      float place[3];
      std::memcpy(place, bytes.data() + begin + size * i, sizeof place);
      extent.add({place[0], place[1], place[2]});
    }
  } else if (kind == ".3mf") {
    const Folder folder;
    unpackZip(file, folder.path());
    for (const auto& part : std::filesystem::directory_iterator(folder.path())) {
      const std::string xml = bytesOf(part.path());
      for (std::size_t at = 0; (at = xml.find("<vertex ", at)) != xml.npos; ++at)
        addNumbers(extent, xml.substr(at, 120), "<vertex x=\"%lf\" y=\"%lf\" z=\"%lf\"");
    }
  }
}

}  // namespace

class SideTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  PhantomSettings head_;
  std::filesystem::path path(const QString& name) const {
    return folder_.filePath(name).toStdString();
  }

 private Q_SLOTS:
  void initTestCase() { head_.spacing = {1.5, 1.5, 1.5}; }

  void everyInputKeepsTheSide_data() {
    QTest::addColumn<QString>("input");
    for (const char* input : {"explicit", "implicit", "rle", "jpeg", "jpegls", "jpeg2000", "turned",
                              "reversed", "tilted", "zip", "DICOMDIR", "nifti", "nrrd", "inv3"})
      QTest::newRow(input) << QString(input);
  }
  void everyInputKeepsTheSide() {
    QFETCH(QString, input);
    PhantomSettings head;
    head.spacing = {2, 2, 2};
    const CtVolume ct = phantomVolume(head);
    const std::filesystem::path folder = path("side-" + input);
    std::filesystem::create_directories(folder);
    std::filesystem::path read = folder;
    if (input == "nifti") {
      write(read /= "head.nii", niftiOf(ct));
    } else if (input == "nrrd") {
      write(read /= "head.nrrd", nrrdOf(ct));
    } else if (input == "inv3") {
      write(read /= "head.inv3", inv3Of(ct));
    } else {
      DicomWriteSettings as;
      as.syntax = dicomSyntaxNamed(input.toStdString()).value_or(as.syntax);
      as.turned = input == "turned";
      as.reversed = input == "reversed";
      as.tiltDeg = input == "tilted" ? -15 : 0;
      const auto files = writeDicom(folder / "slices", ct, as);
      if (input == "DICOMDIR") write(read = folder / "DICOMDIR", "records are not needed");
      if (input == "zip") {
        std::vector<ZipEntry> entries;
        for (const auto& file : files) entries.push_back({file.filename().string(), bytesOf(file)});
        write(read = folder / "head.zip", zipOf(entries));
      }
    }
    const CtVolume back = importScan(read, {}).ct;
    const Geometry& g = back.geometry();
    // Bone is missing on the left and in front.
    double left = 0, right = 0, front = 0, rear = 0;
    const Vec3 middle = input == "inv3"
                            ? g.toPatient(Vec3{(g.size[0] - 1) / 2.0, (g.size[1] - 1) / 2.0, 0})
                            : head.center;
    for (int k = 0; k < g.size[2]; ++k)
      for (int j = 0; j < g.size[1]; ++j)
        for (int i = 0; i < g.size[0]; ++i) {
          if (back.at(i, j, k) < 226) continue;
          const Vec3 p = g.toPatient(i, j, k) - middle;
          (p.x > 0 ? left : right) += 1;
          (p.y < 0 ? front : rear) += 1;
        }
    QVERIFY2(left > 1000 && left < 0.95 * right, qPrintable(QString::number(left / right)));
    QVERIFY2(front < 0.95 * rear, qPrintable(QString::number(front / rear)));
  }

  void partsLieWhereTheHoleIs_data() {
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("format");
    QTest::newRow("turned") << "turned"
                            << "ply";
    QTest::newRow("tilted") << "tilted"
                            << "obj";
    QTest::newRow("mask.nrrd") << "mask.nrrd"
                               << "3mf";
  }
  void partsLieWhereTheHoleIs() {
    QFETCH(QString, input);
    QFETCH(QString, format);
    const CtVolume ct = phantomVolume(head_);
    if (input == "mask.nrrd") {
      // The same grid, its first and second axis running to the right and to the front.
      const BinaryVolume mask = phantomMask(head_);
      const Geometry& g = mask.geometry();
      ObliqueGeometry turned;
      turned.size = g.size;
      turned.steps.columns = {Vec3{-g.spacing.x, 0, 0}, Vec3{0, -g.spacing.y, 0},
                              Vec3{0, 0, g.spacing.z}};
      turned.origin = g.toPatient(g.size[0] - 1, g.size[1] - 1, 0);
      std::vector<std::uint8_t> voxels;
      for (int k = 0; k < g.size[2]; ++k)
        for (int j = g.size[1]; j-- > 0;)
          for (int i = g.size[0]; i-- > 0;) voxels.push_back(mask.at(i, j, k));
      writeMaskNrrd(path(input), turned, voxels);
    } else {
      DicomWriteSettings settings;
      settings.turned = input == "turned";
      settings.tiltDeg = input == "tilted" ? 12 : 0;
      writeDicom(path(input), ct, settings);
    }
    const QString out = folder_.filePath(input + ".bregma");
    const Outcome run =
        cli({"run", folder_.filePath(input), "--method", "spline", "--no-pictures", "--set",
             "export.skull=true", "--set", "export.format=" + format, "--out", out, "--json"});
    QVERIFY2(run.exitCode == 0, run.err + run.out);
    const Path exported = (out + "/export").toStdString();
    const auto middleOf = [&](const char* part) {
      Extent extent;
      addFile(extent, exported / part);
      return extent.middle() - head_.center;
    };
    const Vec3 implant = middleOf("implant.stl"), skull = middleOf("skull.stl");
    QVERIFY2(implant.x > 20 && implant.y < -20 && implant.z > 40,
             qPrintable(QStringLiteral("%1 %2 %3").arg(implant.x).arg(implant.y).arg(implant.z)));
    QVERIFY(length(skull) < 2);
    for (const char* half : {"mold-inner.stl", "mold-outer.stl"})
      QVERIFY(length(middleOf(half) - implant) < 30);
    // The other formats hold the same parts at the same place.
    std::map<std::string, Extent> extents;
    for (const auto& file : std::filesystem::directory_iterator(exported))
      addFile(extents[file.path().extension().string()], file.path());
    const Extent &stl = extents[".stl"],
                 &other = extents[(QStringLiteral(".") + format).toStdString()];
    QVERIFY(length(stl.low - other.low) < 0.001 && length(stl.high - other.high) < 0.001);
  }
};

BREGMA_TEST(SideTest, QCoreApplication);
#include "side_test.moc"
