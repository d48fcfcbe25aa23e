#include "training/png.hpp"

#include <QCoreApplication>
#include <QImage>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class PngTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isReadBackByOthers() {
    GrayPicture picture{37, 11, {}};
    for (int i = 0; i < 37 * 11; ++i) picture.pixels.push_back(std::uint8_t(i * 7));
    const std::string bytes = pngBytes(picture);
    const QImage image = QImage::fromData(QByteArray::fromStdString(bytes), "PNG")
                             .convertToFormat(QImage::Format_Grayscale8);
    QCOMPARE(image.size(), QSize(37, 11));
    for (int row = 0; row < 11; ++row)
      for (int column = 0; column < 37; ++column)
        QCOMPARE(int(image.constScanLine(row)[column]),
                 int(picture.pixels[std::size_t(row * 37 + column)]));
  }
};

BREGMA_TEST(PngTest, QCoreApplication);
#include "png_test.moc"
