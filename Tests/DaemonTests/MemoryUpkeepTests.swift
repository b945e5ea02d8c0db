import Testing

@testable import Daemon

@Suite struct MemoryUpkeepTests {
  @Test func onlyGrowthIsWorthAGivingBack() {
    var given = 0
    func look(_ resident: Int, _ least: Int) -> Int {
      MemoryUpkeep.look(at: resident << 20, least: least << 20) {
        given += 1
        return 85 << 20
      } >> 20
    }
    #expect(look(100, 95) == 95 && given == 0)
    #expect(look(90, 95) == 90 && given == 0)
    #expect(look(104, 95) == 85 && given == 1)
  }
}
