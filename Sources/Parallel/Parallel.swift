import Dispatch
import Synchronization

/// Values of a range of places, several computed at a time, in the order of the places.
package func parallel<Value: Sendable>(
  _ count: Int, jobs: Int, _ body: @Sendable (Int) -> Value
) -> [Value] {
  let slots = Locked<[Value?]>(Array(repeating: nil, count: count))
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
    while true {
      let place = next.add(1, ordering: .relaxed).oldValue
      guard place < count else { return }
      let value = body(place)
      slots.withLock { $0[place] = value }
    }
  }
  return slots.withLock { $0.map { $0! } }
}
