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
          "Stage 1: the time to create an empty VM at the destination, besides the messages for it."
        ),
        Parameter(
          "suspendLatency", \.suspendLatency, .randomTime,
          "Stage 3: the time from the request to pause until the guest stands still. The guest still writes in this time."
        ),
        Parameter(
          "suspendTimeout", \.suspendTimeout, .time(.positive),
          "Stage 3: how long to wait for a guest that does not suspend."),
        Parameter(
          "deviceState", \.deviceState, .data(),
          "Stage 3: the size of CPU and device state, which is sent after the last page."),
        Parameter(
          "deviceRate", \.deviceRate, .rate(),
          "Stage 3: the rate at which device state is read out and written in, whatever the network carries. Without it, the state is sent with the last pages. vmware-like: 140 MiB/s, as was measured with frame buffers of vGPUs."
        ),
        Parameter(
          "switchOverTimeout", \.switchOverTimeout, .time(.positive),
          "Stage 3: how long the VM may be paused before the destination owns it. After that it resumes at the source, and the migration has failed. vmware-like: 100 s. Without it, there is no limit."
        ),
        Parameter(
          "commitment", \.commitment, .randomTime,
          "Stage 4: the fixed time of the handshake, besides its round trips."),
        Parameter(
          "activation", \.activation, .randomTime,
          "Stage 5: the time from the go-ahead until the guest runs."),
        Parameter(
          "resumption", \.resumption, .randomTime,
          "Stage 5: the time until a manager that paused the VM lets it run."),
        Parameter(
          "announcement", \.announcement, .randomTime,
          "Stage 5: the time from when the guest runs until the network has learnt its new place. Clouds with EVPN or OVN were seen to take 21 to 60 s."
        ),
        Parameter(
          "roundTrips", \.roundTrips, .number(.within(0...100)),
          "The number of round trips in each handshake, in stages 1 and 4."),
        Parameter(
          "serial", \.serial, .time(),
          "Stage 1: time that a source host spends on one VM after the other, before \"reservation\". hyper-v-like: 0.8 s."
        ),
        Parameter(
          "preallocationPerGiB", \.preallocationPerGiB, .time(),
          "Stage 1: the time to claim the VM's memory at the destination, per GiB, if all of it is backed from the start (huge pages, real-time VMs). 0.8 to 1.1 s were measured, such as 207 s for 256 GiB. Memory that is backed when it is first touched takes none."
        ),
        Parameter(
          "logTeardownPerGiB", \.logTeardown.perGiB, .time(),
          "Stage 3 of pre-copy: the time to stop logging the guest's writes, per GiB of memory. QEMU and cloud-hypervisor: 0.56 ms (36 ms were measured at 64 GiB with KVM: cloud-hypervisor 6987)."
        ),
        Parameter(
          "logTeardownAtMost", \.logTeardown.atMost, .time(),
          "Stage 3 of pre-copy: the most time that stopping the log takes. QEMU and cloud-hypervisor: 150 ms. (Idle guests of QEMU were paused for 345 ms at 1 TiB and 552 ms at 4 TiB. Devices and the bitmap leave 0.1 to 0.2 s of both to the log.)"
        ),
        Parameter(
          "streams", \.streams, .count(1...1024),
          "How many streams send at a time; for engines with channels, in each channel. Each is a connection with a window of its own."
        ),
        Parameter(
          "perStream", \.perStream, .rate(),
          "The highest rate of one stream, whatever the network carries. QEMU, postCopy, stopAndCopy and cloud-hypervisor: 7 Gbit/s (KubeVirt); Xen: 130 MB/s (XCP-ng: 120); vmware-like: 15 Gbit/s (KB 323379); hyper-v-like: 338 MB/s (Hyper-V 2012); textbook: no limit. warm: no limit; the copy of each disk is a stream. sharedNothing: it is for the memory."
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
