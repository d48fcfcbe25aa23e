#include "model/io/jpeg_ls.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/io/tar.hpp"
#include "model/phantom.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class JpegLsTest : public QObject {
  Q_OBJECT
  Folder folder_;
  std::string stream_;  ///< a slice through the head, and its stored values
  std::vector<std::uint16_t> stored_;
  int columns_ = 0, rows_ = 0;

  std::vector<std::uint16_t> decoded(const std::string& stream) const {
    std::vector<std::uint16_t> values;
    decodeJpegLs(stream, columns_, rows_, values);
    return values;
  }

 private Q_SLOTS:
  void initTestCase() {
    PhantomSettings head;
    head.spacing = {3, 2, 8};
    const CtVolume ct = phantomVolume(head);
    columns_ = ct.geometry().size[0];
    rows_ = ct.geometry().size[1];
    DicomWriteSettings as;
    as.syntax = DicomSyntax::JpegLs;
    const auto files = writeDicom(folder_ / "head", ct, as);
    const std::string bytes = bytesOf(files[files.size() / 2]);
    const std::size_t begin = bytes.find("\xff\xd8\xff"), end = bytes.rfind("\xff\xd9");
    stream_ = bytes.substr(begin, end + 2 - begin);
    const int middle = ct.geometry().size[2] / 2;
    for (int j = 0; j < rows_; ++j)
      for (int i = 0; i < columns_; ++i)
        stored_.push_back(std::uint16_t(ct.at(i, j, middle) + 1024));
  }

  void valuesAreThoseThatWereWritten() {
    QVERIFY(decoded(stream_) == stored_);
    QVERIFY(decoded(stream_ + std::string(3, '\0')) == stored_);
  }

  void bytesAreWidened() {
    const std::string small(
        "\xff\xd8\xff\xf7\0\x0b\x08\0\2\0\3\1\1\x11\0\xff\xda\0\x08\1\1\0\0\0\0"
        "\x0b\0\0\0\x5f\x62\0\0\0\xba\x80\xff\xd9",
        38);
    std::vector<std::uint16_t> values;
    decodeJpegLs(small, 3, 2, values);
    QCOMPARE(values, (std::vector<std::uint16_t>{7, 7, 200, 7, 9, 3}));
  }

  void whatIsCutOrOfAnotherSizeIsRefused() {
    for (const double part : {0.0, 0.01, 0.1, 0.5, 0.9})
      QVERIFY_EXCEPTION_THROWN(
          decoded(stream_.substr(0, std::size_t(part * double(stream_.size())))), BadData);
    QVERIFY_EXCEPTION_THROWN(decoded("no JPEG"), BadData);
    std::vector<std::uint16_t> values;
    QVERIFY_EXCEPTION_THROWN(decodeJpegLs(stream_, columns_, rows_ + 1, values), BadData);
  }
};

BREGMA_TEST(JpegLsTest, QCoreApplication);
#include "jpeg_ls_test.moc"
