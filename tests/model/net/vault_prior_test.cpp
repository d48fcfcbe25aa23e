#include "model/net/vault_prior.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "model/net/card.hpp"
#include "model/net/network_folder.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

VaultPrior smallPrior() {
  VaultPrior prior;
  prior.size = 2;
  prior.maxPolarRad = 2;
  prior.outer = {70, 71, 72, 73};
  prior.thickness = {5, 6, 7, 8};
  prior.region = {1, 0, 1, 1};
  prior.mean = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
  prior.modes = {{1, -2, 3, 0, 0.5f, -0.25f}, {0, 0, 0, 0, 0, 0}};
  prior.variances = {4, 1};
  return prior;
}

ErrorCode refusal(const std::string& bytes) {
  try {
    vaultPriorFromBytes(bytes, "prior.bin");
  } catch (const Error& error) {
    return error.code;
  }
  return ErrorCode::StopFinding;
}

}  // namespace

class VaultPriorTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatIsWrittenIsRead() {
    const VaultPrior prior = smallPrior(), back = vaultPriorFromBytes(vaultPriorBytes(prior), "p");
    QCOMPARE(back.size, 2);
    QCOMPARE(back.maxPolarRad, 2.0);
    QCOMPARE(back.outer, prior.outer);
    QCOMPARE(back.thickness, prior.thickness);
    QCOMPARE(back.region, prior.region);
    QCOMPARE(back.mean, prior.mean);
    QCOMPARE(back.variances, prior.variances);
    QCOMPARE(back.modes.size(), std::size_t(2));
    for (int i = 0; i < 6; ++i) QVERIFY(std::abs(back.modes[0][i] - prior.modes[0][i]) < 1e-4);
  }

  void damagedBytesAreRefused() {
    const std::string good = vaultPriorBytes(smallPrior());
    for (std::size_t length = 0; length < good.size(); ++length)
      QCOMPARE(refusal(good.substr(0, length)), ErrorCode::FileDamaged);
    QCOMPARE(refusal(good + "x"), ErrorCode::FileDamaged);
    std::string huge = good;
    huge[22] = huge[23] = 0x7f;  // the size of the chart
    QCOMPARE(refusal(huge), ErrorCode::FileDamaged);
    std::string notFinite = good;
    notFinite.replace(37, 4, "\xff\xff\xff\x7f", 4);
    QCOMPARE(refusal(notFinite), ErrorCode::FileDamaged);
  }

  void folderNeedsItsCard() {
    QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    try {
      readVaultPrior(path);
      QFAIL("a folder without a card was read");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::NetworkMissing);
    }
    writeFileAtomically(path / vaultPriorFile, vaultPriorBytes(smallPrior()));
    NetworkCard card;
    card.name = "network";
    card.architecture = vaultPriorArchitecture;
    card.files = {{vaultPriorFile, ""}};
    writeCard(card, path);
    QCOMPARE(readVaultPrior(path).outer, smallPrior().outer);
  }

  void shippedPriorIsWhole() {
    const VaultPrior prior = readVaultPrior(networkFolder("network"));
    QVERIFY(prior.modes.size() >= 20);
    for (std::size_t i = 0; i < prior.outer.size(); ++i) {
      QVERIFY(!prior.region[i] || (prior.outer[i] > 50 && prior.outer[i] < 130));
      QVERIFY(!prior.region[i] || (prior.thickness[i] > 2 && prior.thickness[i] < 20));
    }
  }
};

BREGMA_TEST(VaultPriorTest, QCoreApplication);
#include "vault_prior_test.moc"
