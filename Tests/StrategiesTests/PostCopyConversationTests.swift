import Quantities
import Seam
import Strategies
import Testing

@Suite("Post-copy in conversation")
struct PostCopyConversationTests {
  @Test("post-copy suspends at once, sends only state, and serves after the VM has moved")
  func pure() {
    var talk = Transcript(PostCopy())
    talk.goOn()
    #expect(
      talk.verbs == [
        "check", "reserve", "suspend", "start logging", "send", "hand over",
        "resume on destination", "serve", "finish",
      ])
    #expect(talk.stageNumbers == [0, 1, 3, 4, 5, 6])
    #expect(talk.stopReason == .postCopy)
    #expect(talk.darkOrders.map(\.selection) == [.none])
    #expect(talk.actions.last == .finish(.migrated))
  }

  @Test("a hybrid of two passes reads the bitmap between them, and again while the VM is paused")
  func hybrid() {
    var talk = Transcript(PostCopy(switchOver: .afterPasses(2)))
    talk.goOn(dirty: [5000, 300])
    #expect(
      talk.verbs == [
        "check", "reserve", "send", "read bitmap", "send", "suspend", "read bitmap", "send",
        "hand over", "resume on destination", "serve", "finish",
      ])
    #expect(talk.liveOrders.map(\.selection) == [.all, .pending])
    #expect(talk.stageNumbers == [0, 1, 2, 3, 4, 5, 6])
  }

  @Test(
    "passes end early when nothing is dirty",
    arguments: [PostCopy.SwitchOver.onCommand, .afterPasses(9)])
  func nothingDirty(switchOver: PostCopy.SwitchOver) {
    var talk = Transcript(PostCopy(switchOver: switchOver))
    talk.goOn(dirty: [5000, 300, 0])
    #expect(talk.liveOrders.count == 3)
    #expect(talk.actions.last == .finish(.migrated))
  }

  @Test("without a command, passes go on as long as something is dirty")
  func noCommand() {
    var talk = Transcript(PostCopy(switchOver: .onCommand))
    talk.goOn(until: "suspend", dirty: Array(repeating: 100, count: 500) + [0])
    #expect(talk.liveOrders.count == 501)
  }

  @Test(
    "a command moves the VM in the middle of a pass, whatever was planned",
    arguments: ["send", "read bitmap"])
  func command(verb: String) {
    for switchOver in [PostCopy.SwitchOver.onCommand, .afterPasses(20)] {
      var talk = Transcript(PostCopy(switchOver: switchOver))
      talk.goOn(until: verb, dirty: [5000])
      #expect(talk.hear(.startPostCopy) == .heard)
      talk.tell(.command(.startPostCopy), remaining: 4000)
      #expect(talk.verbs.last == "suspend")
      #expect(talk.goOn(until: "serve", dirty: [6000]) == .serve(PostCopy().service))
    }
  }

  @Test("another command does not end a pass")
  func otherCommand() {
    var talk = Transcript(PostCopy(switchOver: .onCommand))
    talk.goOn(until: "send")
    talk.tell(.command(.setDowntimeLimit(Seconds(1))), remaining: 4000)
    #expect(talk.liveOrders.map(\.selection) == [.all, .pending])
    #expect(talk.stages.last == .iterativePreCopy(round: 1))
  }

  @Test("once the VM has moved, nothing is cancelled, and a link that comes back is used again")
  func serving() {
    let causes: [Cause] = [
      .linkLost, .command(.cancel), .command(.startPostCopy), .refused(.declined),
      .reportLost(because: .reportLost),
    ]
    for cause in causes {
      var talk = Transcript(PostCopy())
      let serve = talk.goOn(until: "serve")
      #expect(talk.tell(cause, remaining: 700) == serve)
      #expect(talk.tell(.done) == .finish(.migrated))
    }
  }

  @Test("the source is needed until the last page has come")
  func sourceLost() {
    var talk = Transcript(PostCopy())
    talk.goOn(until: "serve")
    #expect(talk.tell(.hostLost(.source)) == .finish(.failed(.sourceLost)))
  }

  // MARK: What is sent in the dark

  @Test("the discard list grows with scattered dirty pages, not with memory, up to half of it")
  func discardList() {
    let list = DiscardList()
    func bytes(_ dirty: Int, of memory: Int = 262_144, _ page: HostPage = .small) -> Double {
      list.bytes(dirty: Pages(dirty), of: Pages(memory), hostPage: page).value
    }
    #expect(bytes(0) == 0)
    #expect(bytes(262_144) == 16 + 14, "all of it is one range")
    // 1000 pages anywhere among 2^18 are 996 ranges and one more, in 84 commands.
    #expect(bytes(1000) == 997 * 16 + 84 * 14)
    #expect(bytes(1000, of: 1 << 30) == 1001 * 16 + 84 * 14)
    #expect(bytes(131_072) > bytes(200_000))
    #expect(bytes(131_072, .large) == 30, "every page of 2 MiB holds a dirty one")
  }

  @Test("while the VM is paused, the device state and the list are sent")
  func darkBytes() {
    let costs = StageCosts(deviceState: .kibibytes(64))
    var talk = Transcript(
      PostCopy(switchOver: .afterPasses(1), costs: costs), memory: Pages(262_144))
    talk.goOn(dirty: [1000])
    #expect(talk.darkOrders.map(\.state) == [Bytes(65536 + 997 * 16 + 84 * 14)])
  }
}
