#include "model/io/mesh_file.hpp"

#include <zip.h>

#include <QCoreApplication>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>
#include <clocale>
#include <cstring>
#include <sstream>

#include "model/io/stl.hpp"
#include "model/mesh_rounding.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

TriangleMesh part() { return roundedToFloat(shapes::ball({12.3, -80.7, 60.1}, 9.7, 20)); }

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
struct Model {
  QString unit;
  std::vector<QString> names, colors;
  std::vector<TriangleMesh> meshes;
  std::vector<std::array<double, 3>> moves;

  explicit Model(const std::string& text) {
    QXmlStreamReader xml(QByteArray::fromStdString(text));
    while (!xml.atEnd()) {
      if (xml.readNext() != QXmlStreamReader::StartElement) continue;
      const auto value = [&](const char* name) {
        return xml.attributes().value(QLatin1String(name)).toString();
      };
      const auto index = [&](const char* name) { return std::uint32_t(value(name).toUInt()); };
      if (xml.name() == QLatin1String("model")) unit = value("unit");
      if (xml.name() == QLatin1String("base")) colors.push_back(value("displaycolor"));
      if (xml.name() == QLatin1String("object")) {
        names.push_back(value("name"));
        meshes.emplace_back();
      }
      if (xml.name() == QLatin1String("vertex"))
        meshes.back().vertices.push_back(
            {value("x").toFloat(), value("y").toFloat(), value("z").toFloat()});
      if (xml.name() == QLatin1String("triangle"))
        meshes.back().triangles.push_back({index("v1"), index("v2"), index("v3")});
      if (xml.name() == QLatin1String("item")) {
        const auto t = value("transform").split(u' ');
        moves.push_back({t.value(9).toDouble(), t.value(10).toDouble(), t.value(11).toDouble()});
      }
    }
    if (xml.hasError()) meshes.clear();
  }
};

}  // namespace

class MeshFileTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void plyHoldsTheSameMesh() {
    const TriangleMesh mesh = part();
    writePly(folder_ / "part.ply", {"part", &mesh, {1, 2, 255}});
    const std::string bytes = bytesOf(folder_ / "part.ply");
    QVERIFY(bytes.starts_with("ply\nformat binary_little_endian 1.0\n"));
    QVERIFY(bytes.find("element vertex " + std::to_string(mesh.vertices.size()) + "\n") !=
            std::string::npos);
    const char* at = bytes.data() + bytes.find("end_header\n") + 11;
    QCOMPARE(bytes.data() + bytes.size() - at,
             std::ptrdiff_t(mesh.vertices.size() * 15 + mesh.triangles.size() * 13));
    for (const Vec3& v : mesh.vertices) {
      float p[3];
      std::memcpy(p, at, sizeof p);
      QVERIFY(Vec3({p[0], p[1], p[2]}) == v);
      QCOMPARE(std::uint8_t(at[14]), std::uint8_t(255));
      at += 15;
    }
    for (const auto& t : mesh.triangles) {
      QCOMPARE(*at, char(3));
      QCOMPARE(std::memcmp(at + 1, t.data(), sizeof t), 0);
      at += 13;
    }
  }

  void objHoldsTheSameMesh() {
    const TriangleMesh mesh = part();
    writeObj(folder_ / "part.obj", {"part", &mesh});
    std::istringstream text(bytesOf(folder_ / "part.obj"));
    TriangleMesh back;
    std::string word, name;
    while (text >> word) {
      if (word == "#") std::getline(text, word);
      if (word == "o") text >> name;
      float x, y, z;
      if (word == "v" && text >> x >> y >> z) back.vertices.push_back({x, y, z});
      std::uint32_t a, b, c;
      if (word == "f" && text >> a >> b >> c) back.triangles.push_back({a - 1, b - 1, c - 1});
    }
    QCOMPARE(name, std::string("part"));
    QVERIFY(back.vertices == mesh.vertices && back.triangles == mesh.triangles);
  }

  void threeMfHoldsNamedColoredParts() {
    const TriangleMesh mesh = part(), other = shapes::box({-3, 0, 5}, {4, 6, 9});
    write3mf(folder_ / "parts.3mf", {{"implant", &mesh, {255, 128, 0}}, {"a <b> & \"c\"", &other}});
    const Model model(memberOf(folder_ / "parts.3mf", "3D/3dmodel.model"));
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

  void partsOnTheBedStayWhereTheyAre() {
    const TriangleMesh mesh = part();
    write3mf(folder_ / "bed.3mf", {{"implant", &mesh}}, MeshFrame::Bed);
    const std::string text = memberOf(folder_ / "bed.3mf", "3D/3dmodel.model");
    QVERIFY(Model(text).moves[0] == (std::array<double, 3>{0, 0, 0}));
    QVERIFY(text.find("patient") == std::string::npos);
  }

  void aSlicerReadsThe3mf() {
    const TriangleMesh mesh = part(), other = shapes::box({-3, 0, 5}, {4, 6, 9});
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

  void samePartsSameBytes() {
    const TriangleMesh mesh = part();
    for (const char* name : {"a", "b"}) {
      if (*name == 'b' && !std::setlocale(LC_ALL, "de_DE.UTF-8")) qInfo("no decimal comma here");
      write3mf(folder_ / (std::string(name) + ".3mf"), {{"part", &mesh}});
      writeObj(folder_ / (std::string(name) + ".obj"), {"part", &mesh});
    }
    std::setlocale(LC_ALL, "C");
    QVERIFY(bytesOf(folder_ / "a.3mf") == bytesOf(folder_ / "b.3mf"));
    QVERIFY(bytesOf(folder_ / "a.obj") == bytesOf(folder_ / "b.obj"));
  }

  void whatCannotBeWrittenIsAnError() {
    const TriangleMesh mesh = part();
    const Path nowhere = folder_ / "no" / "such" / "part";
    QCOMPARE(errorOf([&] { write3mf(nowhere, {{"part", &mesh}}); }), std::string("WriteFailed"));
    QCOMPARE(errorOf([&] { writePly(nowhere, {"part", &mesh}); }), std::string("WriteFailed"));
    QCOMPARE(errorOf([&] { writeObj(nowhere, {"part", &mesh}); }), std::string("WriteFailed"));
  }
};

BREGMA_TEST(MeshFileTest, QCoreApplication);
#include "mesh_file_test.moc"
