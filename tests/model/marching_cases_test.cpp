#include "model/marching_cases.hpp"

#include <QCoreApplication>
#include <QTest>
#include <bit>
#include <map>

#include "tests/room.hpp"

using namespace bregma;

class MarchingCasesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void emptyAndFullCellsHaveNoTriangles() {
    QVERIFY(marchingCases()[0].empty());
    QVERIFY(marchingCases()[255].empty());
  }

  void oneCornerIsOneTriangle() {
    for (int corner = 0; corner < 8; ++corner)
      QCOMPARE(marchingCases()[1u << corner].size(), std::size_t(1));
  }

  // Exactly the edges whose ends differ carry vertices, and a case's border runs once along each
  // face's segment: inner edges come in opposite pairs.
  void verticesLieOnCrossedEdges() {
    for (unsigned inside = 0; inside < 256; ++inside) {
      std::map<int, int> used;
      std::map<std::pair<int, int>, int> edges;
      for (const auto& t : marchingCases()[inside])
        for (int c = 0; c < 3; ++c) {
          ++used[t[c]];
          ++edges[{t[c], t[(c + 1) % 3]}];
        }
      for (int e = 0; e < 12; ++e) {
        const bool crossed = (inside >> cellEdges[e].from & 1) != (inside >> cellEdges[e].to & 1);
        QCOMPARE(used.contains(e), crossed);
      }
      std::map<int, int> borderOut;
      for (const auto& [edge, times] : edges) {
        QCOMPARE(times, 1);
        if (!edges.contains({edge.second, edge.first})) ++borderOut[edge.first];
      }
      // Each vertex starts one border segment: the loops are simple.
      for (const auto& [vertex, times] : borderOut) QCOMPARE(times, 1);
      QCOMPARE(borderOut.size(), used.size());
    }
  }
};

BREGMA_TEST(MarchingCasesTest, QCoreApplication);
#include "marching_cases_test.moc"
