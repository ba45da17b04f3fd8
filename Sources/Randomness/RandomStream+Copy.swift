internal import CGSL

extension RandomStream {
  /// A stream that goes on from where this one stands, on its own.
  public borrowing func copy() -> RandomStream {
    guard let copy = gsl_rng_clone(generator) else {
      preconditionFailure("no memory for a random stream")
    }
    return RandomStream(owning: copy)
  }
}
