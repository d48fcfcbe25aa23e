#pragma once

#include <QCoreApplication>
#include <QString>

#include "model/error.hpp"

namespace bregma {

/// The translated sentences, with %1, %2 … for the arguments.
struct MessagePatterns {
  Q_DECLARE_TR_FUNCTIONS(MessagePatterns)
 public:
  static QString of(ErrorCode code);
  static QString of(FindingCode code);
};

}  // namespace bregma
