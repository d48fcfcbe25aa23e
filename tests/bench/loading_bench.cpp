// How fast 512×512×300 are loaded, and how much memory that takes, against ITK's reader.
//   loading_bench FOLDER [SYNTAX]...   writes the series into FOLDER (4 × up to 157 MB) and
//   measures; of
//       explicit jpeg jpegls jpeg2000 only those named
//   loading_bench --one PATH itk|bregma   one load, for the memory of a process of its own
#include <itkGDCMImageIO.h>
#include <itkGDCMSeriesFileNames.h>
#include <itkImageSeriesReader.h>

#include <QCoreApplication>
#include <QProcess>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>

#include "model/io/dicom_write.hpp"
#include "model/phantom.hpp"
#include "model/scan.hpp"

using namespace bregma;

namespace {

constexpr int rounds = 3;

/// A head with the noise of a scanner, so that compression has its usual work.
CtVolume noisyHead() {
  PhantomSettings head;
  head.spacing = {0.45, 0.45, 0.6};
  head.size = {512, 512, 300};
  const CtVolume clean = phantomVolume(head);
  std::vector<std::int16_t> values(clean.voxels().begin(), clean.voxels().end());
  std::uint32_t state = 1;
  for (auto& v : values) {
    int noise = 0;
    for (int n = 0; n < 4; ++n) {
      state = state * 1664525u + 1013904223u;
      noise += int(state >> 28);
    }
    v = std::int16_t(std::max(-1024, v + noise - 30));
  }
  return {clean.geometry(), std::move(values)};
}

std::size_t loadWithItk(const std::string& folder) {
  using Image = itk::Image<std::int16_t, 3>;
  const auto names = itk::GDCMSeriesFileNames::New();
  names->SetUseSeriesDetails(true);
  names->SetDirectory(folder);
  const auto reader = itk::ImageSeriesReader<Image>::New();
  reader->SetImageIO(itk::GDCMImageIO::New());
  reader->SetFileNames(names->GetFileNames(names->GetSeriesUIDs().front()));
  reader->Update();
  return reader->GetOutput()->GetBufferedRegion().GetNumberOfPixels();
}

std::size_t loadWithBregma(const std::string& folder) {
  return importScan(folder, {}).ct.voxels().size();
}

struct Time {
  double wall = std::numeric_limits<double>::max();
  double processor = wall;  ///< of all threads: what a busy machine cannot change
};

Time timeOf(const std::function<void()>& work) {
  Time best;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t before = std::clock();
    work();
    best.processor = std::min(best.processor, double(std::clock() - before) / CLOCKS_PER_SEC);
    best.wall = std::min(
        best.wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

/// The most memory that this process has held, MB; 0 where the system does not say.
double peakMb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

/// Of a process that loads once, without what it holds before.
double peakMbOf(const std::string& folder, const char* program) {
  QProcess one;
  one.start(QCoreApplication::applicationFilePath(),
            {QStringLiteral("--one"), QString::fromStdString(folder), QString::fromUtf8(program)});
  one.waitForFinished(120'000);
  return one.readAllStandardOutput().toDouble();
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const QStringList arguments = QCoreApplication::arguments();
  if (arguments.size() == 4 && arguments[1] == QLatin1String("--one")) {
    const double before = peakMb();
    const std::string folder = arguments[2].toStdString();
    arguments[3] == QLatin1String("itk") ? loadWithItk(folder) : loadWithBregma(folder);
    std::cout << peakMb() - before << '\n';
    return 0;
  }
  if (arguments.size() < 2) {
    std::fputs("loading_bench FOLDER [SYNTAX]...\n", stderr);
    return 2;
  }
  const std::filesystem::path root = arguments[1].toStdString();
  const double volumeMb = 512.0 * 512 * 300 * 2 / 1e6;
  std::puts("           bregma s (CPU)   ITK s (CPU)  ratio  memory / volume: bregma, ITK");
  for (const DicomSyntax syntax : {DicomSyntax::ExplicitLittle, DicomSyntax::JpegLossless,
                                   DicomSyntax::JpegLs, DicomSyntax::Jpeg2000}) {
    const QString name = QString::fromUtf8(nameOf(syntax));
    if (arguments.size() > 2 && !arguments.mid(2).contains(name)) continue;
    const std::filesystem::path folder = root / nameOf(syntax);
    if (!std::filesystem::exists(folder)) {
      DicomWriteSettings settings;
      settings.syntax = syntax;
      writeDicom(folder, noisyHead(), settings);
    }
    const std::string path = folder.string();
    const Time ours = timeOf([&] { loadWithBregma(path); });
    const Time theirs = timeOf([&] { loadWithItk(path); });
    std::printf("%-10s %6.2f (%5.2f) %6.2f (%5.2f) %6.1f %9.2f %9.2f\n", nameOf(syntax).data(),
                ours.wall, ours.processor, theirs.wall, theirs.processor, theirs.wall / ours.wall,
                peakMbOf(path, "bregma") * 1.048576 / volumeMb,
                peakMbOf(path, "itk") * 1.048576 / volumeMb);
    std::fflush(stdout);
  }
}
