#include "model/io/dicom_identity.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/model/io/ct_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class DicomIdentityTest : public QObject {
  Q_OBJECT
  Folder folder_;

  SeriesIdentity identityIn(const CtBytes& file, Encoding encoding = Encoding::Explicit) const {
    writeCt(folder_.path(), "a", file, encoding);
    return identityOf(folder_ / "a");
  }
  static CtBytes named(const std::string& name, const char* characterSet = nullptr) {
    CtBytes file;
    if (characterSet) file.put(0x08, 0x05, "CS", characterSet);
    file.put(0x10, 0x10, "PN", name);
    return file;
  }

 private Q_SLOTS:
  void whoAndWhen() {
    CtBytes file = named("Doe^Jane");
    file.put(0x10, 0x20, "LO", "4711");
    file.put(0x10, 0x30, "DA", "19700102");
    file.put(0x10, 0x40, "CS", "F");
    file.put(0x20, 0x0d, "UI", "1.2.9");
    file.put(0x08, 0x20, "DA", "20240506");
    file.put(0x08, 0x1030, "LO", "Head");
    for (const Encoding encoding :
         {Encoding::Explicit, Encoding::Implicit, Encoding::BigEndian, Encoding::Deflated}) {
      const SeriesIdentity identity = identityIn(file, encoding);
      QCOMPARE(identity.patientName, std::string("Doe^Jane"));
      QCOMPARE(identity.patientId, std::string("4711"));
      QCOMPARE(identity.birthDate, std::string("19700102"));
      QCOMPARE(identity.sex, std::string("F"));
      QCOMPARE(identity.studyUid, std::string("1.2.9"));
      QCOMPARE(identity.studyDate, std::string("20240506"));
      QCOMPARE(identity.studyDescription, std::string("Head"));
    }
  }

  void theDateIsTheNearestToTheScan() {
    CtBytes file;
    file.put(0x08, 0x20, "DA", "20240101");
    QCOMPARE(identityIn(file).seriesDate, std::string("20240101"));
    file.put(0x08, 0x21, "DA", "20240202");
    QCOMPARE(identityIn(file).seriesDate, std::string("20240202"));
    file.put(0x08, 0x22, "DA", "20240303");
    QCOMPARE(identityIn(file).seriesDate, std::string("20240303"));
    QCOMPARE(identityIn(file).studyDate, std::string("20240101"));
  }

  void namesAreUtf8() {
    const std::string umlauts = "M\xc3\xbcller^J\xc3\xb6rg";
    QCOMPARE(identityIn(named("M\xfcller^J\xf6rg")).patientName, umlauts);
    QCOMPARE(identityIn(named("M\xfcller^J\xf6rg", "ISO_IR 100")).patientName, umlauts);
    QCOMPARE(identityIn(named(umlauts, "ISO_IR 192")).patientName, umlauts);
    // Of letters that are not known, none is made up.
    QCOMPARE(identityIn(named("\xbf\xe0^X", "ISO_IR 144")).patientName, std::string("??^X"));
  }

  void noDicomNoIdentity() {
    write(folder_ / "letter", "Dear Jane Doe, " + std::string(500, '.'));
    QVERIFY(identityOf(folder_ / "letter").patientName.empty());
    QVERIFY(identityOf(folder_ / "missing").studyUid.empty());
    const std::string whole = named("Doe^Jane").file();
    write(folder_ / "cut", whole.substr(0, whole.size() - 3));
    QVERIFY(identityOf(folder_ / "cut").patientName.empty());
  }
};

BREGMA_TEST(DicomIdentityTest, QCoreApplication);
#include "dicom_identity_test.moc"
