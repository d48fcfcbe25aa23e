#pragma once

#include <QByteArray>
#include <array>
#include <string>

/// What ITU-T T.800 works through by hand (J.10.1): a column of nine values, one level of 5/3.
namespace bregma::test::standard {

inline std::string bytes(const char* hex) { return QByteArray::fromHex(hex).toStdString(); }

inline const std::string sizeSegment = bytes(
    "FF51 0029 0000 00000001 00000009 00000000 00000000"
    "00000001 00000009 00000000 00000000 0001 07 01 01");
inline const std::string stepSegment = bytes("FF5C 0007 40 40 48 48 50");
inline const std::string codingSegment = bytes("FF52 000C 00 00 0001 00 01 04 04 00 01");

inline const std::string lowHeader = bytes("C7D40C"), lowBlock = bytes("018F0DC8755D");
inline const std::string highHeader = bytes("C07C2180"), highBlock = bytes("0FB176");
inline const std::string packets = lowHeader + lowBlock + highHeader + highBlock;

inline const std::string stream = bytes("FF4F") + sizeSegment + stepSegment + codingSegment +
                                  bytes("FF90 000A 0000 0000001E 00 01 FF93") + packets +
                                  bytes("FFD9");

inline constexpr std::array low{-26, -22, -30, -32, -19};
inline constexpr std::array high{1, 5, 1, 0};
inline constexpr std::array values{101, 103, 104, 105, 96, 97, 96, 102, 109};

}  // namespace bregma::test::standard
