#include "training/dataset.hpp"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/room.hpp"
#include "tests/training/phantom_heads.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

std::optional<ErrorCode> codeOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code;
  }
  return std::nullopt;
}

QByteArray bytesOf(const fs::path& path) {
  QFile file(QString::fromStdString(path.string()));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const fs::path& path, const QByteArray& bytes) {
  QFile file(QString::fromStdString(path.string()));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes);
}

}  // namespace

class DatasetTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path data_, out_;

 private Q_SLOTS:
  void initTestCase() {
    data_ = folder_.filePath("data").toStdString();
    out_ = folder_.filePath("out").toStdString();
    writePhantomMask(data_ / "complete_skull/good.nrrd", intactHead());
    PhantomSettings holed = intactHead();
    holed.hole = true;
    writePhantomMask(data_ / "complete_skull/holed.nrrd", holed);
    write(data_ / "complete_skull/broken.nrrd", "NRRD0004\n");
  }
  void everyHeadGetsAVerdict() {
    int told = 0;
    const Dataset set = scanDataset(data_, out_, {}, {}, [&](const DatasetHead&) { ++told; });
    QCOMPARE(told, 3);
    QCOMPARE(set.heads.size(), std::size_t(3));
    QCOMPARE(set.heads[0].files.name, std::string("broken"));
    QVERIFY(set.heads[0].verdict == Verdict::Reject && !set.heads[0].reason.empty());
    QVERIFY(set.heads[1].verdict == Verdict::Accept);
    QVERIFY(set.heads[2].verdict == Verdict::Reject);
    QVERIFY(bytesOf(out_ / "thumbnails/good.png").startsWith("\x89PNG"));
    QCOMPARE(std::distance(fs::directory_iterator(data_), fs::directory_iterator()), 1);
    const auto accepted = acceptedHeads(set, 1);
    QCOMPARE(accepted.size(), std::size_t(1));
    QCOMPARE(accepted[0].complete, data_ / "complete_skull/good.nrrd");
  }
  void whatAPersonDecidedStays() {
    QByteArray json = bytesOf(out_ / "dataset.json");
    json.replace("\"verdict\": \"accept\"", "\"verdict\": \"review\"");
    write(out_ / "dataset.json", json);
    const Dataset again = scanDataset(data_, out_, {});
    QVERIFY(again.heads[1].verdict == Verdict::Review);
    QVERIFY(again.heads[1].suggested == Verdict::Accept);
    QCOMPARE(bytesOf(out_ / "dataset.json"), json);
    // Another file under the name is checked again, and the person's word still counts.
    PhantomSettings other = intactHead();
    other.semiAxes.x = 75;
    writePhantomMask(data_ / "complete_skull/good.nrrd", other);
    const Dataset changed = scanDataset(data_, out_, {});
    const double wider = changed.heads[1].widthMm - again.heads[1].widthMm;
    QVERIFY2(wider > 7 && wider < 13, QByteArray::number(wider));
    QVERIFY(changed.heads[1].verdict == Verdict::Review);
  }
  void saysWhenNothingCanBeLearnedFrom() {
    const Dataset set = scanDataset(data_, out_, {});
    QCOMPARE(codeOf([&] { acceptedHeads(set, 1); }), ErrorCode::DatasetNoneAccepted);
    Dataset one = set;
    one.heads[0].verdict = Verdict::Accept;
    QCOMPARE(codeOf([&] { acceptedHeads(one, 2); }), ErrorCode::TooFewHeads);
    fs::create_directories(folder_.filePath("nothing").toStdString());
    QCOMPARE(codeOf([&] { scanDataset(folder_.filePath("nothing").toStdString(), out_, {}); }),
             ErrorCode::DatasetEmpty);
  }
  void aSpoiledFileOfVerdictsIsNotOverwritten() {
    const auto refuses = [&](const QByteArray& text) {
      write(out_ / "dataset.json", text);
      return codeOf([&] { scanDataset(data_, out_, {}); }) == ErrorCode::DatasetFileBad &&
             bytesOf(out_ / "dataset.json") == text;
    };
    QVERIFY(refuses("{ not json"));
    QVERIFY(refuses("{\"format\": 2, \"heads\": []}"));
    QVERIFY(refuses("{\"format\": 1}"));
    QVERIFY(
        refuses("{\"format\": 1, \"heads\": [{\"name\": \"good\", \"verdict\": \"maybe\", "
                "\"suggested\": \"accept\", \"fingerprint\": \"\"}]}"));
  }
};

BREGMA_TEST(DatasetTest, QCoreApplication);
#include "dataset_test.moc"
