import Datacenter
import Kernel
import Quantities
import Strategies
import Testing

@testable import Orchestration

/// A manager that is told of a migration, look by look, and what it did.
struct ManagerTalk {
  var manager: ScheduledManager
  /// What was done, each with the second in which it was.
  private(set) var deeds: [(at: Double, text: String)] = []
  private(set) var looks = 0

  init(_ rules: ManagerRules) { manager = ScheduledManager(rules) }
  init(_ preset: Preset) { self.init(preset.rules) }

  /// Goes on until the manager does not look any more, or until a time.
  ///
  /// - Parameter progress: how far the migration is, by its seconds.
  mutating func run(
    _ move: ManagedMove, until limit: Double = 1e5, _ progress: (Double) -> Progress
  ) {
    var now = 0.0
    var intervention = manager.begin(move)
    while true {
      for deed in intervention.deeds { deeds.append((now, deed.text)) }
      guard let wait = intervention.nextLook, now + wait.value <= limit else { return }
      now += wait.value
      looks += 1
      let heard = intervention.deeds.map { _ in CommandAnswer.heard }
      intervention = manager.next(after: progress(now), heard: heard)
    }
  }

  /// The downtime limits that were set, in milliseconds, each with its second.
  var limits: [(at: Double, limit: String)] {
    deeds.compactMap { deed in
      let prefix = "sets the downtime limit to "
      return deed.text.hasPrefix(prefix)
        ? (deed.at, String(deed.text.dropFirst(prefix.count))) : nil
    }
  }
}

@Suite("Managers intervene as the real ones do, event by event")
struct ManagerScheduleTests {
  /// A migration that never gets on: passes of a length, and as much left as before.
  static func stuck(_ now: Double, pass: Double = 5, left: Bytes = .mebibytes(500)) -> Progress {
    Progress(
      elapsed: Seconds(now), stage: .iterativePreCopy(round: 1 + Int(now / pass)),
      rounds: 1 + Int(now / pass), sent: Bytes.mebibytes(100) * now, remaining: left.pages)
  }

  /// A saw-tooth: what remains falls, and rises at each pass.
  static func sawTooth(_ now: Double) -> Progress {
    stuck(now, left: .mebibytes(1000 - 100 * now.truncatingRemainder(dividingBy: 5)))
  }

