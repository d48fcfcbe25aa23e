#pragma once

#include <memory>

#include "model/net/learner.hpp"

namespace bregma {

/// The paper network with Adadelta or Adam. On the processor by PaperPass, on a GPU by LibTorch.
/// @throws Error NetworkLibrary: the other ranks cannot be reached
std::unique_ptr<Learner> paperLearner(const LearnerSettings& settings);

}  // namespace bregma
