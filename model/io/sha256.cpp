#include "model/io/sha256.hpp"

#include <sodium.h>

#include <cstring>
#include <fstream>
#include <vector>

#include "model/error.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {
using State = crypto_hash_sha256_state;
static_assert(sizeof(State) <= 128 && alignof(State) <= 8);
static_assert(std::is_trivially_copyable_v<State>);
}  // namespace

Sha256::Sha256() : state_{} {
  State state;
  crypto_hash_sha256_init(&state);
  std::memcpy(state_.data(), &state, sizeof state);
}

void Sha256::update(std::span<const std::byte> bytes) {
  State state;
  std::memcpy(&state, state_.data(), sizeof state);
  crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
  std::memcpy(state_.data(), &state, sizeof state);
}

void Sha256::update(std::string_view text) { update(std::as_bytes(std::span(text))); }

std::string Sha256::hex() const {
  State state;
  std::memcpy(&state, state_.data(), sizeof state);
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256_final(&state, digest.data());
  std::string text(2 * digest.size(), '0');
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < digest.size(); ++i) {
    text[2 * i] = digits[digest[i] >> 4];
    text[2 * i + 1] = digits[digest[i] & 15];
  }
  return text;
}

std::string sha256OfFile(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) throw Error(ErrorCode::PathMissing, {utf8(path)});
  std::ifstream file(path, std::ios::binary);
  std::vector<char> block(1 << 20);
  Sha256 sha;
  while (file.read(block.data(), std::streamsize(block.size())) || file.gcount() > 0)
    sha.update(std::string_view(block.data(), std::size_t(file.gcount())));
  if (!file.eof()) throw Error(ErrorCode::FileDamaged, {utf8(path), "cannot be read"});
  return sha.hex();
}

std::string sha256OfText(std::string_view text) {
  Sha256 sha;
  sha.update(text);
  return sha.hex();
}

}  // namespace bregma
