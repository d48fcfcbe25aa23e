#include "training/paper_samples.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <thread>

#include "planning/bone.hpp"
#include "planning/head.hpp"
#include "tests/room.hpp"
#include "tests/training/phantom_heads.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

HeadFrame upright(const Vec3& center) {
  HeadFrame frame;
  frame.center = center;
  return frame;
}

BoneShares phantomHead() {
  const PhantomSettings s = intactHead();
  return boneShares(phantomMask(s), upright(s.center));
}

std::size_t count(const std::vector<std::uint8_t>& mask) {
  return std::size_t(std::count(mask.begin(), mask.end(), std::uint8_t(1)));
}

}  // namespace

class PaperSamplesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pairsAreDefectiveAndComplete() {
    const PaperSamples samples({phantomHead()}, {.seed = 3});
    double least = 1, most = 0;
    for (std::uint64_t i = 0; i < 100; ++i) {
      const PaperPair pair = samples.at(i);
      QCOMPARE(pair.complete.size(), std::size_t(112 * 112 * 40));
      bool within = true;
      for (std::size_t v = 0; v < pair.complete.size(); ++v)
        within = within && pair.complete[v] <= 1 && pair.defective[v] <= pair.complete[v];
      QVERIFY(within);
      const double share = 1 - double(count(pair.defective)) / double(count(pair.complete));
      QVERIFY2(share >= 0.005 && share <= 0.35, QByteArray::number(share));
      least = std::min(least, share);
      most = std::max(most, share);
    }
    QVERIFY2(least < 0.05 && most > 0.25, "sizes vary");
  }
  void dependOnSeedAndIndexOnly() {
    const PaperSamples a({phantomHead(), phantomHead()}, {.seed = 5});
    const PaperSamples b({phantomHead(), phantomHead()}, {.seed = 5});
    const PaperSamples c({phantomHead(), phantomHead()}, {.seed = 6});
    PaperPair fromThread;
    std::jthread([&] { fromThread = b.at(1234567); }).join();
    a.at(3);
    QCOMPARE(a.at(1234567).defective, fromThread.defective);
    QVERIFY(c.at(1234567).defective != fromThread.defective);
    QVERIFY(a.at(1234568).defective != fromThread.defective);
  }
  void aRoundHoldsEveryPositionOnce() {
    const PaperSamples samples({phantomHead()}, {.seed = 1});
    QCOMPARE(samples.round(), std::uint64_t(98));
    std::map<std::vector<std::uint8_t>, int> seen;
    for (std::uint64_t i = 98; i < 2 * 98; ++i) ++seen[samples.at(i).complete];
    // The phantom's symmetry makes no two positions alike: it is seen in all 98.
    QCOMPARE(seen.size(), std::size_t(98));
    QVERIFY(samples.at(0).complete != samples.at(98).complete);  // another order
  }
  void withoutAugmentationTheHeadStaysAsItIs() {
    const PaperSamples samples({phantomHead()}, {.augment = false});
    QCOMPARE(samples.round(), std::uint64_t(1));
    QCOMPARE(samples.at(0).complete, onPaperGrid(phantomHead()));
    QCOMPARE(samples.at(9).complete, onPaperGrid(phantomHead()));
  }
  void sixtyASecond() {
    const PaperSamples samples({phantomHead()}, {});
    QElapsedTimer timer;
    timer.start();
    for (std::uint64_t i = 0; i < 60; ++i) samples.at(i);
    qInfo("%.0f samples/s", 60e3 / double(timer.elapsed()));
    QVERIFY(timer.elapsed() < 6000);  // 1 s on a quiet core
  }
  void headsAreCachedAndDamagedCachesMadeAgain() {
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    writePhantomMask(root / "data/one.nrrd", intactHead());
    const auto heads = headsIn(root / "data");
    const auto made = paperHeads(heads, {}, root / "cache");
    const auto cached = paperHeads(heads, {}, root / "cache");
    QVERIFY(std::ranges::equal(made[0].voxels(), cached[0].voxels()));
    QVERIFY(made[0].geometry() == cached[0].geometry());
    for (const auto& entry : fs::directory_iterator(root / "cache"))
      fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
    const auto again = paperHeads(heads, {}, root / "cache");
    QVERIFY(std::ranges::equal(made[0].voxels(), again[0].voxels()));
  }
  void theFrameIsThatOfTheDefectiveSkull() {
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    PhantomSettings holed = intactHead();
    holed.hole = true;
    writePhantomMask(root / "data/complete_skull/one.nrrd", intactHead());
    writePhantomMask(root / "data/defective_skull/one.nrrd", holed);
    const auto heads = paperHeads(headsIn(root / "data"), {}, {});
    const BinaryVolume skull = phantomMask(holed);
    const Scan scan =
        scanOfMask(obliqueFrom(skull.geometry()), {skull.voxels().begin(), skull.voxels().end()});
    const HeadFrame frame = findHead(scan, segmentBone(scan, {}), {});
    const auto expected = onPaperGrid(boneShares(phantomMask(intactHead()), frame));
    const auto voxels = onPaperGrid(heads[0]);
    std::size_t different = 0;
    for (std::size_t i = 0; i < voxels.size(); ++i) different += voxels[i] != expected[i];
    // The hole is closed: only where it met the bone the voxels may differ.
    QVERIFY2(double(different) < 0.02 * double(count(expected)),
             QByteArray::number(int(different)));
  }
  void thereMustBeAHead() { QVERIFY_EXCEPTION_THROWN(PaperSamples({}, {}), Error); }
};

BREGMA_TEST(PaperSamplesTest, QCoreApplication);
#include "paper_samples_test.moc"
