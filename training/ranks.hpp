#pragma once

#include <memory>
#include <span>
#include <string>

namespace bregma {

/// Processes that learn together: every call is made by all of them, and ends when all have come.
/// LibTorch's Gloo, over TCP.
class Ranks {
 public:
  /// Waits for the others. @throws Error NetworkLibrary: they do not come within five minutes
  Ranks(int rank, int ranks, const std::string& host, int port);
  ~Ranks();

  /// Each value becomes the sum over all ranks, with the same bits on all of them.
  /// @throws Error NetworkLibrary: a rank has gone
  void sum(std::span<float> values);
  void sum(std::span<double> values);
  /// The bytes of rank 0.
  std::string shared(const std::string& bytes);

 private:
  struct Group;
  std::unique_ptr<Group> group_;
};

}  // namespace bregma
