#include "model/io/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <new>
#include <vector>

#include "model/error.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    if (!context) throw std::bad_alloc();
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr);
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

void Sha256::update(std::string_view text) { update(std::as_bytes(std::span(text))); }

std::string Sha256::hex() const {
  const State copy;
  std::array<unsigned char, 32> digest{};
  EVP_MD_CTX_copy_ex(copy.context, state_->context);
  EVP_DigestFinal_ex(copy.context, digest.data(), nullptr);
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
