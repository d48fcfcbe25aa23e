#include "model/io/vtp.hpp"

#include <zlib.h>

#include <QByteArray>
#include <QCoreApplication>
#include <QTest>
#include <cstring>

#include "model/io/tar.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

const float coordinates[6] = {1, 2, 3, -4, 5.5, 6};
const std::vector<Vec3> points{{1, 2, 3}, {-4, 5.5, 6}};

std::string rawOf(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

std::string words(std::initializer_list<std::uint32_t> values) {
  std::string bytes;
  for (const std::uint32_t v : values) bytes += rawOf(&v, 4);
  return bytes;
}

std::string base64(const std::string& bytes) {
  return QByteArray(bytes.data(), qsizetype(bytes.size())).toBase64().toStdString();
}

std::string file(const std::string& attributes, const std::string& format, const std::string& body,
                 const std::string& appended = "") {
  return "<?xml version=\"1.0\"?><VTKFile type=\"PolyData\" byte_order=\"LittleEndian\"" +
         attributes + "><PolyData><Piece><Points><DataArray type=\"Float32\" format=\"" + format +
         "\" offset=\"0\">" + body + "</DataArray></Points></Piece></PolyData>" + appended +
         "</VTKFile>";
}

}  // namespace

class VtpTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyEncodingGivesThePoints() {
    const std::string raw = rawOf(coordinates, sizeof coordinates);
    QVERIFY(vtpPoints(file("", "ascii", " 1 2 3\n -4 5.5 6 ")) == points);
    QVERIFY(vtpPoints(file("", "binary", "\n  " + base64(words({24}) + raw))) == points);
    QVERIFY(vtpPoints(file("", "appended", "",
                           "<AppendedData encoding=\"raw\">\n_" + words({24}) + raw +
                               "</AppendedData>")) == points);
    std::string packed(100, '\0');
    uLongf size = packed.size();
    compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(raw.data()), raw.size());
    packed.resize(size);
    const std::string zlib = " compressor=\"vtkZLibDataCompressor\"";
    const std::string head = base64(words({1, 32768, 24, std::uint32_t(size)}));
    QVERIFY(vtpPoints(file(zlib, "binary", head + base64(packed))) == points);
  }
  void damageIsFound() {
    QVERIFY_EXCEPTION_THROWN(vtpPoints("no surface"), BadData);
    QVERIFY_EXCEPTION_THROWN(vtpPoints(file("", "binary", base64(words({4000'000'000u})))),
                             BadData);
    QVERIFY_EXCEPTION_THROWN(vtpPoints(file("", "binary", "@@@@")), BadData);
    const std::string zlib = " compressor=\"vtkZLibDataCompressor\"";
    QVERIFY_EXCEPTION_THROWN(
        vtpPoints(file(zlib, "binary", base64(words({0xffffffff, 0xffffffff, 1})))), BadData);
    QVERIFY_EXCEPTION_THROWN(
        vtpPoints(file(zlib, "binary", base64(words({1, 24, 0, 8})) + base64("not zlib"))),
        BadData);
  }
};

BREGMA_TEST(VtpTest, QCoreApplication);
#include "vtp_test.moc"
