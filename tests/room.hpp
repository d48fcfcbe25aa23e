#pragma once

#include <string_view>

namespace bregma::test {

/// One test class of a program that holds many; `file` is the __FILE__ it is written in.
struct Registered {
  using Run = int (*)(int argc, char** argv);
  Registered(std::string_view file, Run run);
};

}  // namespace bregma::test

/// Takes the place of QTEST_MAIN: the program runs the class under the name of its file
/// ("model/io/stl"), with an application of its own.
#define BREGMA_TEST(Class, Application)                                                         \
  static const bregma::test::Registered registered##Class(__FILE__, [](int argc, char** argv) { \
    QTest::Internal::callInitMain<Class>();                                                     \
    QCoreApplication::setAttribute(Qt::AA_Use96Dpi);                                            \
    [[maybe_unused]] const Application application(argc, argv);                                 \
    Class test;                                                                                 \
    return QTest::qExec(&test, argc, argv);                                                     \
  })
