#include "model/io/image_file.hpp"

#include <QCoreApplication>
#include <QTest>
#include <fstream>
#include <random>

#include "model/error.hpp"
#include "tests/files.hpp"
#include "tests/model/io/archives.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// A box of ones in zeros, tilted in the patient.
struct Sample {
  ObliqueGeometry grid;
  std::vector<std::uint8_t> voxels;
};

Sample boxOn(const Mat3& direction) {
  Sample s;
  s.grid.size = {40, 50, 30};
  s.grid.steps.columns = {direction.columns[0] * 0.5, direction.columns[1] * 0.6,
                          direction.columns[2] * 0.7};
  s.grid.origin = {3.25, -4.5, 17};
  s.voxels.resize(s.grid.count());
  for (int k = 8; k < 22; ++k)
    for (int j = 10; j < 35; ++j)
      for (int i = 5; i < 30; ++i) s.voxels[(std::size_t(k) * 50 + j) * 40 + i] = 1;
  return s;
}

bool has(const Scan& scan, FindingCode code) {
  return std::ranges::any_of(scan.findings, [&](const Finding& f) { return f.code == code; });
}

}  // namespace

class ImageFileTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void maskKeepsItsGridAndVoxels() {
    const Sample s = boxOn(rotation(normalized({1, 2, 3}), 0.4));
    writeMaskNrrd(folder_ / "m.nrrd", s.grid, s.voxels);
    const MaskFile read = readMask(folder_ / "m.nrrd");
    QVERIFY(read.voxels == s.voxels);
    QVERIFY(read.geometry.size == s.grid.size);
    for (int a = 0; a < 3; ++a)
      QVERIFY(length(read.geometry.steps.columns[a] - s.grid.steps.columns[a]) < 1e-9);
    QVERIFY(length(read.geometry.origin - s.grid.origin) < 1e-9);
  }

  void aMaskBecomesTheScanThatAnImportGives() {
    // Index axes along -L, +P, +S.
    const Sample s = boxOn({{Vec3{-1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}});
    writeMaskNrrd(folder_ / "same.nrrd", s.grid, s.voxels);
    const Scan imported = importImageFile(folder_ / "same.nrrd");
    const Scan made = scanOfMask(s.grid, s.voxels);
    QVERIFY(made.isMask);
    QVERIFY(made.ct.geometry() == imported.ct.geometry());
    QVERIFY(std::ranges::equal(made.ct.voxels(), imported.ct.voxels()));
    QCOMPARE(made.sourceMask, imported.sourceMask);
    QVERIFY(made.sourceGeometry == imported.sourceGeometry);
  }

  void flipsAndPermutationsAreLossless() {
    // Index axes along -P, +S, -L.
    const Sample s = boxOn({{Vec3{0, -1, 0}, Vec3{0, 0, 1}, Vec3{-1, 0, 0}}});
    writeMaskNrrd(folder_ / "p.nrrd", s.grid, s.voxels);
    const Scan scan = importImageFile(folder_ / "p.nrrd");
    QVERIFY(scan.isMask && has(scan, FindingCode::InputIsMask));
    QVERIFY(!has(scan, FindingCode::ObliqueResampled));
    const Geometry& g = scan.ct.geometry();
    QVERIFY(g.size == (std::array{30, 40, 50}));
    QVERIFY(length(g.spacing - Vec3{0.7, 0.5, 0.6}) < 1e-9);
    for (int k = 0; k < 30; ++k)
      for (int j = 0; j < 50; ++j)
        for (int i = 0; i < 40; ++i) {
          const Vec3 p = s.grid.toPatient({double(i), double(j), double(k)});
          const Vec3 at = g.toIndex(p);
          const int wanted = 1000 * s.voxels[(std::size_t(k) * 50 + j) * 40 + i];
          QVERIFY(std::abs(at.x - std::round(at.x)) < 1e-6);
          QCOMPARE(
              int(scan.ct.at(int(std::round(at.x)), int(std::round(at.y)), int(std::round(at.z)))),
              wanted);
        }
  }

  void obliqueIsResampledInPlace() {
    const Sample s = boxOn(rotation(normalized({1, 2, 3}), 0.3));
    writeMaskNrrd(folder_ / "o.nrrd", s.grid, s.voxels);
    const Scan scan = importImageFile(folder_ / "o.nrrd");
    QVERIFY(has(scan, FindingCode::ObliqueResampled));
    const Vec3 middle = s.grid.toPatient({17, 22, 14.5});
    QVERIFY(sample(scan.ct, middle, -1) == 1000);
    // Half-way between the last voxel inside and the first outside the value is half.
    for (const Vec3& face : {Vec3{4.5, 22, 14.5}, Vec3{17, 34.5, 14.5}, Vec3{17, 22, 7.5}})
      QVERIFY(std::abs(sample(scan.ct, s.grid.toPatient(face), -1) - 500) < 130);
    QCOMPARE(sample(scan.ct, s.grid.toPatient({2, 22, 14.5}), -1), 0.0);
    // The amount of material stays.
    double sum = 0;
    for (const auto v : scan.ct.voxels()) sum += v / 1000.0;
    const Vec3& d = scan.ct.geometry().spacing;
    QVERIFY(std::abs(sum * d.x * d.y * d.z / (25 * 25 * 14 * 0.5 * 0.6 * 0.7) - 1) < 0.01);
  }

  void grayValuesAreHounsfield() {
    std::string data;
    for (int i = 0; i < 8 * 8 * 8; ++i) {
      const std::int16_t v = std::int16_t(i * 10 - 2000);
      data.append(reinterpret_cast<const char*>(&v), 2);
    }
    write(folder_ / "g.nrrd",
          "NRRD0004\ntype: int16\ndimension: 3\nspace: right-anterior-superior\nsizes: 8 8 8\n"
          "space directions: (1,0,0) (0,1,0) (0,0,1)\nkinds: domain domain domain\n"
          "endian: little\nencoding: raw\nspace origin: (0,0,0)\n\n",
          data);
    const Scan scan = importImageFile(folder_ / "g.nrrd");
    QVERIFY(!scan.isMask);
    QCOMPARE(int(scan.ct.at(7, 7, 0)), -1024);                        // -2000 is clamped
    QCOMPARE(int(scan.ct.at(0, 0, 7)), (8 * 8 * 8 - 1) * 10 - 2000);  // RAS to LPS: flipped
    QCOMPARE(scan.ct.geometry().origin, (Vec3{-7, -7, 0}));
    QCOMPARE(scan.sha256.size(), 64u);
  }

  void badFilesGiveOneClearError() {
    const std::string head =
        "NRRD0004\ntype: int16\ndimension: 3\nspace: left-posterior-superior\n"
        "space directions: (1,0,0) (0,1,0) (0,0,1)\nkinds: domain domain domain\n"
        "endian: little\nspace origin: (0,0,0)\n";
    write(folder_ / "short.nrrd", head + "sizes: 64 64 64\nencoding: raw\n\n",
          std::string(1000, 'x'));
    QCOMPARE(errorOf([&] { importImageFile(folder_ / "short.nrrd"); }), std::string("FileDamaged"));
    write(folder_ / "huge.nrrd", head + "sizes: 9000 9000 9000\nencoding: gzip\n\n", "xxxx");
    QCOMPARE(errorOf([&] { importImageFile(folder_ / "huge.nrrd"); }), std::string("FileTooLarge"));
    write(folder_ / "lie.nrrd", head + "sizes: 1000 1000 1000\nencoding: gzip\n\n", "xxxx");
    QCOMPARE(errorOf([&] { importImageFile(folder_ / "lie.nrrd"); }), std::string("FileDamaged"));
    write(folder_ / "gz.nrrd", head + "sizes: 8 8 8\nencoding: gzip\n\n", std::string(500, 'z'));
    QCOMPARE(errorOf([&] { importImageFile(folder_ / "gz.nrrd"); }), std::string("FileDamaged"));
    write(folder_ / "other.nrrd", head + "sizes: 8 8 8\nencoding: raw\ndata file: /etc/passwd\n\n",
          "");
    QCOMPARE(errorOf([&] { importImageFile(folder_ / "other.nrrd"); }), std::string("FileDamaged"));
    // A matrix beyond reason, which ITK would never be done with.
    for (const float beyond : {1e37f, std::numeric_limits<float>::quiet_NaN()}) {
      std::string nifti = smallNifti();
      nifti[254] = 1;
      for (const std::size_t diagonal : {280, 300, 320}) putFloat(nifti, diagonal, 1);
      write(folder_ / "sound.nii", nifti);
      QCOMPARE(errorOf([&] { importImageFile(folder_ / "sound.nii"); }), std::string("none"));
      putFloat(nifti, 284, beyond);
      write(folder_ / "far.nii", nifti);
      QCOMPARE(errorOf([&] { importImageFile(folder_ / "far.nii"); }),
               std::string("SliceGeometry"));
    }
    write(folder_ / "text.nii", "this is not an image", "");
    QCOMPARE(errorOf([&] { importImageFile(folder_ / "text.nii"); }), std::string("FileDamaged"));
    write(folder_ / "flat.nrrd",
          "NRRD0004\ntype: uint8\ndimension: 3\nspace: left-posterior-superior\nsizes: 4 4 4\n"
          "space directions: (1,0,0) (1,0,0) (0,0,1)\nkinds: domain domain domain\n"
          "encoding: raw\nspace origin: (0,0,0)\n\n",
          std::string(64, '\1'));
    QVERIFY(errorOf([&] { importImageFile(folder_ / "flat.nrrd"); }) != "none");
    QCOMPARE(errorOf([&] { importImageFile(folder_ / "absent.nrrd"); }),
             std::string("PathMissing"));
    write(folder_ / "a.txt", "text", "");
    QCOMPARE(errorOf([&] { readMask(folder_ / "a.txt"); }), std::string("FormatUnknown"));
  }

  void realObliqueSkulls() {
    const Path folder = Path(BREGMA_SHARED) / "data/skullfix/complete_skull";
    if (!std::filesystem::exists(folder)) QSKIP("development data is absent");
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (isImageFile(entry.path())) files.push_back(entry.path());
    std::ranges::sort(files);
    int tested = 0;
    for (const Path& file : files) {
      if (tested == 2) break;
      if (summarizeImageFile(file).findings.empty()) continue;
      ++tested;
      const Scan scan = importImageFile(file);
      QVERIFY(scan.isMask);
      std::mt19937 random(7);
      int wrong = 0, inside = 0;
      const auto& grid = scan.sourceGeometry;
      for (int n = 0; n < 200'000; ++n) {
        const std::array<int, 3> v{int(random() % grid.size[0]), int(random() % grid.size[1]),
                                   int(random() % grid.size[2])};
        const bool bone =
            scan.sourceMask[(std::size_t(v[2]) * grid.size[1] + v[1]) * grid.size[0] + v[0]];
        const Vec3 p = grid.toPatient({double(v[0]), double(v[1]), double(v[2])});
        inside += bone;
        wrong += (sample(scan.ct, p, 0) > 500) != bone;
      }
      QVERIFY(inside > 2000);
      QVERIFY2(wrong < inside * 0.05, qPrintable(QString::number(wrong)));
    }
    QVERIFY(tested > 0);
  }
};

BREGMA_TEST(ImageFileTest, QCoreApplication);
#include "image_file_test.moc"
