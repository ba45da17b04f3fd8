import Datacenter
import Quantities

extension Kind {
  /// Copies of disks.
  static let storage = Kind(
    title: "Copies of disks", file: StorageCase.file,
    told: """
      `drive-mirror` of QEMU 7.2, with the guest writing or not, in the background or blocking writes, and \
      `qemu-img convert`. Times are medians of three runs. The speed of the host's page cache, 3 GB/s, was \
      read off the copies of disks that nobody writes; those rows are fits.
      """, isListed: true
  ) { folder, _ in try StorageCase.cases(in: folder).flatMap(\.findings) }
}

extension StorageCase {
  fileprivate var findings: [Finding] {
    let standing: Finding.Standing =
      number("writes_per_s") == 0 ? .fit("3 GB/s of the page cache") : .forecast
    let disk = predict().disks.first
    let isReady = isMirror ? disk?.readyAt != nil : disk?.passes.first != nil
    guard hasConverged else {
      return [
        Finding(
          name: name, quantity: "whether it gets ready",
          value: .words(measured: "no", predicted: isReady ? "yes" : "no"), standing: standing)
      ]
    }
    let seconds =
      isMirror ? disk?.readyAt?.secondsSinceStart : disk?.passes.first?.duration.value
    let time = Finding(
      name: name, quantity: "time",
      value: .numbers(measured: time * 1000, predicted: seconds.map { $0 * 1000 }, unit: "ms"),
      standing: standing)
    guard isMirror else { return [time] }
    let length = disk.map { ($0.copied + $0.mirrored + $0.holes).value }
    return [
      time,
      Finding(
        name: name, quantity: "bytes",
        value: .numbers(measured: number("job_length_bytes"), predicted: length, unit: "B"),
        standing: .forecast),
    ]
  }
}
