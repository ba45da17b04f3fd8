import Quantities
import Seam

extension StrategyDescriptor {
  public static let postCopy = StrategyDescriptor(
    key: "postCopy", title: "PostCopy",
    summary: "the VM moves first, and its memory follows; a hybrid sends live passes before",
    text: "The VM moves first, at once or after some live passes, and its memory follows.",
    details:
      "Post-copy: the VM moves first, and its memory follows, pushed and fetched on demand.",
    disks: .stay,
    ingredients: .settings(
      PostCopy.form, costs: PostCopy.usualCosts
    ) {
      PostCopy.Plan.form.value($0).strategy(costs: $1)
    },
    examples: { [PostCopy(), PostCopy(switchOver: .afterPasses(2))] })
}

extension PostCopy {
  /// What can be set on it.
  public static let form = Plan.form.description

  /// A post-copy that has not been asked for.
  struct Plan {
    var passes: Int?
    var after: Seconds?
    var onCommand: Bool?
    var downtimeLimit: Seconds?
    var liveRateCap = BytesPerSecond.unlimited
    var prepaging = Prepaging(PostCopy.service.push.prepaging)
    var window: Bytes?
    var pivots: Int?
    var service = PostCopy.service

    /// About as many bubbles as were enough (Hines and Gopalan).
    static let usualPivots = 7
    /// What is left may take QEMU this long.
    static let usualLimit = PostCopy.release.settings.downtimeLimit
    /// A window for those who do not know which they want.
    static let sampleWindow = Bytes.kibibytes(256)

    /// What a fault does to the push.
    enum Prepaging: String, CaseIterable, Sendable {
      case none
      case fromFault = "from-fault"
      case window
      case bubbling

      init(_ rule: Service.Push.Prepaging) {
        self =
          switch rule {
          case .none: .none
          case .fromFault: .fromFault
          case .window: .window
          case .bubbling: .bubbling
          }
      }
    }

    func strategy(costs: StageCosts) -> PostCopy {
      var service = service
      service.push.prepaging =
        switch prepaging {
        case .none: .none
        case .fromFault: .fromFault
        case .window: .window((window ?? Self.sampleWindow).pages)
        case .bubbling: .bubbling(pivots: pivots ?? Self.usualPivots)
        }
      var costs = costs
      if costs.perStream == PostCopy.usualCosts.perStream {
        costs.perStream = QemuStream.ceiling(of: service.demand.hostPage)
      }
      return PostCopy(
        switchOver: switchOver,
        downtimeLimit: switchOver.endsAnywhere ? downtimeLimit ?? Self.usualLimit : nil,
        liveRateCap: liveRateCap, service: service, costs: costs)
    }

    fileprivate var switchOver: SwitchOver {
      if onCommand == true { return .onCommand }
      if let after { return .afterTime(after) }
      guard let passes, passes > 0 else { return .atStart }
      return .afterPasses(passes)
    }
  }
}

extension PostCopy.Plan {
  static let form = Form(
    Self(), moment + push + demand + recovery,
    rules: [
      Rule("after", "onCommand", "passes") { plan, _ in
        Complaint(
          unless: [plan.passes != nil, plan.after != nil, plan.onCommand == true]
            .count { $0 } <= 1,
          "the VM moves after so many passes, after a time or on command", "keep one of them")
      },
      Rule("downtimeLimit", restsOn: ["after", "onCommand"]) { plan, _ in
        Complaint(
          unless: plan.downtimeLimit == nil || plan.after != nil || plan.onCommand == true,
          "belongs to \"after\" or \"onCommand\"", "add one of them, or remove it")
      },
      Rule("liveRateCap", "pushOrder", restsOn: ["passes", "after", "onCommand"]) { plan, given in
        let keys = ["liveRateCap", "pushOrder"].filter(given.contains)
        return Complaint(
          unless: keys.isEmpty || plan.switchOver != .atStart,
          "has no effect without live passes",
          "add \"passes\": 1, \"after\" or \"onCommand\", or remove it")
      },
      Rule("reconnection", "reconnectionRoundTrips", restsOn: ["recovers"]) { plan, given in
        let isGiven = given.contains("reconnection") || given.contains("reconnectionRoundTrips")
        return Complaint(
          unless: !isGiven || plan.service.recovery.isPossible,
          "has no effect with \"recovers\": false, since nobody connects again",
          "remove it, or \"recovers\"")
      },
      Rule("window", restsOn: ["prepaging"]) { plan, _ in
        plan.prepaging == .window
          ? Complaint(
            unless: plan.window != nil, "\"prepaging\": \"window\" needs a \"window\"",
            "write \"window\": \"\(sampleWindow)\"")
          : Complaint(
            unless: plan.window == nil, "belongs to \"prepaging\": \"window\"", "remove it")
      },
      Rule("pivots", restsOn: ["prepaging"]) { plan, _ in
        Complaint(
          unless: plan.pivots == nil || plan.prepaging == .bubbling,
          "belongs to \"prepaging\": \"bubbling\"", "remove it")
      },
    ])

