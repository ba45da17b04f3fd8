import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport
import Testing

@Suite("What managers say reaches every migration, and is answered")
struct CommandTests {
  /// A strategy, and where it takes the VM and its disk; without a place for it, the disk stays.
  struct Move {
    let name: String
    let strategy: any Strategy
    var destination = HostID(1)
    var storage: DatastoreID?
  }

  /// One VM that moves at 1 s, and what a manager says at an instant.
  struct Session: Model {
    var world: World
    let move: Move
    let command: Command
    private(set) var answer: CommandAnswer?

    init(_ move: Move, _ command: Command, isBusy: Bool) {
      self.move = move
      self.command = command
      var pair = SmallWorld.pair(
        latency: .milliseconds(0.1),
        vms: [
          .busy(
            writes: isBusy ? 1e6 : 2000, .mebibytes(64),
            disks: [Disk(allocated: .mebibytes(100), datastore: DatastoreID(0))])
        ])
      pair.datastores = [
        Datastore(name: "x", bandwidth: BytesPerSecond(100e6)), Datastore(name: "y"),
      ]
      world = pair.world
    }

    mutating func handle(
      _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
    ) {
      world.handle(event, at: now, &calendar)
      while case let notices = world.takeNotices(), !notices.isEmpty {
        for notice in notices {
          switch notice {
          case .appointment(0):
            _ = world.migrate(
              VMID(0), to: move.destination, with: move.strategy, storage: move.storage,
              requestedAt: now, at: now, &calendar)
          case .appointment: answer = world.command(command, MigrationID(0), at: now, &calendar)
          default: break
          }
        }
      }
      if let violation = world.violation { fatalError(violation) }
    }

    /// What came of it, if the manager speaks at an instant.
    static func run(
      _ move: Move, _ command: Command, at instant: Double, isBusy: Bool = false
    ) -> (session: Session, record: MigrationRecord) {
      var simulation = Simulation(model: Session(move, command, isBusy: isBusy))
      simulation.calendar.schedule(.appointment(0), at: Instant(1))
      simulation.calendar.schedule(.appointment(1), at: Instant(instant))
      while simulation.calendar.nextInstant <= Instant(3600), simulation.step() {}
      return (simulation.model, simulation.model.world.records[0])
    }
  }

  /// Every strategy with every engine: those that take the VM to another host, and those in which it
  /// stays where it is.
  static let all =
    FaultyMove.strategies.map { Move(name: $0.name, strategy: $0.strategy) }
    + Engines.strategies.filter { !$0.leavesHost }.flatMap { kind in
      kind.examples().map {
        Move(
          name: $0.engine, strategy: $0, destination: HostID(0),
          storage: kind.disks == .moveAlone ? DatastoreID(1) : nil)
      }
    }

  @Test(
    "a cancellation is obeyed before the go-ahead, whatever is being done, and comes too late after it"
  )
  func cancel() throws {
    for move in Self.all {
      let name = move.name
      let whole = Session.run(move, .cancel, at: 3000)
      #expect(whole.session.answer == .tooLate, "\(name)")
      // Every stage that takes time, at its beginning, in its middle and at its end; long ones oftener.
      var moments: [(stage: Stage.Kind, at: Double)] = []
      for stage in whole.record.stages where stage.duration > .zero {
        let parts = min(20, 3 + Int(stage.duration.value * 5))
        for part in 0..<parts {
          let share = (Double(part) + 0.5) / Double(parts)
          let at = stage.started.secondsSinceStart + stage.duration.value * share
          moments.append((stage.stage.kind, at))
        }
      }
      var seen: [Stage.Kind: Set<CommandAnswer>] = [:]
      for (stage, at) in moments {
        let (session, record) = Session.run(move, .cancel, at: at)
        let answer = try #require(session.answer)
        seen[stage, default: []].insert(answer)
        #expect(record.commands.map(\.answer) == [answer], "\(name) at \(at)")
        switch answer {
        case .heard:
          #expect(record.outcome == .failed(.cancelled), "\(name) at \(at)")
          #expect(session.world.vms[0].primary.host == HostID(0), "\(name) at \(at)")
          #expect(session.world.vms[0].primary.state == .running, "\(name) at \(at)")
        case .tooLate: #expect(record.outcome == .migrated, "\(name) at \(at)")
        case .notUnderstood: Issue.record("\(name) does not understand a cancellation")
        }
      }
      // By stage: obeyed until the go-ahead, which is sent in commitment, and too late in activation.
      for (stage, answers) in seen {
        switch stage {
        case .preMigration, .reservation, .iterativePreCopy, .stopAndCopy:
          #expect(answers == [.heard], "\(name) in \(stage)")
        case .commitment: #expect(answers.contains(.heard), "\(name) in \(stage)")
        case .activation, .postCopy: #expect(answers == [.tooLate], "\(name) in \(stage)")
        }
      }
      #expect(seen[.iterativePreCopy] != nil || seen[.stopAndCopy] != nil, "\(name)")
    }
  }

