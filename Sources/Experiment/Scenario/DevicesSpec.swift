package import Datacenter
import Quantities
import Randomness
import StrictJSON

/// The kinds of machines that a VM may be, by what has to be switched over with it.
package enum DevicesKind: String, CaseIterable, Sendable {
  case virtio, bare
  case sriov = "sr-iov"
  case vgpu
  case vhostUser = "vhost-user"

  /// What every VM is of which nobody says more.
  package static let usual = virtio

  /// What its devices take.
  ///
  /// - virtio: idle VMs with devices were down for 18 to 113 ms on eight hosts, of which the stages take
  ///   30 ms; PCs have a frame buffer of 16 MiB.
  /// - sr-iov: a network function passed through by VFIO (mlx5). With 32 GiB: 74 ms to stop, 225 to load,
  ///   24 to start; with 200 GiB the downtime was half a second longer, and migrations took 2.5 s
  ///   longer than their pages.
  /// - vgpu: a frame buffer of 8 GiB took 61 s, one of 2 GiB 16.5 s (VMware's papers on vGPU vMotion).
  /// - vhost-user: 250 ms for 64 queues, 800 before they were stopped at once (QEMU's list).
  package var devices: Devices {
    switch self {
    case .bare: .bare
    case .virtio: Devices(videoMemory: Self.frameBuffer, switchOver: Self.virtioSwitchOver)
    case .sriov:
      Devices(
        videoMemory: Self.frameBuffer, setUp: Seconds(2.5),
        switchOver: .constant(.milliseconds(130)), switchOverPerGiB: .milliseconds(3.2))
    case .vgpu:
      Devices(
        videoMemory: Self.frameBuffer, switchOver: Self.virtioSwitchOver, state: .gibibytes(8),
        rate: Bytes.mebibytes(140) / Seconds(1))
    case .vhostUser:
      Devices(videoMemory: Self.frameBuffer, switchOver: .constant(.milliseconds(250)))
    }
  }

  private static let frameBuffer = Bytes.mebibytes(16)
  /// A median of 20 ms; one in twenty takes 9 or less, one in twenty 45 or more.
  private static let virtioSwitchOver = RandomQuantity<Seconds>.logNormal(
    mean: .milliseconds(23), deviation: .milliseconds(12))
}

extension RandomQuantity {
  fileprivate static func logNormal(mean: Unit, deviation: Unit) -> Self {
    guard let law = try? Distribution(.logNormal(mean: mean.value, deviation: deviation.value))
    else { preconditionFailure("\(mean) and \(deviation) make no log-normal law") }
    return Self(law)
  }
}

extension Devices {
  /// One of the kinds by its name, or a kind with something of it changed.
  static var shape: Shape<Devices> {
    .either(
      Shape<DevicesKind>.word("a kind of devices").map(\.devices) { devices in
        DevicesKind.allCases.first { $0.devices == devices }
      },
      .object("The devices of a VM: a kind, and values that differ from that kind's.") {
        Devices(reading: &$0)
      }
    ).defined(as: "Devices")
  }

  private init(reading o: inout ObjectReader) {
    let kind: DevicesKind = o.optional(
      "kind", .word("a kind of devices"), default: .usual,
      "The kind of devices. Its values hold unless another key changes them.")
    let usual = kind.devices
    self.init(
      videoMemory: o.optional(
        "videoMemory", .quantity(.amount), default: usual.videoMemory,
        "The size of a frame buffer: blank memory that is sent with the guest's memory."),
      setUp: o.optional(
        "setUp", .quantity(.duration), default: usual.setUp,
        "The time to set the devices up at the destination, in stage 1 (sr-iov: 2.5 s, measured with VFIO)."
      ),
      switchOver: o.optional(
        "switchOver", .random(.duration), default: usual.switchOver,
        "The time to stop the devices at the source and start them at the destination, which adds to the downtime (virtio and vgpu: log-normal with a mean of 23 ms; sr-iov: 130 ms; vhost-user: 250 ms)."
      ),
      switchOverPerGiB: o.optional(
        "switchOverPerGiB", .quantity(.duration), default: usual.switchOverPerGiB,
        "The part of the switch-over that grows with the VM's memory, per GiB (sr-iov: 3.2 ms, measured with VFIO)."
      ),
      state: o.optional(
        "state", .quantity(.amount), default: usual.state,
        "The size of the devices' state, which is sent after the last page (vgpu: 8 GiB)."),
      rate: o.optional(
        "rate", .quantity(.bandwidth),
        "The rate at which the devices' state is read out and written in, whatever the network carries (vgpu: 140 MiB/s, measured with a P40). Without it, as fast as the network."
      ) ?? usual.rate)
  }
}