  private static var moment: [Parameter<Self>] {
    [
      Parameter(
        "passes", \.passes, .count(0...Engines.mostRounds),
        "The number of live passes before the VM moves: 0 (the default) is pure post-copy, 1 or more a hybrid."
      ),
      Parameter(
        "after", \.after, .time(.positive),
        "The VM moves after this time, ahead of its memory, if the live passes have not ended by then."
      ),
      Parameter(
        "onCommand", \.onCommand, .flag,
        "Whether the live passes go on until \"faults\" has a \"start-post-copy\", or a manager does that. The VM moves at that moment."
      ),
      Parameter(
        "downtimeLimit", \.downtimeLimit, .time(),
        "With \"after\" or \"onCommand\": the migration ends as pre-copy once what is left may take at most this long to send (\(usualLimit)), and no post-copy follows. With \"0 s\", that is once nothing is left."
      ),
      Parameter(
        "liveRateCap", \.liveRateCap, .rate(),
        "With live passes: their rate cap; without it, the network's rate."),
    ]
  }

  private static var push: [Parameter<Self>] {
    [
      Parameter(
        "prepaging", \.prepaging, .choice("\"none\", \"from-fault\", \"window\" or \"bubbling\""),
        "What a page fault does to the push. none: nothing. from-fault: the push continues behind the requested page. window: pages around the requested page go first. bubbling: the push grows around the last faults."
      ),
      Parameter(
        "window", \.window, .memory,
        "The amount of memory around a fault that goes first, with \"prepaging\": \"window\"."),
      Parameter(
        "pivots", \.pivots, .count(1...1000),
        "The number of recent faults around which the push grows, with \"prepaging\": \"bubbling\" (\(usualPivots))."
      ),
      Parameter(
        "rateCap", \.service.push.rateCap, .rate(),
        "The rate cap of the push; without it, the network's rate."),
      Parameter(
        "pushOrder", \.service.push.order, .choice("an order"),
        "Where the push begins: where the live passes stopped, or at the first page."),
      Parameter(
        "queue", \.service.push.queue, .data(),
        "Bytes of the push that are already under way when a request arrives, and go first. Without it, \(Service.Push.slowQueue), or \(Service.Push.fullSockets) on paths of more than \(Service.Push.receiver), where the sockets of both hosts fill up."
      ),
    ]
  }

  private static var demand: [Parameter<Self>] {
    [
      Parameter(
        "channel", \.service.demand.channel, .choice("\"shared\", \"own\" or \"own-thread\""),
        "What fetched pages travel over. shared: the stream of the push. own: a channel of their own, served by the thread that also pushes (postcopy-preempt of QEMU 7.1). A request then waits while that thread waits for room in the push's socket. own-thread: a channel and a thread of their own (postcopy-preempt since QEMU 8.0). Pages of 4 KiB were measured to take 10.7, 0.57 and 0.23 ms over 10 Gbit/s."
      ),
      Parameter(
        "hostPage", \.service.demand.hostPage, .choice("\"4 KiB\", \"2 MiB\" or \"1 GiB\""),
        "The size of the pages that back the guest's memory. Each is fetched as a whole. Without \"perStream\", a stream moves \(QemuStream.ceiling) of pages of 4 KiB, and \(QemuStream.ceilingOfHugePages) of larger ones."
      ),
      Parameter(
        "trap", \.service.demand.trap, .time(),
        "The time from the guest's touch of a missing page until the request leaves."),
      Parameter(
        "perRequest", \.service.demand.perRequest, .time(),
        "The time to handle a request at the source. Nothing is pushed meanwhile."),
      Parameter(
        "place", \.service.demand.place, .time(),
        "The time from the page's last byte until the guest continues."),
    ]
  }

  private static var recovery: [Parameter<Self>] {
    [
      Parameter(
        "recovers", \.service.recovery.isPossible, .flag,
        "Whether an operator or a manager makes both ends connect again after the connection was lost. If false, as under Nova, the VM is reset, and so lost."
      ),
      Parameter(
        "reconnection", \.service.recovery.reconnection, .time(),
        "After a lost link: the time from the link coming back until both hosts reconnect."),
      Parameter(
        "reconnectionRoundTrips", \.service.recovery.roundTrips, .number(.within(0...100)),
        "The number of round trips to reconnect. Then the destination sends a bitmap of the pages that it has."
      ),
    ]
  }
}
