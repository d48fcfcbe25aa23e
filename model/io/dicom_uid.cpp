#include "model/io/dicom_uid.hpp"

#include "model/io/sha256.hpp"

namespace bregma {

std::string dicomUidFrom(std::string_view seed) {
  std::string uid = "2.25.1";
  for (const char c : sha256OfText(seed).substr(0, 36))
    uid.push_back(char('0' + (c <= '9' ? c - '0' : c - 'a') % 10));
  return uid;
}

}  // namespace bregma
