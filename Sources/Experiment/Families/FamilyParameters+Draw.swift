package import Datacenter
import Glibc
package import Quantities
import Randomness

extension FamilyParameters {
  /// How many independent numbers a draw takes.
  package static let dimensions = 7

  /// A guest's writes, as one replication has them.
  package struct Writes: Sendable {
    /// Hot, cold and idle pages.
    package var classes: [PageClass]
    /// Busy and calm times; `nil` for a steady guest.
    package var onOff: (busy: Seconds, calm: Seconds)?

    package init(classes: [PageClass], onOff: (busy: Seconds, calm: Seconds)? = nil) {
      self.classes = classes
      self.onOff = onOff
    }
  }

  /// What a guest writes of which a dirty rate over a window is known.
  ///
  /// Of the distinct pages D of the window, a cold share s goes over a large part of the memory, each of
  /// whose pages is written rarely; the rest comes from a hot set of (1 - s) D / (1 - e^(-w/τ)) pages, so
  /// that over the window w as many are found dirty as were measured, and over longer times few more.
  /// A guest that is measured at one time may migrate at another: its rate differs by a factor, or is
  /// that of another phase altogether.
  ///
  /// - Parameters:
  ///   - distinct: pages found dirty in the window.
  ///   - window: its length.
  ///   - pages: the memory with content.
  ///   - latents: as many independent numbers from 0 to 1 as there are dimensions.
  package func writes(
    distinct measured: Double, window: Seconds, pages: Pages, latents: ArraySlice<Double>
  ) -> Writes {
    let u = Array(latents)
    func normal(_ place: Int) -> Double { normalQuantile(min(max(u[place], 1e-9), 1 - 1e-9)) }
    let n = Double(pages.count)
    // Below some 200 pages a second it is the kernel that writes, to the same few pages every 2.5 s, and
    // not what runs in the guest, whose phases and cold memory count the more, the more is written.
    let seen = measured / window.value
    let activity = seen * seen / (seen * seen + 200 * 200)
    let share = coldShare.share(normal(0)) * activity
    let time = pow(hotTime.amount(normal(1)), activity) * pow(2.5, 1 - activity)
    let perWindow = -expm1(-window.value / time)
    let distinct =
      u[2] < otherPhase * activity
      ? otherRate.amount(normal(3)) * 256 * window.value : measured * rate.amount(normal(3))

    let reach = coldReach.share(normal(4))
    let busy = busyShare.share(normal(5))

    let hot = min((1 - share) * distinct / perWindow, 0.9 * n)
    let hotRate = hot > 0 ? -log1p(-min((1 - share) * distinct / hot, 0.999)) : 0
    let coldDistinct = min(share * distinct, 0.9 * n)
    let cold = max(min(reach * n, n - hot), min(coldDistinct * 1.05, n - hot))
    let coldRate = cold > 0 ? -log1p(-min(coldDistinct / cold, 0.95)) : 0
    let hotPages = Int(hot.rounded())
    let coldPages = min(Int(cold.rounded()), pages.count - hotPages)
    let scale = 1 / (busy * window.value)
    func law(_ rate: Double) -> WriteLaw {
      rate > 0 ? .uniform(PagesPerSecond(min(rate, CurveFitError.fastestWrites))) : .never
    }
    let classes = [
      PageClass(name: "hot", pages: Pages(hotPages), writes: law(hot * hotRate * scale)),
      PageClass(name: "cold", pages: Pages(coldPages), writes: law(cold * coldRate * scale)),
      PageClass(
        name: "idle", pages: Pages(pages.count - hotPages - coldPages), writes: .never),
    ]
    let isSteady = busy > 0.999 || distinct <= 0
    return Writes(
      classes: classes.filter { $0.pages > .zero },
      onOff: isSteady
        ? nil : (Seconds(busy * period), Seconds((1 - busy) * period)))
  }
}
