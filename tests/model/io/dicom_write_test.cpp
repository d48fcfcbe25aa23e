#include "model/io/dicom_write.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "model/error.hpp"
#include "model/io/dicom_elements.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

CtVolume ramp() {
  Geometry grid;
  grid.size = {12, 10, 7};
  grid.spacing = {0.5, 0.6, 1.25};
  grid.origin = {-3, 4, 100};
  std::vector<std::int16_t> values(grid.count());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::int16_t(i) - 400;
  return {grid, std::move(values)};
}

}  // namespace

class DicomWriteTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void syntaxNames() {
    for (const auto name : {"explicit", "implicit", "rle", "jpeg", "jpegls", "jpeg2000"}) {
      QVERIFY(dicomSyntaxNamed(name));
      QVERIFY(nameOf(*dicomSyntaxNamed(name)) == name);
    }
    QVERIFY(!dicomSyntaxNamed("gif"));
  }
  void headersSayWhereTheSliceLies() {
    const auto files = writeDicom(folder_ / "a", ramp());
    QCOMPARE(files.size(), std::size_t(7));
    const auto e = readElements(files[2]);
    QVERIFY(e);
    QVERIFY(e->numbers(0x20, 0x32) == (std::vector<double>{-3, 4, 102.5}));
    QVERIFY(e->numbers(0x20, 0x37) == (std::vector<double>{1, 0, 0, 0, 1, 0}));
    QVERIFY(e->numbers(0x28, 0x30) == (std::vector<double>{0.6, 0.5}));
    QCOMPARE(e->text(8, 0x60), std::string("CT"));
    for (const auto& [tag, value] : e->values) QVERIFY(tag >> 16 != 0x10);  // no patient group
  }
  void sameInputSameBytes() {
    const auto a = writeDicom(folder_ / "one", ramp()), b = writeDicom(folder_ / "two", ramp());
    for (std::size_t i = 0; i < a.size(); ++i) QCOMPARE(sha256OfFile(a[i]), sha256OfFile(b[i]));
  }
  void slicesAreDroppedDoubledAndRenamed() {
    DicomWriteSettings s;
    s.dropSlices = {1, 3};
    s.doubleSlices = {5};
    s.shuffledNames = true;
    const auto files = writeDicom(folder_ / "b", ramp(), s);
    QCOMPARE(files.size(), std::size_t(6));
    QVERIFY(!std::ranges::is_sorted(files) || files.back().filename() != Path("000006.dcm"));
    const auto seriesOf = [&](const Path& file) { return readElements(file)->text(0x20, 0x0e); };
    QCOMPARE(seriesOf(files[0]), seriesOf(files[5]));
  }
  void refusalsAreErrors() {
    write(folder_ / "file", "in the way");
    QVERIFY_EXCEPTION_THROWN(writeDicom(folder_ / "file", ramp()), Error);
  }
};

BREGMA_TEST(DicomWriteTest, QCoreApplication);
#include "dicom_write_test.moc"
