#include "model/io/dicom_uid.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <set>

#include "tests/room.hpp"

using namespace bregma;

class DicomUidTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  /// DICOM PS3.5, 9.1: at most 64 characters, no component begins with 0.
  void isAnIdentifier() {
    for (const char* text : {"", "series", "1.2.840.113619.2.55.3", "Ä patient's name"}) {
      const std::string uid = dicomUidFrom(text);
      QVERIFY(uid.starts_with("2.25."));
      QVERIFY(uid.size() <= 64 && uid.size() > 20);
      QVERIFY(std::ranges::all_of(uid.substr(5), [](char c) { return c >= '0' && c <= '9'; }));
      QVERIFY(uid[5] != '0');
    }
  }
  void dependsOnTheTextAlone() {
    std::set<std::string> all;
    for (int i = 0; i < 2000; ++i) all.insert(dicomUidFrom("series " + std::to_string(i)));
    QCOMPARE(all.size(), 2000u);
    QCOMPARE(dicomUidFrom("series 7"), dicomUidFrom("series 7"));
  }
};

BREGMA_TEST(DicomUidTest, QCoreApplication);
#include "dicom_uid_test.moc"
