#include "model/io/dicom_thumbnails.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/phantom.hpp"
#include "tests/model/io/zip_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class DicomThumbnailsTest : public QObject {
  Q_OBJECT
  Folder folder_;

  DicomSeries phantomAs(const char* name, const DicomWriteSettings& as) {
    PhantomSettings head;
    head.spacing = {3, 3, 3};
    return scanDicom(writeDicom(folder_ / name, phantomVolume(head), as), {}).series.at(0);
  }
  static double shareOf(const Thumbnail& t) {
    return double(std::ranges::count_if(t.gray, [](int v) { return v > 0; })) /
           double(t.gray.size());
  }

 private Q_SLOTS:
  void theBoneIsTheSameHoweverItIsStored() {
    DicomWriteSettings other;
    other.reversed = true;
    other.syntax = DicomSyntax::JpegLs;
    const Thumbnail plain = boneThumbnailOf(phantomAs("plain", {}));
    QVERIFY(shareOf(plain) > 0.3);
    QVERIFY(boneThumbnailOf(phantomAs("other", other)).gray == plain.gray);
  }
  void theMiddleSliceShowsTheHead() {
    const Thumbnail slice = sliceThumbnailOf(phantomAs("slice", {}));
    QVERIFY(slice.width > 30 && slice.width <= 128);
    QVERIFY(shareOf(slice) > 0.05);
  }
  void whatCannotBeDecodedHasNoPicture() {
    DicomSeries series = phantomAs("cut", {});
    for (const DicomSlice& slice : series.slices)
      std::filesystem::resize_file(slice.path, std::filesystem::file_size(slice.path) / 2);
    QVERIFY(boneThumbnailOf(series).gray.empty());
    QVERIFY(sliceThumbnailOf(series).gray.empty());
  }
  void cancelStops() {
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(
        boneThumbnailOf(phantomAs("cancel", {}), Progress(stop.get_token(), {})), Cancelled);
  }
};

BREGMA_TEST(DicomThumbnailsTest, QCoreApplication);
#include "dicom_thumbnails_test.moc"
