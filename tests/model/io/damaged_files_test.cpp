// Every reader on small valid files with seeded damage: an Error or a result, nothing else.
#include <QCoreApplication>
#include <QTest>
#include <fstream>
#include <random>

#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/io/plist.hpp"
#include "model/io/read_file.hpp"
#include "model/io/tar.hpp"
#include "model/io/vtp.hpp"
#include "model/scan.hpp"
#include "tests/files.hpp"
#include "tests/model/io/archives.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

std::string damagedCopy(std::string bytes, unsigned seed) {
  std::mt19937 random(seed);
  const auto place = [&] { return std::size_t(random() % bytes.size()); };
  switch (random() % 4) {
    case 0: bytes.resize(place()); break;
    case 1: bytes.erase(place(), 1 + random() % 4); break;
    default: break;
  }
  // Headers matter most: half of the flips go into the first part.
  for (unsigned n = random() % 6; n > 0 && !bytes.empty(); --n) {
    const std::size_t at =
        random() % 2 ? place() : place() % std::min<std::size_t>(800, bytes.size());
    bytes[at] = random() % 3 ? char(random()) : char(0xff);
  }
  return bytes;
}

}  // namespace

class DamagedFilesTest : public QObject {
  Q_OBJECT
  Folder folder_;

  /// Imports damaged copies of `source` in its own folder and counts what came out.
  void tryCopies(const Path& source, const Path& open, int count) const {
    const std::string good = readFile(source, 1e9);
    int refused = 0, read = 0;
    for (int seed = 0; seed < count; ++seed) {
      write(source, damagedCopy(good, unsigned(seed)));
      try {
        importScan(open, {});
        ++read;
      } catch (const Error&) {
        ++refused;
      }
    }
    write(source, good);
    QCOMPARE(read + refused, count);
    QVERIFY(refused > 0);
  }

  static CtVolume smallVolume() {
    Geometry grid;
    grid.size = {16, 12, 6};
    std::vector<std::int16_t> values(grid.count());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::int16_t(i % 900 - 100);
    return {grid, std::move(values)};
  }

 private Q_SLOTS:
  void dicom_data() {
    QTest::addColumn<int>("syntax");
    for (const auto syntax :
         {DicomSyntax::ExplicitLittle, DicomSyntax::ImplicitLittle, DicomSyntax::Rle,
          DicomSyntax::JpegLossless, DicomSyntax::JpegLs, DicomSyntax::Jpeg2000})
      QTest::newRow(nameOf(syntax).data()) << int(syntax);
  }
  void dicom() {
    QFETCH(int, syntax);
    DicomWriteSettings settings;
    settings.syntax = DicomSyntax(syntax);
    const auto files = writeDicom(folder_ / QTest::currentDataTag(), smallVolume(), settings);
    tryCopies(files[2], files[2].parent_path(), 60);
  }

  void nrrd() {
    ObliqueGeometry grid;
    grid.size = {9, 8, 7};
    std::vector<std::uint8_t> mask(grid.count());
    for (std::size_t i = 0; i < mask.size(); i += 3) mask[i] = 1;
    writeMaskNrrd(folder_ / "m.nrrd", grid, mask);
    tryCopies(folder_ / "m.nrrd", folder_ / "m.nrrd", 150);
  }

  void nifti() {
    write(folder_ / "a.nii", smallNifti());
    tryCopies(folder_ / "a.nii", folder_ / "a.nii", 100);
  }

  void inv3() {
    const Path cranium = "/usr/share/doc/invesalius-examples/examples/Cranium.inv3";
    QVERIFY2(std::filesystem::exists(cranium), "package invesalius-examples is missing");
    const std::string good = readFile(cranium, 1e9);
    for (unsigned seed = 0; seed < 4; ++seed) {
      write(folder_ / "c.inv3", damagedCopy(good, 4 * seed + 1));
      try {
        importScan(folder_ / "c.inv3", {});
      } catch (const Error&) {
      }
    }
  }

  void partsOfInv3() {
    const std::string list =
        "<plist><dict><key>matrix</key><dict><key>shape</key><array><integer>2</integer>"
        "</array></dict></dict></plist>";
    const std::string surface =
        "<VTKFile byte_order=\"LittleEndian\" compressor=\"vtkZLibDataCompressor\"><Points>"
        "<DataArray type=\"Float32\" format=\"binary\">AQAAAACAAAAYAAAAGwAAAA==eJxjYGiwZ2BoAGIHIG"
        "4AYgcgbgBiBwYGAHpWBgE=</DataArray></Points></VTKFile>";
    for (unsigned seed = 0; seed < 3000; ++seed) {
      try {
        parsePlist(damagedCopy(list, seed));
      } catch (const BadData&) {
      }
      try {
        vtpPoints(damagedCopy(surface, seed));
      } catch (const BadData&) {
      }
    }
  }
};

BREGMA_TEST(DamagedFilesTest, QCoreApplication);
#include "damaged_files_test.moc"
