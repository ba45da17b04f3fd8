import Glibc
import Synchronization

/// Counts the heap objects that Swift code makes: class instances, boxes, closure contexts and the
/// buffers of growing arrays.
///
/// The runtime lets a measuring tool stand in front of `swift_allocObject`, the function through
/// which all of these come. What C code and `UnsafeMutablePointer.allocate` take from `malloc` is not
/// counted. The replacement slows a program down, so what is counted is not timed.
enum AllocationCount {
  /// The objects made on all threads during `work`; `nil` if this runtime offers no such place.
  static func during(_ work: () -> Void) -> Int? {
    guard let allocate = symbol("_swift_allocObject", as: Allocate.self),
      let isReplaced = symbol(
        "_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly",
        as: Bool.self)
    else { return nil }
    let original = allocate.pointee
    runtimeAllocate.store(
      UInt(bitPattern: unsafeBitCast(original, to: Int.self)), ordering: .relaxed)
    objects.store(0, ordering: .relaxed)
    allocate.pointee = countAndAllocate
    isReplaced.pointee = true
    work()
    isReplaced.pointee = false
    allocate.pointee = original
    return objects.load(ordering: .relaxed)
  }

  private static func symbol<T>(_ name: String, as type: T.Type) -> UnsafeMutablePointer<T>? {
    // A null handle searches all that is loaded, which is what RTLD_DEFAULT means.
    dlsym(nil, name)?.assumingMemoryBound(to: type)
  }
}

private typealias Allocate =
  @convention(c) (UnsafeRawPointer?, Int, Int) -> UnsafeMutableRawPointer?

private let objects = Atomic<Int>(0)
private let runtimeAllocate = Atomic<UInt>(0)

private let countAndAllocate: Allocate = { type, size, alignmentMask in
  objects.add(1, ordering: .relaxed)
  let original = unsafeBitCast(runtimeAllocate.load(ordering: .relaxed), to: Allocate.self)
  return original(type, size, alignmentMask)
}
