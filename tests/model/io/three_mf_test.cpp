#include <zip.h>

#include <QCoreApplication>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include "model/io/mesh_file.hpp"
#include "model/mesh_rounding.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

TriangleMesh implant() { return roundedToFloat(shapes::ball({12.3, -80.7, 60.1}, 9.7, 20)); }

std::string memberOf(const Path& archive, const char* name) {
  int failure = 0;
  zip_t* zip = zip_open(archive.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &failure);
  if (!zip) return {};
  zip_stat_t stat;
  std::string text;
  if (zip_stat(zip, name, 0, &stat) == 0) {
    text.resize(stat.size);
    zip_file_t* file = zip_fopen(zip, name, 0);
    if (zip_fread(file, text.data(), text.size()) != zip_int64_t(text.size())) text.clear();
    zip_fclose(file);
  }
  zip_close(zip);
  return text;
}

/// What a 3MF says, read by another XML parser.
struct ReadModel {
  QString unit, materials;
  QStringList objects, items;
  std::vector<std::pair<QString, QString>> painted;  ///< group of materials, index in it
  std::vector<QString> names, colors;
  std::vector<TriangleMesh> meshes;
  std::vector<std::array<double, 3>> moves;
  bool turned = false;

  explicit ReadModel(const std::string& text) {
    QXmlStreamReader xml(QByteArray::fromStdString(text));
    while (!xml.atEnd()) {
      if (xml.readNext() != QXmlStreamReader::StartElement) continue;
      const auto value = [&](const char* name) {
        return xml.attributes().value(QLatin1String(name)).toString();
      };
      const auto index = [&](const char* name) { return std::uint32_t(value(name).toUInt()); };
      if (xml.name() == QLatin1String("model")) unit = value("unit");
      if (xml.name() == QLatin1String("base")) colors.push_back(value("displaycolor"));
      if (xml.name() == QLatin1String("basematerials")) materials = value("id");
      if (xml.name() == QLatin1String("object")) {
        objects.push_back(value("id"));
        painted.emplace_back(value("pid"), value("pindex"));
        names.push_back(value("name"));
        meshes.emplace_back();
      }
      if (xml.name() == QLatin1String("vertex"))
        meshes.back().vertices.push_back(
            {value("x").toFloat(), value("y").toFloat(), value("z").toFloat()});
      if (xml.name() == QLatin1String("triangle"))
        meshes.back().triangles.push_back({index("v1"), index("v2"), index("v3")});
      if (xml.name() == QLatin1String("item")) {
        items.push_back(value("objectid"));
        turned = turned || !value("transform").startsWith(QLatin1String("1 0 0 0 1 0 0 0 1 "));
        const auto t = value("transform").split(u' ');
        moves.push_back({t.value(9).toDouble(), t.value(10).toDouble(), t.value(11).toDouble()});
      }
    }
    if (xml.hasError()) meshes.clear();
  }
};

}  // namespace

class ThreeMfTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void threeMfHoldsNamedColoredParts() {
    const TriangleMesh mesh = implant(), other = shapes::box({-3, 0, 5}, {4, 6, 9});
    write3mf(folder_ / "parts.3mf", {{"implant", &mesh, {255, 128, 0}}, {"a <b> & \"c\"", &other}});
    const ReadModel model(memberOf(folder_ / "parts.3mf", "3D/3dmodel.model"));
    QCOMPARE(model.unit, QStringLiteral("millimeter"));
    QCOMPARE(model.meshes.size(), std::size_t(2));
    QCOMPARE(model.names[0], QStringLiteral("implant"));
    QCOMPARE(model.names[1], QStringLiteral("a <b> & \"c\""));
    QCOMPARE(model.colors[0], QStringLiteral("#FF8000"));
    QVERIFY(model.meshes[0].vertices == mesh.vertices);
    QVERIFY(model.meshes[0].triangles == mesh.triangles);
    // On the bed, beside each other.
    const Box a = boundingBox(mesh), b = boundingBox(other);
    QVERIFY(std::abs(a.low.z + model.moves[0][2]) < 1e-4);
    QVERIFY(std::abs(b.low.z + model.moves[1][2]) < 1e-4);
    QVERIFY(b.low.x + model.moves[1][0] > a.high.x + model.moves[0][0] + 5);
    QVERIFY(memberOf(folder_ / "parts.3mf", "[Content_Types].xml").find("model+xml") !=
            std::string::npos);
    QVERIFY(memberOf(folder_ / "parts.3mf", "_rels/.rels").find("/3D/3dmodel.model") !=
            std::string::npos);
  }

  // Every reference leads somewhere: items to objects, objects to colors, triangles to vertices.
  void referencesLeadToWhatIsMeant() {
    const TriangleMesh mesh = implant(), other = shapes::box({-3, 0, 5}, {4, 6, 9});
    write3mf(folder_ / "three.3mf",
             {{"a", &mesh, {1, 2, 3}}, {"b", &other, {4, 5, 6}}, {"c", &mesh}});
    const ReadModel model(memberOf(folder_ / "three.3mf", "3D/3dmodel.model"));
    QCOMPARE(model.objects.size(), 3);
    QCOMPARE(model.items, model.objects);
    QVERIFY(!model.turned);
    QCOMPARE(QSet<QString>(model.objects.begin(), model.objects.end()).size(), 3);
    QVERIFY(!model.objects.contains(model.materials));
    for (int i = 0; i < 3; ++i) {
      QCOMPARE(model.painted[i].first, model.materials);
      QCOMPARE(model.painted[i].second, QString::number(i));
    }
    QCOMPARE(model.colors,
             (std::vector<QString>{QStringLiteral("#010203"), QStringLiteral("#040506"),
                                   QStringLiteral("#C8C8C8")}));
    QVERIFY(model.meshes[1].vertices == other.vertices);
    QVERIFY(model.meshes[1].triangles == other.triangles);
  }

  // Half of a float's last place, 0.5 m from the origin, is 0.015 µm.
  void placesNobodyRoundedStayWithinNanometers() {
    const TriangleMesh mesh = shapes::ball({212.3, -480.7, 1.1}, 9.7, 20);
    write3mf(folder_ / "far.3mf", {{"far", &mesh}});
    const ReadModel model(memberOf(folder_ / "far.3mf", "3D/3dmodel.model"));
    QCOMPARE(model.meshes.at(0).vertices.size(), mesh.vertices.size());
    for (std::size_t i = 0; i < mesh.vertices.size(); ++i)
      QVERIFY(length(model.meshes[0].vertices[i] - mesh.vertices[i]) < 3e-5);
  }

  void partsOnTheBedStayWhereTheyAre() {
    const TriangleMesh mesh = implant();
    write3mf(folder_ / "bed.3mf", {{"implant", &mesh}}, MeshFrame::Bed);
    const std::string text = memberOf(folder_ / "bed.3mf", "3D/3dmodel.model");
    QVERIFY(ReadModel(text).moves[0] == (std::array<double, 3>{0, 0, 0}));
    QVERIFY(text.find("patient") == std::string::npos);
  }

  void aSlicerReadsThe3mf() {
    const TriangleMesh mesh = implant(), other = shapes::box({-3, 0, 5}, {4, 6, 9});
    write3mf(folder_ / "parts.3mf", {{"implant", &mesh}, {"mold outer", &other}});
    QProcess slicer;
    slicer.start(
        QStringLiteral("prusa-slicer"),
        {QStringLiteral("--info"), QString::fromStdU16String((folder_ / "parts.3mf").u16string())});
    QVERIFY(slicer.waitForFinished(60'000));
    const QString text = QString::fromUtf8(slicer.readAllStandardOutput());
    QCOMPARE(slicer.exitCode(), 0);
    QVERIFY2(text.contains(QStringLiteral("number_of_facets = %1").arg(mesh.triangles.size())),
             qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("number_of_facets = 12")), qPrintable(text));
    QVERIFY2(!text.contains(QStringLiteral("manifold = no")), qPrintable(text));
    const QRegularExpression volume(QStringLiteral("volume = ([0-9.]+)"));
    QVERIFY(std::abs(volume.match(text).captured(1).toDouble() / volumeMm3(mesh) - 1) < 1e-3);
  }
};

BREGMA_TEST(ThreeMfTest, QCoreApplication);
#include "three_mf_test.moc"
