#include "planning/export_guard.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/phantom.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
namespace fs = std::filesystem;

class ExportGuardTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path root_ = temporary_.path().toStdString();
  Case left_;

  static ErrorCode codeOf(const std::function<void()>& work, std::vector<Arg>* args = nullptr,
                          std::optional<Vec3>* place = nullptr) {
    try {
      work();
    } catch (const Error& error) {
      if (args) *args = error.args;
      if (place) *place = error.place;
      return error.code;
    }
    return ErrorCode::PathMissing;  // nothing was refused
  }

 private Q_SLOTS:
  void initTestCase() {
    PhantomSettings s;
    s.spacing = {2, 2, 2};
    writeDicom(root_ / "left", phantomVolume(s));
    left_ = Case(root_ / "left", {});
    left_.run(Step::Defect);
  }

  void thePlannedSideIsKept() {
    Case c = left_;
    QVERIFY(c.defects()->regions.front().side == Side::Left);
    Plan plan;
    for (const PlannedSide side : {PlannedSide::Any, PlannedSide::Left}) {
      plan.exports.side = side;
      c.setPlan(plan);
      refuseUnlessJudged(c);
    }
    plan.exports.side = PlannedSide::Right;
    c.setPlan(plan);
    std::vector<Arg> args;
    std::optional<Vec3> place;
    QVERIFY(codeOf([&] { refuseUnlessJudged(c); }, &args, &place) == ErrorCode::WrongSide);
    QCOMPARE(std::get<std::string>(args.at(1)), std::string("left"));
    QCOMPARE(std::get<std::string>(args.at(2)), std::string("right"));
    QVERIFY(place && length(*place - c.defects()->regions.front().center) < 1e-9);
    // Nothing is written.
    c.setFolder(root_ / "case");
    QVERIFY(codeOf([&] { c.run(Step::Export); }) == ErrorCode::WrongSide);
    QVERIFY(!fs::exists(root_ / "case"));
  }

  void aPartOnTheOtherSideIsRefused() {
    const DefectRegion& region = left_.defects()->regions.front();
    const HeadFrame& head = *left_.head();
    const Vec3 half{20, 20, 5};
    const TriangleMesh part = shapes::box(region.center - half, region.center + half);
    refuseUnlessAtDefect("implant", boundingBox(part), 0, left_);
    TriangleMesh mirrored = part;
    for (Vec3& v : mirrored.vertices) {
      const Vec3 h = head.toHead(v);
      v = head.toPatient({-h.x, h.y, h.z});
    }
    for (auto& t : mirrored.triangles) std::swap(t[1], t[2]);
    std::vector<Arg> args;
    const auto refused = [&](const TriangleMesh& mesh) {
      return codeOf([&] { refuseUnlessAtDefect("implant", boundingBox(mesh), 0, left_); }, &args) ==
             ErrorCode::WrongSide;
    };
    QVERIFY(refused(mirrored));
    QCOMPARE(std::get<std::string>(args.at(1)), std::string("right"));
    // The same side, but at the foot of the table.
    QVERIFY(refused(shapes::moved(part, {0, 0, -200})));
  }

  void wordsForWhatIsWrong() {
    const TriangleMesh box = shapes::box({0, 0, 0}, {10, 10, 10});
    TriangleMesh open = box, turned = box, two = box;
    open.triangles.pop_back();
    for (auto& t : turned.triangles) std::swap(t[1], t[2]);
    two = shapes::welded(two, shapes::moved(box, {20, 0, 0}));
    const TriangleMesh crossed = shapes::welded(box, shapes::moved(box, {4, 3, 2}));
    QCOMPARE(whatIsWrong(checkMesh({})), std::string("empty"));
    QCOMPARE(whatIsWrong(checkMesh(open)), std::string("not closed"));
    QCOMPARE(whatIsWrong(checkMesh(turned)), std::string("inside out"));
    QCOMPARE(whatIsWrong(checkMesh(two)), std::string("2 parts"));
    QVERIFY(whatIsWrong(checkMesh(crossed)).ends_with("self-intersections"));
  }
};

BREGMA_TEST(ExportGuardTest, QCoreApplication);
#include "export_guard_test.moc"
