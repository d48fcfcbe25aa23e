#include "model/net/network_folder.hpp"

#include <QCoreApplication>
#include <QtTest>

#include "model/net/card.hpp"
#include "model/net/shared_library.hpp"
#include "tests/room.hpp"

using namespace bregma;

class NetworkFolderTest : public QObject {
  Q_OBJECT
  const QByteArray before_ = qgetenv("BREGMA_NETWORKS");

 private Q_SLOTS:
  void init() { qunsetenv("BREGMA_NETWORKS"); }
  void cleanup() { qputenv("BREGMA_NETWORKS", before_); }

  void followsTheEnvironment() {
    qputenv("BREGMA_NETWORKS", "/some/place");
    QCOMPARE(networkFolder("network"), std::filesystem::path("/some/place/network"));
  }
  void anEmptyVariableIsNone() {
    const auto unset = networkFolder("network");
    qputenv("BREGMA_NETWORKS", "");
    QCOMPARE(networkFolder("network"), unset);
  }
  void liesBesideTheProgram() {
    const auto root = runningFolder().parent_path();
    for (const char* name : {"network", "paper"}) {
      const auto folder = networkFolder(name);
      QVERIFY(folder.is_absolute());
      QCOMPARE(folder.filename(), std::filesystem::path(name));
      QVERIFY(folder.string().starts_with(root.string()));
      QVERIFY2(std::filesystem::exists(folder / cardFileName), folder.c_str());
    }
  }
};

BREGMA_TEST(NetworkFolderTest, QCoreApplication);
#include "network_folder_test.moc"
