#include "model/io/dicom_anonymous_file.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/tar.hpp"
#include "tests/model/io/ct_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

const char* const secrets[]{"Doe",     "Jane",     "PID4711", "19700102", "20240506",
                            "121314",  "ACC00815", "Mercy",   "Dr.House", "called her sister",
                            "9.8.7.6", "private",  "overlay", "STATION7"};

std::string itemOf(const std::string& dataSet, bool known) {
  return known ? tag(0xfffe, 0xe000) + little(std::uint32_t(dataSet.size()), 4) + dataSet
               : tag(0xfffe, 0xe000) + little(0xffffffff, 4) + dataSet + tag(0xfffe, 0xe00d) +
                     little(0, 4);
}

/// A slice that tells all that a slice can tell of a patient.
CtBytes telling(Encoding encoding, int n = 1) {
  ObliqueGeometry grid;
  grid.size = {6, 5, 4};
  grid.origin = {-3, 7, 11};
  CtBytes file = ctSlice(grid, n, n, [](const Vec3& p) { return 10 * p.x + 3 * p.y; });
  file.put(0x08, 0x18, "UI", "9.8.7.6." + std::to_string(n));
  file.put(0x08, 0x20, "DA", "20240506");
  file.put(0x08, 0x32, "TM", "121314.5");
  file.put(0x08, 0x50, "SH", "ACC00815");
  file.put(0x08, 0x70, "LO", "Scanners Inc");
  file.put(0x08, 0x80, "LO", "Mercy Hospital");
  file.put(0x08, 0x90, "PN", "Dr.House");
  file.put(0x08, 0x1010, "SH", "STATION7");
  file.put(0x08, 0x1090, "LO", "of Jane Doe's room");  // a text that would stay
  file.put(0x10, 0x10, "PN", "Doe^Jane");
  file.put(0x10, 0x20, "LO", "PID4711");
  file.put(0x10, 0x30, "DA", "19700102");
  file.put(0x10, 0x4000, "LT", "called her sister");
  file.put(0x20, 0x0d, "UI", "9.8.7.6");
  file.put(0x20, 0x52, "UI", "9.8.7.6.5");
  file.put(0x29, 0x10, "LO", "private creator");
  file.put(0x29, 0x1010, "UN", "private Doe");
  file.put(0x6000, 0x3000, "OW", "overlay bits");
  if (encoding == Encoding::BigEndian) return file;  // sequences are written little-endian here
  CtBytes reference, other;
  reference.put(0x08, 0x1150, "UI", "1.2.840.10008.5.1.4.1.1.2");
  reference.put(0x08, 0x1155, "UI", "9.8.7.6.2");
  reference.put(0x10, 0x10, "PN", "Doe^Jane");
  other.put(0x10, 0x10, "PN", "Doe^Jane");
  file.put(0x08, 0x1140, "SQ", itemOf(reference.dataSet(encoding), n % 2 == 0));
  file.put(0x40, 0x275, "SQ", itemOf(other.dataSet(encoding), true));
  return file;
}

DicomElements elementsOf(const Path& path, const std::string& bytes) {
  write(path, bytes);
  return readElements(path).value();
}

std::string pixelsOf(const std::string& bytes, const DicomElements& header) {
  return bytes.substr(header.pixelStart, header.pixelLength);
}

}  // namespace

class DicomAnonymousFileTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void nothingTells_data() {
    QTest::addColumn<int>("encoding");
    QTest::newRow("explicit") << int(Encoding::Explicit);
    QTest::newRow("implicit") << int(Encoding::Implicit);
    QTest::newRow("big endian") << int(Encoding::BigEndian);
    QTest::newRow("deflated") << int(Encoding::Deflated);
  }
  void nothingTells() {
    QFETCH(int, encoding);
    const std::string original = telling(Encoding(encoding)).file(Encoding(encoding));
    const AnonymousFile made = anonymousFile(original, "secret");
    for (const char* secret : secrets)
      QVERIFY2(made.bytes.find(secret) == std::string::npos, secret);
    const DicomElements before = elementsOf(folder_ / "before", original),
                        after = elementsOf(folder_ / "after", made.bytes);
    // What places and scales the image is as it was.
    for (const auto& [group, element] : {std::pair(0x08, 0x60),
                                         {0x08, 0x70},
                                         {0x18, 0x1210},
                                         {0x20, 0x13},
                                         {0x20, 0x32},
                                         {0x20, 0x37},
                                         {0x28, 0x10},
                                         {0x28, 0x30},
                                         {0x28, 0x103},
                                         {0x28, 0x1052}})
      QCOMPARE(after.text(std::uint32_t(group), std::uint32_t(element)),
               before.text(std::uint32_t(group), std::uint32_t(element)));
    QCOMPARE(pixelsOf(made.bytes, after),
             pixelsOf(before.deflatedFrom ? inflatedFrom(original, before.deflatedFrom) : original,
                      before));
    QCOMPARE(after.text(0x10, 0x10), std::string("Anonymous"));
    QCOMPARE(after.text(0x12, 0x62), std::string("YES"));
    QCOMPARE(after.text(0x28, 0x303), std::string("REMOVED"));
    QVERIFY(after.text(0x08, 0x20).empty() && after.values.contains(dicomTag(0x08, 0x20)));
    QVERIFY(!after.values.contains(dicomTag(0x08, 0x32)));
    // What was done is told.
    QVERIFY(made.changes.at(dicomTag(0x10, 0x10)) == AnonymizedHow::Replaced);
    QVERIFY(made.changes.at(dicomTag(0x08, 0x20)) == AnonymizedHow::Emptied);
    QVERIFY(made.changes.at(dicomTag(0x08, 0x80)) == AnonymizedHow::Removed);
    QVERIFY(made.changes.at(dicomTag(0x08, 0x1090)) == AnonymizedHow::Removed);
    QVERIFY(made.changes.at(dicomTag(0x29, 0x1010)) == AnonymizedHow::Removed);
    QVERIFY(!made.changes.contains(dicomTag(0x20, 0x32)));
  }
  void identifiersStayTogether() {
    const auto made = [&](int n, const char* secret) {
      return anonymousFile(telling(Encoding::Explicit, n).file(), secret).bytes;
    };
    const DicomElements one = elementsOf(folder_ / "1", made(1, "a")),
                        two = elementsOf(folder_ / "2", made(2, "a")),
                        other = elementsOf(folder_ / "3", made(2, "b"));
    for (const int element : {0x0d, 0x0e, 0x52}) {
      const std::string uid = one.text(0x20, std::uint32_t(element));
      QVERIFY(uid.starts_with("2.25.") && uid.size() <= 64);
      QCOMPARE(two.text(0x20, std::uint32_t(element)), uid);
      QVERIFY(other.text(0x20, std::uint32_t(element)) != uid);
    }
    QVERIFY(one.text(0x08, 0x18) != two.text(0x08, 0x18));
    QCOMPARE(one.text(0x08, 0x16), std::string("1.2.840.10008.5.1.4.1.1.2"));
    // The reference of the first slice names the second one, as before, in both kinds of items.
    for (const int n : {1, 2}) {
      const std::string all = made(n, "a");
      const std::size_t reference = all.find(tag(0x08, 0x1155));
      QVERIFY(reference != std::string::npos);
      QCOMPARE(all.substr(reference + 8, two.text(0x08, 0x18).size()), two.text(0x08, 0x18));
    }
  }
  void compressedPixelsStay() {
    CtBytes file = telling(Encoding::Explicit);
    file.erase(0x7fe0, 0x10);
    const std::string fragments = itemOf("", true) + itemOf("first part", true) +
                                  itemOf("second", true) + tag(0xfffe, 0xe0dd) + little(0, 4);
    const std::string bytes = prefixed("1.2.840.10008.1.2.4.80") +
                              file.dataSet(Encoding::Explicit) + tag(0x7fe0, 0x10) + "OB" +
                              little(0, 2) + little(0xffffffff, 4) + fragments;
    const AnonymousFile made = anonymousFile(bytes, "s");
    QVERIFY(made.bytes.ends_with(fragments));
    QCOMPARE(elementsOf(folder_ / "jls", made.bytes).transferSyntax,
             std::string("1.2.840.10008.1.2.4.80"));
  }
  void textInPixelsIsTold() {
    CtBytes file = telling(Encoding::Explicit);
    QVERIFY(!anonymousFile(file.file(), "s").burnedIn);
    file.put(0x28, 0x301, "CS", "YES");
    QVERIFY(anonymousFile(file.file(), "s").burnedIn);
    file.erase(0x28, 0x301);
    file.put(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.7");
    QVERIFY(anonymousFile(file.file(), "s").burnedIn);
  }
  void damagedFilesAreRefused() {
    for (const Encoding encoding : {Encoding::Explicit, Encoding::Implicit, Encoding::Deflated}) {
      const std::string whole = telling(encoding).file(encoding);
      int refused = 0;
      for (std::size_t cut = 0; cut < whole.size(); cut += 5) try {
          anonymousFile(whole.substr(0, cut), "s");
        } catch (const BadData&) {
          ++refused;
        }
      // A file may end between two elements.
      QVERIFY(refused > int(whole.size() / 5) / 2);
    }
  }
};

BREGMA_TEST(DicomAnonymousFileTest, QCoreApplication);
#include "dicom_anonymous_file_test.moc"
