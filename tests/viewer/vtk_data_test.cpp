#include "viewer/vtk_data.hpp"

#include <vtkImageData.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"
#include "tests/viewer/block.hpp"

using namespace bregma;

class VtkDataTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void sharesTheVoxels() {
    const CtVolume ct = blockVolume({10, -20, 30}, 8);
    const auto image = imageOf(ct);
    QCOMPARE(image->GetScalarPointer(), static_cast<const void*>(ct.voxels().data()));
    QCOMPARE(image->GetScalarComponentAsDouble(34, 19, 44, 0), double(ct.at(34, 19, 44)));
    double place[3];
    image->GetPoint(vtkIdType(ct.geometry().index(34, 19, 44)), place);
    const Vec3 expected = ct.geometry().toPatient(34, 19, 44);
    QVERIFY(length(Vec3{place[0], place[1], place[2]} - expected) < 1e-9);
  }
  void keepsTheVoxelsWhenTheImageGoes() {
    const CtVolume ct = blockVolume({}, 8);
    (void)imageOf(ct);
    QCOMPARE(ct.at(30, 30, 30), std::int16_t(1000));
  }
  void keepsTheTrianglesTheWayTheyFace() {
    const TriangleMesh ball = shapes::ball({1, 2, 3}, 10, 8);
    const auto shown = makeDisplayMesh(ball);
    const auto data = polyDataOf(shown->fine);
    QCOMPARE(data->GetNumberOfPolys(), vtkIdType(ball.triangles.size()));
    QCOMPARE(data->GetNumberOfPoints(), vtkIdType(ball.vertices.size()));
    QVERIFY(data->GetPointData()->GetNormals() != nullptr);
    vtkIdType count = 0;
    const vtkIdType* corners = nullptr;
    data->GetCellPoints(7, count, corners);
    QCOMPARE(count, vtkIdType(3));
    for (int c = 0; c < 3; ++c) QCOMPARE(corners[c], vtkIdType(ball.triangles[7][c]));
  }
  void takesNothing() {
    QCOMPARE(polyDataOf(ShadedTriangles{})->GetNumberOfPolys(), vtkIdType(0));
    QCOMPARE(polyDataOf(std::vector<MeshSlices::Segment>{})->GetNumberOfLines(), vtkIdType(0));
  }
};

BREGMA_TEST(VtkDataTest, QCoreApplication);
#include "vtk_data_test.moc"
