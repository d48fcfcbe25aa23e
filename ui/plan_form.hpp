#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QSlider>
#include <QSpinBox>
#include <QWidget>
#include <cmath>
#include <functional>
#include <vector>

#include "ui/case_session.hpp"

namespace bregma {

/// How a number of the plan is shown: the range is the plan's own.
struct NumberLook {
  QString name;  ///< objectName: "implant.gapMm"
  QString label;
  QString unit = {};
  double low = 0, high = 1, step = 1;
  int decimals = 1;
  QString tip = {};
};

/// Settings of one step: widgets bound to the plan, and what the step found.
class PlanForm : public QWidget {
  Q_OBJECT
 public:
  explicit PlanForm(CaseSession& session, QWidget* parent = nullptr);

  /// Brings every widget to the present plan and results.
  void refresh();

  /// `member` is a generic lambda: [](auto& plan) -> auto& { return plan.bone.lowerHu; }.
  template <class Member>
  QDoubleSpinBox* addNumber(const NumberLook& look, Member member) {
    QDoubleSpinBox* box = numberBox(look);
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, member, label = look.label](double v) {
      session_.edit(label, [&](Plan& plan) { member(plan) = v; });
    });
    onRefresh([this, box, member] { setQuietly(box, member(session_.plan())); });
    return box;
  }
  template <class Member>
  QSpinBox* addCount(const NumberLook& look, Member member) {
    QSpinBox* box = countBox(look);
    connect(box, &QSpinBox::valueChanged, this, [this, member, label = look.label](int v) {
      session_.edit(label, [&](Plan& plan) { member(plan) = v; });
    });
    onRefresh([this, box, member] { setQuietly(box, member(session_.plan())); });
    return box;
  }
  template <class Member>
  QCheckBox* addSwitch(const QString& name, const QString& label, Member member) {
    QCheckBox* box = switchBox(name, label);
    connect(box, &QCheckBox::toggled, this, [this, member, label](bool on) {
      session_.edit(label, [&](Plan& plan) { member(plan) = on; });
    });
    onRefresh([this, box, member] {
      const QSignalBlocker quiet(box);
      box->setChecked(member(session_.plan()));
    });
    return box;
  }
  /// A slider for a share of 0 to 1, in percent: one edit when it is let go or moved by a key.
  template <class Member>
  QSlider* addShare(const NumberLook& look, Member member) {
    QSlider* slider = shareSlider(look);
    const auto edit = [this, slider, member, label = look.label] {
      session_.edit(label, [&](Plan& plan) { member(plan) = slider->value() / 100.0; });
    };
    connect(slider, &QSlider::sliderReleased, this, edit);
    connect(slider, &QSlider::valueChanged, this, [slider, edit] {
      if (!slider->isSliderDown()) edit();
    });
    onRefresh([this, slider, member] {
      if (slider->isSliderDown()) return;
      // A share between two percents stays as it is until the slider is moved.
      const QSignalBlocker quiet(slider);
      slider->setValue(int(std::lround(100 * member(session_.plan()))));
    });
    return slider;
  }

  /// One of an enumeration: `texts` in the order of its values.
  template <class Member>
  QComboBox* addChoice(const QString& name, const QString& label, const QStringList& texts,
                       Member member) {
    QComboBox* box = choiceBox(name, label, texts);
    connect(box, &QComboBox::activated, this, [this, member, label](int index) {
      session_.edit(label, [&](Plan& plan) {
        member(plan) = std::remove_cvref_t<decltype(member(plan))>(index);
      });
    });
    onRefresh([this, box, member] { box->setCurrentIndex(int(member(session_.plan()))); });
    return box;
  }

  /// Lets long entries not widen the panel: the list that opens shows them whole.
  static void narrow(QComboBox* box);
  void addHint(const QString& text);
  void addRow(const QString& label, QWidget* widget);
  void addWide(QWidget* widget);
  /// A table of names and values, made anew at each refresh; hidden when it is empty.
  using Facts = std::vector<std::pair<QString, QString>>;
  void addFacts(const QString& name, std::function<Facts(const Case&)> facts);
  void onRefresh(std::function<void()> refresh) { refreshes_.push_back(std::move(refresh)); }

  CaseSession& session() { return session_; }

 protected:
  /// Undo and redo are the plan's, not those of the text in a box.
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void addBox(const NumberLook& look, QAbstractSpinBox* box);
  QDoubleSpinBox* numberBox(const NumberLook& look);
  QSpinBox* countBox(const NumberLook& look);
  QSlider* shareSlider(const NumberLook& look);
  QCheckBox* switchBox(const QString& name, const QString& label);
  QComboBox* choiceBox(const QString& name, const QString& label, const QStringList& texts);
  template <class Box, class Value>
  static void setQuietly(Box* box, Value value) {
    const QSignalBlocker quiet(box);
    box->setValue(value);
  }

  CaseSession& session_;
  QFormLayout* form_;
  std::vector<std::function<void()>> refreshes_;
};

}  // namespace bregma
