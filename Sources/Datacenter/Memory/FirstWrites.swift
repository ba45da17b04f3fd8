import Glibc
import Quantities

/// What logging its writes costs a guest: the first write to each page after the dirty bitmap was
/// reset is trapped.
///
/// In a stretch of which the guest has a time t to run, it does the work w that solves
///
///     w + cost * (D(E + w) - D(E)) = t
///
/// where D are the distinct pages written since the reset: N (1 - e^(-E)) of N pages written at
/// random, min(N, E) of a sweep. Expected values, in every fidelity. 0.7 to 1.9 us for each were
/// measured (QEMU commit 34a68001f1).
struct FirstWrites {
  /// For how long the guest as a whole is held up by one of them.
  private let cost: Double
  private let classes: [PageClass]
  /// Per class: writes per page since the reset (uniform), or pages swept.
  private var exposure: [Double]
  /// Per class: how long it would be written to at full speed, in the stretch under way.
  private var times: [Double]

  /// - Parameter cost: what one vCPU is held up for; the others go on meanwhile.
  init(_ classes: [PageClass], cost: Seconds, vcpus: Int) {
    self.cost = cost.value / Double(vcpus)
    self.classes = classes
    exposure = classes.map { _ in 0 }
    times = exposure
  }

  /// The bitmap has been reset.
  mutating func reset() {
    for index in exposure.indices { exposure[index] = 0 }
  }

  /// The guest has so much time to run in a stretch.
  ///
  /// - Returns: the work that it does.
  mutating func run(
    for available: Seconds, from start: Instant, to end: Instant, following activities: [Activity]
  ) -> Seconds {
    let length = (end - start).value
    guard length > 0, available > .zero else { return .zero }
    for index in classes.indices {
      times[index] =
        classes[index].activity.map { activities[$0].fullTime(from: start, to: end).value }
        ?? length
    }
    // D is concave, so that Newton's method comes from the left and never oversteps.
    var speed = 0.0
    for _ in 0..<100 {
      let (count, slope) = writes(at: speed)
      let step = (available.value - speed * length - cost * count) / (length + cost * slope)
      guard step > 1e-15 * speed else { break }
      speed += step
    }
    speed = min(speed, available.value / length)
    for index in classes.indices { exposure[index] += rate(of: index) * times[index] * speed }
    return Seconds(speed * length)
  }

  /// The first writes in the stretch at a share of full speed, and how they grow with it.
  private func writes(at speed: Double) -> (count: Double, slope: Double) {
    var (count, slope) = (0.0, 0.0)
    for index in classes.indices {
      let pages = Double(classes[index].pages.count)
      let new = rate(of: index) * times[index]
      guard new > 0 else { continue }
      switch classes[index].writes {
      case .never: break
      case .uniform:
        let clean = pages * exp(-exposure[index])
        count -= clean * expm1(-new * speed)
        slope += clean * new * exp(-new * speed)
      case .sweep:
        let clean = pages - exposure[index]
        count += max(0, min(clean, new * speed))
        if new * speed < clean { slope += new }
      }
    }
    return (count, slope)
  }

  /// Writes per page and second of a class written at random, pages per second of a sweep.
  private func rate(of index: Int) -> Double {
    let pages = Double(classes[index].pages.count)
    guard pages > 0 else { return 0 }
    return switch classes[index].writes {
    case .never: 0
    case .uniform(let rate): rate.value / pages
    case .sweep(let rate, _): rate.value
    }
  }
}
