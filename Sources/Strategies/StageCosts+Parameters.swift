extension StageCosts {
  /// What can be set on the stages around the copy, from what they cost where nobody says.
  ///
  /// - Parameter usual: the strategy's own defaults.
  static func form(_ usual: StageCosts) -> Form<StageCosts> {
    Form(
      usual,
      [
        Parameter(
          "reservation", \.reservation, .randomTime,
          "Stage 1: creating the container, beyond asking for it."),
        Parameter(
          "suspendLatency", \.suspendLatency, .randomTime,
          "Stage 3: from the request until the guest stands still; it writes meanwhile."),
        Parameter(
          "suspendTimeout", \.suspendTimeout, .time(.positive),
          "Stage 3: how long to wait for a guest that does not suspend."),
        Parameter(
          "deviceState", \.deviceState, .data(),
          "Stage 3: CPU and device state, sent after the last page."),
        Parameter(
          "deviceRate", \.deviceRate, .rate(),
          "Stage 3: how fast device state is read out and written in, whatever the network carries; without it, it goes with the last pages. vmware-like: 140 MiB/s, as was measured with frame buffers of vGPUs."
        ),
        Parameter(
          "switchOverTimeout", \.switchOverTimeout, .time(.positive),
          "Stage 3: how long the VM may be paused before the destination owns it. After that it resumes at the source, and the migration has failed. vmware-like: 100 s; without it, as long as it takes."
        ),
        Parameter(
          "commitment", \.commitment, .randomTime,
          "Stage 4: the handshake's fixed cost, beyond its round trips."),
        Parameter(
          "activation", \.activation, .randomTime,
          "Stage 5: from the go-ahead until the guest runs."),
        Parameter(
          "resumption", \.resumption, .randomTime,
          "Stage 5: of a VM that a manager paused, until the manager has it run."),
        Parameter(
          "announcement", \.announcement, .randomTime,
          "Stage 5: from the guest running until the network has learnt its new place; clouds with EVPN or OVN were seen to take 21 to 60 s."
        ),
        Parameter(
          "roundTrips", \.roundTrips, .number(.within(0...100)),
          "Round trips of each handshake, in stages 1 and 4."),
        Parameter(
          "serial", \.serial, .time(),
          "Stage 1: what a source host does for one VM after the other, before \"reservation\". hyper-v-like: 0.8 s."
        ),
        Parameter(
          "preallocationPerGiB", \.preallocationPerGiB, .time(),
          "Stage 1: claiming the VM's memory at the destination, per GiB, where it is backed in full from the start (huge pages, real-time VMs): 0.8 to 1.1 s were measured, 207 s for 256 GiB. Memory that is backed when it is touched takes none."
        ),
        Parameter(
          "logTeardownPerGiB", \.logTeardown.perGiB, .time(),
          "Stage 3 of pre-copy: ending the logging of the guest's writes, per GiB of memory. QEMU and cloud-hypervisor: 0.56 ms (36 ms were measured at 64 GiB with KVM: cloud-hypervisor 6987)."
        ),
        Parameter(
          "logTeardownAtMost", \.logTeardown.atMost, .time(),
          "Stage 3 of pre-copy: what that takes at most. QEMU and cloud-hypervisor: 150 ms (idle guests of QEMU stood still for 345 ms at 1 TiB and 552 ms at 4 TiB: beside devices and the bitmap, 0.1 to 0.2 s at both)."
        ),
        Parameter(
          "streams", \.streams, .count(1...1024),
          "Streams that send at a time; for engines with channels, for each of them."),
        Parameter(
          "perStream", \.perStream, .rate(),
          "What one stream moves at most, whatever the network carries. QEMU, postCopy, stopAndCopy and cloud-hypervisor: 7 Gbit/s (KubeVirt); Xen: 130 MB/s (XCP-ng: 120); vmware-like: 15 Gbit/s (KB 323379); hyper-v-like: 338 MB/s (Hyper-V 2012); textbook: no limit."
        ),
      ])
  }

  /// What can be set, for those who only read it.
  public static func description(from usual: StageCosts = StageCosts()) -> FormDescription {
    form(usual).description
  }

  /// The costs with what is given.
  public func with(_ settings: Settings) -> StageCosts { Self.form(self).value(settings) }
}
