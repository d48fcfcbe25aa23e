#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <functional>

#include "model/io/dicom_series.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

/// A whole head in 150 thin slices of a bone kernel; a test changes one thing.
DicomSeries thinBoneHead() {
  DicomSeries series;
  for (int k = 0; k < 150; ++k) {
    DicomSlice slice;
    slice.modality = "CT";
    slice.kernel = "H60s";
    slice.imageType = "ORIGINAL\\PRIMARY\\AXIAL";
    slice.columns = slice.rows = 512;
    slice.columnSpacing = slice.rowSpacing = 0.5;
    slice.placed = true;
    slice.alongRow = {1, 0, 0};
    slice.alongColumn = {0, 1, 0};
    slice.position = {-128, -128, double(k)};
    series.slices.push_back(slice);
  }
  return series;
}

DicomSeries changed(const std::function<void(DicomSlice&)>& change) {
  DicomSeries series = thinBoneHead();
  std::ranges::for_each(series.slices, change);
  return series;
}

bool tells(const HeadCtLikeness& likeness, HeadCtTrait trait) {
  return std::ranges::count(likeness.traits, trait) == 1;
}

}  // namespace

class HeadLikenessTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aThinBoneHeadHasAllThatIsWanted() {
    const HeadCtLikeness likeness = likenessOf(thinBoneHead());
    QVERIFY(likeness.likely);
    QVERIFY(likeness.traits ==
            (std::vector{HeadCtTrait::WholeHead, HeadCtTrait::Thin, HeadCtTrait::BoneKernel}));
  }

  void whatRulesASeriesOut_data() {
    QTest::addColumn<int>("trait");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, HeadCtTrait trait, int kind) {
      QTest::newRow(name) << int(trait) << kind;
    };
    row("another modality", HeadCtTrait::NotCt, 0);
    row("no place", HeadCtTrait::NoPlace, 1);
    row("a localizer", HeadCtTrait::FewSlices, 2);
    row("four slices", HeadCtTrait::FewSlices, 3);
    row("coronal", HeadCtTrait::NotAxial, 4);
    row("a trunk", HeadCtTrait::WideField, 5);
    row("a low part", HeadCtTrait::PartOfHead, 6);
  }
  void whatRulesASeriesOut() {
    QFETCH(int, trait);
    QFETCH(int, kind);
    DicomSeries series = changed([&](DicomSlice& slice) {
      if (kind == 0) slice.modality = "MR";
      if (kind == 1) slice.placed = false;
      if (kind == 2) slice.imageType = "ORIGINAL\\PRIMARY\\LOCALIZER";
      if (kind == 4) {
        slice.alongColumn = {0, 0, -1};
        slice.position = {0, slice.position.z, 0};
      }
      if (kind == 5) slice.columnSpacing = 0.8;
    });
    if (kind == 3) series.slices.resize(4);
    if (kind == 6) series.slices.resize(80);
    const HeadCtLikeness likeness = likenessOf(series), wanted = likenessOf(thinBoneHead());
    QVERIFY(!likeness.likely);
    QVERIFY(tells(likeness, HeadCtTrait(trait)));
    QVERIFY(likeness.points < wanted.points);
  }

  void thinComesBeforeBoneKernel() {
    DicomSeries thick = thinBoneHead();
    for (std::size_t k = 0; k < thick.slices.size(); ++k)
      thick.slices[k].position.z = 3.0 * double(k);
    const DicomSeries soft = changed([](DicomSlice& slice) { slice.kernel = "H31s"; });
    const HeadCtLikeness best = likenessOf(thinBoneHead()), second = likenessOf(soft),
                         third = likenessOf(thick);
    QVERIFY(second.likely && tells(second, HeadCtTrait::SoftKernel));
    QVERIFY(third.likely && tells(third, HeadCtTrait::Thick));
    QVERIFY(best.points > second.points && second.points > third.points);
  }

  void kernelsByTheNamesOfTheirMakers_data() {
    QTest::addColumn<bool>("bone");
    for (const char* name : {"BONE", "BONEPLUS", "EDGE", "H60s", "Hr60", "J70h\\3", "FC30", "FC81",
                             "YD", "D", "Ultra Sharp"})
      QTest::newRow(name) << true;
    for (const char* name : {"STANDARD", "SOFT", "H31s", "Hr40", "FC21", "FC68", "B", "UB", "YA"})
      QTest::newRow(name) << false;
  }
  void kernelsByTheNamesOfTheirMakers() {
    QFETCH(bool, bone);
    const HeadCtLikeness likeness =
        likenessOf(changed([](DicomSlice& slice) { slice.kernel = QTest::currentDataTag(); }));
    QCOMPARE(tells(likeness, HeadCtTrait::BoneKernel), bone);
    QCOMPARE(tells(likeness, HeadCtTrait::SoftKernel), !bone);
  }

  void wordsOfTheDescriptionCountALittle() {
    const HeadCtLikeness named =
        likenessOf(changed([](DicomSlice& slice) { slice.description = "KOPF nativ"; }));
    const HeadCtLikeness soft = likenessOf(changed([](DicomSlice& slice) {
      slice.description = "Brain";
      slice.kernel = "H31s";
    }));
    QVERIFY(tells(named, HeadCtTrait::NamesHead));
    QVERIFY(named.points > likenessOf(thinBoneHead()).points);
    QVERIFY(soft.points < likenessOf(thinBoneHead()).points);
  }
};

BREGMA_TEST(HeadLikenessTest, QCoreApplication);
#include "head_likeness_test.moc"