  @Test("nova: 50, 95 ... 500 ms every 300 s for 4 GiB, then it aborts at 3200 s")
  func nova() {
    var talk = ManagerTalk(.nova)
    talk.run(ManagedMove(memory: .gibibytes(4))) { Self.sawTooth($0) }
    #expect(talk.limits.map(\.at) == (0...10).map { Double($0) * 300 })
    #expect(
      talk.limits.map(\.limit)
        == [50, 95, 140, 185, 230, 275, 320, 365, 410, 455, 500].map { "\($0) ms" })
    #expect(talk.deeds.last?.at == 3200)
    #expect(talk.deeds.last?.text == "cancels the migration")
    // It looks when something is due, and not every half second.
    #expect(talk.looks == 11)
  }

  @Test("nova counts memory and each copied disk as 2 GiB at least, in whole seconds")
  func novaCounts() {
    let small = ManagedMove(memory: .gibibytes(1), disks: [.gibibytes(0.5), .gibibytes(10)])
    #expect(TimeLimit.perGiB(Seconds(800)).time(for: small, .leastTwo) == Seconds(800 * 14))
    let odd = ManagedMove(memory: .mebibytes(2049))
    #expect(TimeLimit.perGiB(Seconds(75)).time(for: odd, .leastTwo) == Seconds(150))
  }

  @Test("KubeVirt: 1350 s for 8 GiB, counted as 9 GB; 1380 s for 64 GiB under OpenShift")
  func kubevirt() {
    var talk = ManagerTalk(.kubevirt)
    talk.run(ManagedMove(memory: .gibibytes(8))) { Self.sawTooth($0) }
    #expect(
      talk.deeds.map(\.text) == ["removes the engine's own rate cap", "cancels the migration"])
    #expect(abs(talk.deeds[1].at - 1350) < 0.5)
    var openshift = ManagerTalk(.openshiftVirtualization)
    openshift.run(ManagedMove(memory: .gibibytes(64))) { Self.sawTooth($0) }
    #expect(abs(openshift.deeds[1].at - 1380) < 0.5)
  }

  @Test(
    "KubeVirt's progress is one look at which less remains: a saw-tooth has it, a dead network has not"
  )
  func progress() {
    var talk = ManagerTalk(.kubevirt)
    talk.run(ManagedMove(memory: .gibibytes(8))) { now in
      now < 100 ? Self.sawTooth(now) : Self.stuck(now)
    }
    let end = talk.deeds.last!
    #expect(end.text == "cancels the migration")
    #expect(end.at > 245 && end.at < 251)
  }

  @Test("KubeVirt with allowWorkloadDisruption pauses at its limit, and aborts at twice that")
  func disruption() {
    var rules = Preset.kubevirt.rules
    rules.timeOut?.measure = .pause
    var talk = ManagerTalk(rules)
    talk.run(ManagedMove(memory: .gibibytes(8))) { Self.sawTooth($0) }
    #expect(talk.deeds.map { ($0.at / 10).rounded() * 10 } == [0, 1350, 2700])
    #expect(
      talk.deeds.map(\.text).suffix(2)
        == ["pauses the VM until its memory has been moved", "cancels the migration"])
  }

  @Test("nobody aborts a post-copy")
  func postCopy() {
    for preset in Preset.all {
      var manager = ScheduledManager(preset.rules)
      _ = manager.begin(ManagedMove(memory: .gibibytes(1)))
      let progress = Progress(elapsed: Seconds(1e6), stage: .postCopy)
      #expect(manager.next(after: progress, heard: []) == .none, "\(preset.name)")
    }
  }

  @Test("oVirt's minimal-downtime aborts a slow migration at iteration 8")
  func slow() {
    var talk = ManagerTalk(.ovirtMinimalDowntime)
    talk.run(ManagedMove(memory: .gibibytes(4))) { Self.stuck($0, pass: 15) }
    #expect(talk.limits.map(\.limit) == [100, 150, 200, 300, 400, 500].map { "\($0) ms" })
    #expect(talk.limits.map(\.at) == [0, 30, 50, 60, 80, 110])
    #expect(talk.deeds.last?.text == "cancels the migration")
    #expect(talk.deeds.last?.at == 120)  // Eight passes of 15 s have ended.
  }

  @Test("and needs 60 s at least, since it does one thing at a look")
  func fast() {
    var talk = ManagerTalk(.ovirtMinimalDowntime)
    talk.run(ManagedMove(memory: .gibibytes(4))) { Self.stuck($0, pass: 0.5) }
    #expect(talk.limits.map(\.at) == [0, 10, 20, 30, 40, 50])
    #expect(talk.deeds.last?.text == "cancels the migration" && talk.deeds.last?.at == 60)
  }

  @Test("oVirt's policies: what they do one after the other")
  func policies() {
    func told(_ preset: Preset) -> [String] {
      var talk = ManagerTalk(preset)
      talk.run(ManagedMove(memory: .gibibytes(4), takesPostCopy: true)) {
        Self.stuck($0, pass: 0.1)
      }
      return talk.deeds.map(\.text).filter { !$0.contains("cap") && !$0.contains("slows") }
        .map { $0.replacing("sets the downtime limit to ", with: "") }
    }
    #expect(told(.ovirtSuspend).suffix(3) == ["500 ms", "5 s", "cancels the migration"])
    #expect(
      told(.ovirtPostCopy) == [
        "100 ms", "150 ms", "200 ms", "starts post-copy", "cancels the migration",
      ])
    #expect(told(.ovirtVeryLarge).prefix(2) == ["300 ms", "400 ms"])
    #expect(told(.ovirtVeryLarge).suffix(3) == ["1.5 s", "5 s", "cancels the migration"])
    #expect(
      told(.ovirtLegacy)
        == ["101 ms", "104 ms", "120 ms", "189 ms", "500 ms", "500 ms", "cancels the migration"])
  }

  @Test(
    "Proxmox doubles its limit after six looks at which more remained, and looks faster near the end"
  )
  func proxmox() {
    var talk = ManagerTalk(.proxmoxBulk)
    talk.run(ManagedMove(memory: .gibibytes(64)), until: 20) { now in
      Self.stuck(now, left: Bytes.gibibytes(1) + Bytes.mebibytes(10) * now)
    }
    #expect(talk.limits.map(\.limit) == ["100 ms", "200 ms", "400 ms", "800 ms"])
    #expect(talk.limits.map(\.at) == [0, 7, 13, 19])
    // Less remains than was sent between two looks on average: every 0.1 s from the second look on.
    var near = ManagerTalk(.proxmoxBulk)
    near.run(ManagedMove(memory: .gibibytes(64)), until: 3.05) { now in
      Self.stuck(now, left: Bytes.mebibytes(10) + Bytes.mebibytes(1) * now)
    }
    #expect(near.looks == 2 + 10)
    #expect(abs(near.limits[1].at - 2.5) < 1e-6)
  }

  @Test("further attempts wait longer each time, and have an end")
  func retries() {
    var rules = ManagerRules.cancelling(after: Seconds(6))
    rules.downtimeLimit = .milliseconds(300)
    rules.retries = RetryRule(
      after: Seconds(20), factor: 2, most: 2, downtimeLimit: .milliseconds(500))
    var manager = ScheduledManager(rules)
    let move = ManagedMove(memory: .gibibytes(1))
    #expect(manager.begin(move).deeds.map(\.text) == ["sets the downtime limit to 300 ms"])
    for wait in [20.0, 40] {
      guard case .retry(let time, _) = manager.ended(.failed(.cancelled)) else {
        Issue.record("it gives up")
        return
      }
      #expect(time == Seconds(wait))
      #expect(manager.begin(move).deeds.map(\.text) == ["sets the downtime limit to 500 ms"])
    }
    #expect(manager.ended(.failed(.cancelled)) == .asTheRulesSay)
  }

  @Test("Watcher stops waiting after 900 s, and nova goes on")
  func watcher() {
    var talk = ManagerTalk(.watcher)
    talk.run(ManagedMove(memory: .gibibytes(2))) { Self.sawTooth($0) }
    #expect(talk.deeds.contains { $0.at == 900 && $0.text.hasPrefix("stops waiting") })
    #expect(talk.deeds.last?.at == 1600 && talk.deeds.last?.text == "cancels the migration")
  }

  @Test("every preset says in plain words what it does, and where that comes from")
  func words() {
    for preset in Preset.all {
      #expect(!preset.rules.words.isEmpty && !preset.admission.words.isEmpty)
      #expect(!preset.source.isEmpty && !preset.summary.isEmpty)
      #expect(preset.admission.impossible == nil)
    }
    #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
  }
}
