#include "model/io/jpeg2000.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/io/tar.hpp"
#include "model/phantom.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

std::string bigLong(std::size_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

std::string box(const std::string& type, const std::string& bytes) {
  return bigLong(8 + bytes.size()) + type + bytes;
}

}  // namespace

class Jpeg2000Test : public QObject {
  Q_OBJECT
  Folder folder_;
  CtVolume ct_;
  /// A slice through the head as a code stream, and its stored values.
  std::string unsignedStream_, signedStream_;
  std::vector<std::uint16_t> stored_;
  int columns_ = 0, rows_ = 0;

  std::string streamOf(bool isSigned) const {
    DicomWriteSettings as;
    as.syntax = DicomSyntax::Jpeg2000;
    as.signedStored = isSigned;
    as.intercept = isSigned ? 0 : -1024;
    const auto files = writeDicom(folder_ / (isSigned ? "signed" : "unsigned"), ct_, as);
    const std::string bytes = bytesOf(files[files.size() / 2]);
    const std::size_t begin = bytes.find("\xff\x4f\xff\x51"), end = bytes.rfind("\xff\xd9");
    return bytes.substr(begin, end + 2 - begin);
  }
  std::vector<std::uint16_t> decoded(const std::string& stream) const {
    std::vector<std::uint16_t> values;
    decodeJpeg2000(stream, columns_, rows_, values);
    return values;
  }
  /// JP2: the code stream in a file of its own.
  std::string boxed() const {
    const std::string header = bigLong(std::size_t(rows_)) + bigLong(std::size_t(columns_)) +
                               std::string("\0\1\x0f\7\0\0", 6);
    return box("jP  ", "\r\n\x87\n") + box("ftyp", "jp2 " + bigLong(0) + "jp2 ") +
           box("jp2h", box("ihdr", header) + box("colr", std::string("\1\0\0\0\0\0\x11", 7))) +
           box("jp2c", unsignedStream_);
  }

 private Q_SLOTS:
  void initTestCase() {
    PhantomSettings head;
    head.spacing = {3, 2, 8};
    ct_ = phantomVolume(head);
    columns_ = ct_.geometry().size[0];
    rows_ = ct_.geometry().size[1];
    unsignedStream_ = streamOf(false);
    signedStream_ = streamOf(true);
    const int middle = ct_.geometry().size[2] / 2;
    for (int j = 0; j < rows_; ++j)
      for (int i = 0; i < columns_; ++i)
        stored_.push_back(std::uint16_t(ct_.at(i, j, middle) + 1024));
  }

  void valuesAreThoseThatWereWritten() { QVERIFY(decoded(unsignedStream_) == stored_); }

  void negativeValuesKeepTheirBits() {
    const auto values = decoded(signedStream_);
    const int middle = ct_.geometry().size[2] / 2;
    bool negative = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int hu = ct_.at(int(i) % columns_, int(i) / columns_, middle);
      QCOMPARE(int(std::int16_t(values[i])), hu);
      negative = negative || hu < 0;
    }
    QVERIFY(negative);
  }

  void paddingAndBoxesAreNoMatter() {
    QVERIFY(decoded(unsignedStream_ + std::string(3, '\0')) == stored_);
    QVERIFY(decoded(boxed()) == stored_);
  }

  void whatIsCutOrOfAnotherSizeIsRefused() {
    for (const double part : {0.0, 0.01, 0.1, 0.5, 0.9})
      QVERIFY_EXCEPTION_THROWN(
          decoded(unsignedStream_.substr(0, std::size_t(part * double(unsignedStream_.size())))),
          BadData);
    QVERIFY_EXCEPTION_THROWN(decoded("no code stream"), BadData);
    std::vector<std::uint16_t> values;
    QVERIFY_EXCEPTION_THROWN(decodeJpeg2000(unsignedStream_, columns_, rows_ + 1, values), BadData);
  }
};

BREGMA_TEST(Jpeg2000Test, QCoreApplication);
#include "jpeg2000_test.moc"