  @Test("a pause ends every live pre-copy of memory, in the middle of a round or before the first")
  func pause() throws {
    for move in Self.all where move.strategy is any PausableForTests {
      let name = move.name
      for at in [1.0001, 1.3, 2.7] {
        let (session, record) = Session.run(move, .pause, at: at, isBusy: true)
        guard session.answer == .heard else { continue }
        #expect(record.outcome == .migrated, "\(name) at \(at)")
        #expect(record.stopReason?.name == "paused", "\(name) at \(at)")
        #expect(record.pagesSent >= Double(record.memory.count), "\(name) at \(at)")
      }
      let early = Session.run(move, .pause, at: 1.0001, isBusy: true)
      #expect(early.session.answer == .heard, "\(name)")
    }
  }

  @Test("QEMU takes limits and caps, others say that they do not understand")
  func limits() {
    func answer(_ strategy: any Strategy, _ command: Command) -> CommandAnswer? {
      Session.run(Move(name: "", strategy: strategy), command, at: 1.2, isBusy: true).session.answer
    }
    let qemu = PreCopy(Qemu(.qemu8_2), costs: StageCosts())
    let xen = PreCopy(XenModern(), costs: StageCosts())
    let hybrid = PostCopy(switchOver: .afterPasses(9))
    #expect(answer(qemu, .setDowntimeLimit(Seconds(2))) == .heard)
    #expect(answer(qemu, .setRateCap(BytesPerSecond(1e9))) == .heard)
    #expect(answer(qemu, .startPostCopy) == .notUnderstood)
    #expect(answer(xen, .setDowntimeLimit(Seconds(2))) == .notUnderstood)
    #expect(answer(hybrid, .startPostCopy) == .heard)
    #expect(answer(hybrid, .setDowntimeLimit(Seconds(2))) == .notUnderstood)
  }

  @Test("a hybrid that sends whole passes moves its VM when it is told to, in the middle of one")
  func hybrid() throws {
    let move = Move(name: "hybrid", strategy: PostCopy(switchOver: .afterPasses(9)))
    let (_, record) = Session.run(move, .startPostCopy, at: 1.3, isBusy: true)
    #expect(record.outcome == .migrated)
    #expect(record.precopyRounds == 1)
    let served = try #require(record.stages.first { $0.stage == .postCopy })
    #expect(served.started < Instant(1.4))
  }

  @Test("progress is what the record will say, and asking changes nothing")
  func progress() throws {
    for move in Self.all {
      let name = move.name
      let session = Session(move, .cancel, isBusy: false)
      var simulation = Simulation(model: session)
      simulation.calendar.schedule(.appointment(0), at: Instant(1))
      var last = Bytes.zero
      while simulation.step() {
        guard
          let progress = simulation.model.world.progress(of: MigrationID(0), at: simulation.now)
        else { continue }
        #expect(progress.sent >= last, "\(name)")
        last = progress.sent
      }
      #expect(simulation.model.world.progress(of: MigrationID(0), at: simulation.now) == nil)
      let record = simulation.model.world.records[0]
      #expect(last <= record.sent, "\(name)")
      #expect(record.outcome == .migrated, "\(name)")
    }
  }
}

/// Strategies that a manager may pause.
protocol PausableForTests {}
extension PreCopy: PausableForTests {}
