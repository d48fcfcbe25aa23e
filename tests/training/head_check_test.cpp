#include "training/head_check.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/training/phantom_heads.hpp"
#include "training/head_files.hpp"

using namespace bregma;

namespace {

using Mask = std::vector<std::uint8_t>;

struct Head {
  explicit Head(const PhantomSettings& settings = intactHead()) {
    const BinaryVolume volume = phantomMask(settings);
    geometry = volume.geometry();
    mask.assign(volume.voxels().begin(), volume.voxels().end());
  }
  HeadCheck check() const { return checkHead(scanOfMask(obliqueFrom(geometry), mask), {}); }
  Geometry geometry;
  Mask mask;
};

}  // namespace

class HeadCheckTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aCompleteHeadIsAccepted() {
    const HeadCheck check = Head().check();
    QVERIFY2(check.verdict == Verdict::Accept, check.reason.c_str());
    QVERIFY(check.reason.empty());
    QVERIFY(std::abs(check.widthMm - 140) < 3);
    QVERIFY(std::abs(check.lengthMm - 180) < 3);
    QVERIFY(check.thicknessMm > 5 && check.thicknessMm < 8);
    QCOMPARE(check.thumbnail.pixels.size(), std::size_t(384 * 128));
    QVERIFY(std::ranges::max(check.thumbnail.pixels) > 100);
  }
  void aHoleIsNotComplete() {
    PhantomSettings s = intactHead();
    s.hole = true;
    const HeadCheck check = Head(s).check();
    QVERIFY(check.verdict == Verdict::Reject);
    QVERIFY2(check.reason.find("opening") != std::string::npos, check.reason.c_str());
  }
  void aScanThatEndsBelowTheVertexIsRejected() {
    Head head;
    const auto& n = head.geometry.size;
    const int kept = n[2] * 3 / 4;
    head.mask.resize(std::size_t(n[0]) * n[1] * kept);
    head.geometry.size[2] = kept;
    const HeadCheck check = head.check();
    QVERIFY(check.verdict == Verdict::Reject);
    QVERIFY2(check.reason.find("whole vault") != std::string::npos, check.reason.c_str());
  }
  void aDollIsTooSmall() {
    PhantomSettings s = intactHead();
    s.semiAxes = {44, 55, 50};
    s.spacing = {1, 1, 1};
    QVERIFY(Head(s).check().verdict == Verdict::Reject);
  }
  void aLargeLoosePartIsForAPerson() {
    Head head;
    const auto& n = head.geometry.size;
    for (int k = 2; k < 60; ++k)
      for (int j = 2; j < 10; ++j)
        for (int i = 2; i < n[0] - 2; ++i) head.mask[head.geometry.index(i, j, k)] = 1;
    const HeadCheck check = head.check();
    QVERIFY2(check.verdict == Verdict::Review, check.reason.c_str());
    QVERIFY2(check.reason.find("not connected") != std::string::npos, check.reason.c_str());
  }
  void metalIsRejected() {
    Scan scan;
    scan.ct = phantomVolume(intactHead());
    std::vector<std::int16_t> hu(scan.ct.voxels().begin(), scan.ct.voxels().end());
    int screws = 0;
    for (auto& v : hu)
      if (v > 900 && screws < 300) {
        v = 3000;
        ++screws;
      }
    scan.ct = CtVolume(scan.ct.geometry(), std::move(hu));
    const HeadCheck check = checkHead(scan, {});
    QVERIFY(check.verdict == Verdict::Reject);
    QVERIFY2(check.reason.find("metal") != std::string::npos, check.reason.c_str());
  }
  void emptyAndShapelessInputsAreRejected() {
    Head head;
    for (std::size_t i = 0; i < head.mask.size(); ++i) head.mask[i] = 0;
    QVERIFY(head.check().verdict == Verdict::Reject);
    for (std::size_t i = 0; i < head.mask.size(); ++i) head.mask[i] = i % 3 == 0;
    QVERIFY(head.check().verdict == Verdict::Reject);
  }
};

BREGMA_TEST(HeadCheckTest, QCoreApplication);
#include "head_check_test.moc"
