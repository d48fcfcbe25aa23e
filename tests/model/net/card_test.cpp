#include "model/net/card.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include "model/error.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/write_file.hpp"
#include "tests/room.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

NetworkCard example() {
  NetworkCard card;
  card.name = "paper";
  card.architecture = "paper-8269";
  card.data = "two heads, \"drawn\" by hand";
  card.dataLicense = "none";
  card.trainingHeads = {"000", "001"};
  card.validationHeads = {"002"};
  card.seed = 18446744073709551615u;
  card.scores = {{"error_rate_percent", 8.2}, {"validation_loss", 0.0125}};
  card.files = {{"weights.pt", {}}, {"second.bin", {}}};
  card.learningCurve = {{1, 0.5, 0.6}, {2, 0.25, 0.3}};
  card.notes = "a note";
  return card;
}

}  // namespace

class CardTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path folder_ = temporary_.path().toStdString();

  static std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
  }
  ErrorCode codeOfReading(std::vector<Arg>* args = nullptr) const {
    try {
      readCard(folder_, "paper-8269");
    } catch (const Error& error) {
      if (args) *args = error.args;
      return error.code;
    }
    return ErrorCode::PathMissing;  // which readCard never throws: nothing was wrong
  }

 private Q_SLOTS:
  void init() {
    writeFileAtomically(folder_ / "weights.pt", "some weights");
    writeFileAtomically(folder_ / "second.bin", std::string("\0\1\2", 3));
    writeCard(example(), folder_);
  }

  void comesBackAsWritten() {
    const NetworkCard written = writeCard(example(), folder_);
    const NetworkCard read = readCard(folder_, "paper-8269");
    QVERIFY(read == written);
    QCOMPARE(read.files[0].sha256, sha256OfText("some weights"));
    QCOMPARE(readNetworkFile(folder_, read, "weights.pt"), std::string("some weights"));
    const std::string bytes = readFile(folder_ / "card.json", 1e6);
    writeCard(example(), folder_);
    QCOMPARE(readFile(folder_ / "card.json", 1e6), bytes);
  }
  void otherWeightsHaveAnotherHash() {
    const NetworkCard before = readCard(folder_, "paper-8269");
    writeFileAtomically(folder_ / "second.bin", "other");
    QVERIFY(writeCard(example(), folder_).weightsSha256() != before.weightsSha256());
  }
  void aMissingNetworkIsNamed() {
    try {
      readCard(folder_ / "paper", "paper-8269");
      QFAIL("read a card that is not there");
    } catch (const Error& error) {
      QVERIFY(error.code == ErrorCode::NetworkMissing);
      QCOMPARE(std::get<std::string>(error.args[0]), std::string("paper"));
    }
  }
  void anotherArchitectureIsRefused() {
    try {
      readCard(folder_, "prior-2");
      QFAIL("took weights of another network");
    } catch (const Error& error) {
      QVERIFY(error.code == ErrorCode::NetworkForeign);
      QCOMPARE(std::get<std::string>(error.args[1]), std::string("paper-8269"));
    }
  }
  void changedWeightsAreRefused() {
    writeFileAtomically(folder_ / "weights.pt", "some weightz");
    QVERIFY(codeOfReading() == ErrorCode::FileDamaged);
  }
  void missingWeightsAreRefused() {
    fs::remove(folder_ / "second.bin");
    std::vector<Arg> args;
    QVERIFY(codeOfReading(&args) == ErrorCode::FileDamaged);
    QVERIFY(std::get<std::string>(args[0]).ends_with("second.bin"));
  }
  void damagedCardsAreRefused_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    const auto row = [](const char* name, const char* from, const char* to) {
      QTest::newRow(name) << QString(from) << QString(to);
    };
    row("not JSON", "{", "");
    row("a key is missing", "\"seed\"", "\"sead\"");
    row("an unknown key", "\"notes\"", "\"noets\"");
    row("of another type", "18446744073709551615", "\"many\"");
    row("a file outside the folder", "second.bin", "../weights.pt");
    row("a file by its full path", "second.bin", "/etc/passwd");
    row("a hash that is none", "sha256\": \"", "sha256\": \"x");
    row("no format", "\"format\": 1,", "");
    row("format zero", "\"format\": 1,", "\"format\": 0,");
  }
  void damagedCardsAreRefused() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    const std::string text = readFile(folder_ / "card.json", 1e6);
    const std::string changed = replaced(text, from.toStdString(), to.toStdString());
    QVERIFY(changed != text);
    writeFileAtomically(folder_ / "card.json", changed);
    QVERIFY(codeOfReading() == ErrorCode::FileDamaged);
  }
  void everyCutCardIsRefused() {
    const std::string text = readFile(folder_ / "card.json", 1e6);
    for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
      writeFileAtomically(folder_ / "card.json", text.substr(0, length));
      QVERIFY(codeOfReading() == ErrorCode::FileDamaged);
    }
  }
  void aNewerCardIsRefused() {
    const std::string text = readFile(folder_ / "card.json", 1e6);
    // What a later format may look like is not known, so nothing else of it is read.
    writeFileAtomically(
        folder_ / "card.json",
        replaced(replaced(text, "\"format\": 1", "\"format\": 2"), "notes", "more"));
    std::vector<Arg> args;
    QVERIFY(codeOfReading(&args) == ErrorCode::NetworkNewer);
    QCOMPARE(std::get<double>(args[1]), 2.0);
  }
  void nothingIsWrittenForFilesThatAreNotThere() {
    const std::string before = readFile(folder_ / "card.json", 1e6);
    NetworkCard card = example();
    card.files.push_back({"absent.pt", {}});
    QVERIFY_THROWS_EXCEPTION(Error, writeCard(card, folder_));
    QCOMPARE(readFile(folder_ / "card.json", 1e6), before);
  }
};

BREGMA_TEST(CardTest, QCoreApplication);
#include "card_test.moc"
