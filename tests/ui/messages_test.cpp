#include "ui/messages.hpp"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

namespace {

/// How many arguments the comment beside each code in model/error.hpp promises.
int argumentsOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::FileTooLarge:
    case ErrorCode::NetworkNewer:
    case ErrorCode::NetworkForeign:
    case ErrorCode::WrongSide:
    case ErrorCode::PlanValueBad: return 3;
    case ErrorCode::FileDamaged:
    case ErrorCode::PlanNewer:
    case ErrorCode::GridsDiffer:
    case ErrorCode::NoBone:
    case ErrorCode::MeshNotClosed:
    case ErrorCode::NetworkMissing:
    case ErrorCode::TooFewHeads:
    case ErrorCode::CheckpointForeign:
    case ErrorCode::WriteFailed: return 2;
    default: return 1;
  }
}

int argumentsOf(FindingCode code) {
  switch (code) {
    case FindingCode::SideUnconfirmed:
    case FindingCode::InputIsMask:
    case FindingCode::DefectCrossesMidline:
    case FindingCode::DefectTouchesScanEdge:
    case FindingCode::DefectMarkedByHand:
    case FindingCode::NotTemporal:
    case FindingCode::PicturesSkipped:
    case FindingCode::GraphicsMemoryShort: return 0;
    case FindingCode::SpacingUneven:
    case FindingCode::SlicesMissing:
    case FindingCode::SlicesThick:
    case FindingCode::SlicesOverlap:
    case FindingCode::SeriesInterleaved:
    case FindingCode::SeriesMixed:
    case FindingCode::SeriesChosen:
    case FindingCode::PartsRemoved:
    case FindingCode::BoneIslands:
    case FindingCode::GaugeInPieces:
    case FindingCode::ImplantThin:
    case FindingCode::BooleanRetried:
    case FindingCode::PartSplit:
    case FindingCode::MoldTooLarge: return 2;
    case FindingCode::NoRoomForFittings: return 3;
    default: return 1;
  }
}

const std::vector<Arg> three{std::string("first"), std::string("second"), std::string("third")};

void check(const QString& all, const QString& none, int arguments, std::string_view name) {
  const QByteArray where(name.data(), qsizetype(name.size()));
  const QStringList words{QStringLiteral("first"), QStringLiteral("second"),
                          QStringLiteral("third")};
  for (int i = 0; i < 3; ++i)
    QVERIFY2(all.contains(words[i]) == (i < arguments), where.constData());
  static const QRegularExpression hole(QStringLiteral("%\\d"));
  QVERIFY2(!all.contains(hole) && !none.contains(hole), where.constData());
  QVERIFY2(none.contains(QStringLiteral("unknown")) == (arguments > 0), where.constData());
  QVERIFY2(all.size() > 30 && all.size() < 220 && all.endsWith(u'.'), where.constData());
}

}  // namespace

class MessagesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyErrorHasASentence() {
    for (int i = 0; i <= int(ErrorCode::CheckpointForeign); ++i) {
      const auto code = ErrorCode(i);
      check(sentence(Error(code, three)), sentence(Error(code)), argumentsOf(code), nameOf(code));
    }
  }
  void everyFindingHasASentence() {
    for (int i = 0; i <= int(FindingCode::GraphicsMemoryShort); ++i) {
      const auto code = FindingCode(i);
      const Finding all{code, Severity::Note, Step::Import, three, {}};
      const Finding none{code, Severity::Note, Step::Import, {}, {}};
      check(sentence(all), sentence(none), argumentsOf(code), nameOf(code));
    }
  }
  void noTwoSentencesAreTheSame() {
    QStringList all;
    for (int i = 0; i <= int(ErrorCode::CheckpointForeign); ++i)
      all << sentence(Error(ErrorCode(i)));
    for (int i = 0; i <= int(FindingCode::GraphicsMemoryShort); ++i)
      all << sentence(Finding{FindingCode(i), {}, {}, {}, {}});
    QCOMPARE(all.removeDuplicates(), 0);
  }
  void writesNumbersForPeople() {
    const auto text = [](double x) { return sentence(Error(ErrorCode::NoDefect, {x})); };
    QVERIFY(text(200).contains(QStringLiteral(" 200 mm²")));
    QVERIFY(text(12.345).contains(QStringLiteral(" 12.3 mm²")));
    const auto thin = [](double x) {
      return sentence(Finding{FindingCode::ImplantThin, {}, {}, {x, 3.0}, {}});
    };
    QVERIFY(thin(2.96).contains(QStringLiteral("only 2.96 mm")));
    QVERIFY(thin(2.96).contains(QStringLiteral("limit of 3 mm")));
    QVERIFY(thin(2.4).contains(QStringLiteral("only 2.4 mm")));
    QVERIFY(text(0.054321).contains(QStringLiteral(" 0.05 mm²")));
    QVERIFY(text(std::nan("")).contains(QStringLiteral("unknown")));
  }
  void leavesPercentSignsOfArgumentsAlone() {
    const Error error(ErrorCode::FileDamaged, {std::string("a%2b"), std::string("cut %1 short")});
    QVERIFY(sentence(error).contains(QStringLiteral("\"a%2b\"")));
    QVERIFY(sentence(error).contains(QStringLiteral("cut %1 short")));
    const Error cut(ErrorCode::VaultCutOff, {55.0});
    QVERIFY(sentence(cut).contains(QStringLiteral("55 % of")));
  }
  void everyStepAndSeverityHasATitle() {
    for (const Step step : allSteps) QVERIFY(!stepTitle(step).isEmpty());
    for (const auto s : {Severity::Note, Severity::Warning, Severity::Stop})
      QVERIFY(!severityTitle(s).isEmpty());
  }
};

BREGMA_TEST(MessagesTest, QCoreApplication);
#include "messages_test.moc"
