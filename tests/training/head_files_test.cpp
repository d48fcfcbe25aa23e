#include "training/head_files.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "model/io/image_file.hpp"
#include "tests/room.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

ObliqueGeometry grid(Vec3 origin = {}) {
  ObliqueGeometry g{{6, 5, 4}, {}, origin};
  g.steps.columns = {Vec3{-2, 0, 0}, Vec3{0, 2, 0}, Vec3{0, 0, 3}};  // patient right first
  return g;
}

using Mask = std::vector<std::uint8_t>;

Mask block(int last) {
  Mask mask(grid().count(), 0);
  for (int i = 0; i < last; ++i) mask[std::size_t(i)] = 1;
  return mask;
}

std::optional<ErrorCode> codeOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code;
  }
  return std::nullopt;
}

}  // namespace

class HeadFilesTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path made(const char* path, const Mask& mask, const ObliqueGeometry& g = grid()) {
    const fs::path file = folder_.filePath(path).toStdString();
    fs::create_directories(file.parent_path());
    writeMaskNrrd(file, g, mask);
    return file;
  }
  fs::path at(const char* path) { return folder_.filePath(path).toStdString(); }

 private Q_SLOTS:
  void pairsFilesByTheirNames() {
    made("a/complete_skull/002.nrrd", block(60));
    made("a/complete_skull/001.nrrd", block(60));
    made("a/implant/001.nrrd", block(9));
    made("a/defective_skull/002.nrrd", block(50));
    const auto heads = headsIn(at("a"));
    QCOMPARE(heads.size(), std::size_t(2));
    QCOMPARE(heads[0].name, std::string("001"));
    QVERIFY(!heads[0].implant.empty() && heads[0].defective.empty());
    QVERIFY(heads[1].implant.empty() && !heads[1].defective.empty());
  }
  void takesAPlainFolderOfInputs() {
    made("b/left.nrrd", block(60));
    fs::create_directories(at("b/scan-of-slices"));
    QFile(folder_.filePath("b/notes.txt")).open(QIODevice::WriteOnly);
    const auto heads = headsIn(at("b"));
    QCOMPARE(heads.size(), std::size_t(2));
    QCOMPARE(heads[0].name, std::string("left"));
    QCOMPARE(heads[1].name, std::string("scan-of-slices"));
  }
  void saysWhenThereIsNothing() {
    fs::create_directories(at("c/complete_skull"));
    QCOMPARE(codeOf([&] { headsIn(at("c")); }), ErrorCode::DatasetEmpty);
    QCOMPARE(codeOf([&] { headsIn(at("missing")); }), ErrorCode::PathMissing);
  }
  void choosesByNumberRangeAndName() {
    std::vector<HeadFiles> heads;
    for (const char* name : {"007", "060", "061", "case-079", "080", "x"})
      heads.push_back({name, {}, {}, {}});
    const auto names = [&](std::string_view choice) {
      std::string all;
      for (const HeadFiles& h : chosenHeads(heads, choice)) all += h.name + " ";
      return all;
    };
    QCOMPARE(names("060-079"), std::string("060 061 case-079 "));
    QCOMPARE(names("x,7"), std::string("007 x "));
    QCOMPARE(names("080"), std::string("080 "));
    QCOMPARE(chosenHeads(heads, "").size(), heads.size());
    QCOMPARE(codeOf([&] { names("060,500"); }), ErrorCode::DatasetHeadMissing);
    QCOMPARE(codeOf([&] { names("y"); }), ErrorCode::DatasetHeadMissing);
    QCOMPARE(codeOf([&] { names("060,"); }), ErrorCode::DatasetHeadMissing);
  }
  void theOfficialDefectIsCompleteMinusImplant() {
    made("d/complete_skull/1.nrrd", block(60));
    Mask implant = block(10);
    implant[100] = 1;  // outside of the skull: not missing from it
    made("d/implant/1.nrrd", implant);
    const HeadMasks head = readHead(headsIn(at("d"))[0], {});
    QCOMPARE(head.complete, block(60));
    QCOMPARE(head.implant, block(10));
    QVERIFY(head.geometry == grid());
  }
  void anImplantMayBeToldByTheDefectiveSkull() {
    made("e/complete_skull/1.nrrd", block(60));
    Mask defective = block(60);
    defective[3] = 0;
    made("e/defective_skull/1.nrrd", defective);
    Mask expected(grid().count(), 0);
    expected[3] = 1;
    QCOMPARE(readHead(headsIn(at("e"))[0], {}).implant, expected);
  }
  void masksMustShareTheirGrid() {
    made("f/complete_skull/1.nrrd", block(60));
    made("f/implant/1.nrrd", block(5), grid({1, 0, 0}));
    QCOMPARE(codeOf([&] { readHead(headsIn(at("f"))[0], {}); }), ErrorCode::GridsDiffer);
  }
};

BREGMA_TEST(HeadFilesTest, QCoreApplication);
#include "head_files_test.moc"
