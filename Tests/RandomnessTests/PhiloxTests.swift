import CGSL
import Testing

@testable import Randomness

@Suite("Philox4x64-10")
struct PhiloxTests {
  struct KnownAnswer: Sendable {
    let counter: [UInt64]
    let key: [UInt64]
    let answer: [UInt64]
  }

  /// From the file `kat_vectors` of Random123: zeros, ones, and digits of pi.
  static let published = [
    KnownAnswer(
      counter: [0, 0, 0, 0], key: [0, 0],
      answer: [
        0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b, 0x7e68_b68a_ec7b_a23b,
      ]),
    KnownAnswer(
      counter: [.max, .max, .max, .max], key: [.max, .max],
      answer: [
        0x87b0_92c3_013f_e90b, 0x438c_3c67_be8d_0224, 0x9cc7_d7c6_9cd7_77b6, 0xa09c_aebf_594f_0ba0,
      ]),
    KnownAnswer(
      counter: [
        0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89,
      ],
      key: [0x4528_21e6_38d0_1377, 0xbe54_66cf_34e9_0c6c],
      answer: [
        0xa528_f454_03e6_1d95, 0x38c7_2dbd_566e_9788, 0xa5a1_610e_72fd_18b5, 0x57bd_43b5_e52b_7fe6,
      ]),
  ]

  @Test("gives the published answers", arguments: published)
  func givesThePublishedAnswers(known: KnownAnswer) {
    let c = known.counter
    let block = apus_philox_block(
      philox4x64_ctr_t(v: (c[0], c[1], c[2], c[3])),
      philox4x64_key_t(v: (known.key[0], known.key[1])))
    #expect([block.v.0, block.v.1, block.v.2, block.v.3] == known.answer)
  }

  @Test("a stream draws the blocks of its key in order, with the replication in the last word")
  func aStreamDrawsItsBlocks() {
    var stream = RandomStream(seed: 7, name: "arrivals", entity: "web", replication: 5)
    let key = philox4x64_key_t(v: (7, RandomName.key(name: "arrivals", entity: "web")))
    for block in 0..<3 as Range<UInt64> {
      let words = apus_philox_block(philox4x64_ctr_t(v: (block, 0, 0, 5)), key).v
      for word in [words.0, words.1, words.2, words.3] { #expect(stream.next() == word) }
    }
  }

  @Test("GSL draws the same numbers as Swift does")
  func gslDrawsTheSameNumbers() {
    var a = RandomStream(seed: 1, name: "x", replication: 0)
    let b = RandomStream(seed: 1, name: "x", replication: 0)
    for _ in 0..<10 {
      #expect(a.next() == UInt64(gsl_rng_get(b.generator)))
      #expect(a.uniform() == gsl_rng_uniform(b.generator))
    }
    #expect(String(cString: gsl_rng_name(b.generator)) == "philox4x64-10")
  }

  @Test("GSL can reseed it, and then starts at the first block of that seed")
  func gslCanReseed() {
    let stream = RandomStream(seed: 1, name: "x", replication: 9)
    gsl_rng_set(stream.generator, 0)
    #expect(UInt64(gsl_rng_get(stream.generator)) == Self.published[0].answer[0])
  }
}
