import Synchronization
import Testing
import Wire

@testable import Daemon

@Suite struct RightsTests {
  private let folder = TemporaryFolder()

  private func configuration(operators: [String]) -> Configuration {
    var configuration = Configuration(
      socket: "ipc:///s", stateFolder: "/s", modelFolder: "/m", pluginFolders: [], threads: 1)
    configuration.operators = operators
    return configuration
  }

  private func rights(operators: [String] = [], keys: ClientKeys? = nil) throws -> (Rights, LiveConfiguration) {
    let live = LiveConfiguration(configuration(operators: operators))
    let rights = Rights(
      live: live, keys: try keys ?? ClientKeys(path: folder.path + "/keys.json"), daemonUser: 500,
      work: WorkQueue(label: "test", width: 1)
    ) { user, _ in Accounts.Account(name: "user\(user)", groups: user == 1002 ? ["staff"] : []) }
    return (rights, live)
  }

  @Test(arguments: [(0, true), (500, true), (1000, false), (1001, true), (1002, true), (1003, false)])
  func operatorsAreRootTheDaemonsOwnUserAndThoseTheConfigurationNames(user: Int, isOperator: Bool) async throws {
    let (rights, _) = try rights(operators: ["user1001", "@staff", "staff1003"])
    let identity = try await rights.identity(of: .process(user: UInt32(user), group: 1))
    #expect(identity == Identity(name: "user\(user)", isOperator: isOperator))
  }

  @Test func aReloadMakesOperatorsAndUnmakesThem() async throws {
    let (rights, live) = try rights()
    let ann = Credential.process(user: 1000, group: 1000)
    #expect(try await rights.identity(of: ann).isOperator == false)
    #expect(live.replace(with: configuration(operators: ["user1000"])).isEmpty)
    #expect(try await rights.identity(of: ann).isOperator)
    _ = live.replace(with: configuration(operators: []))
    #expect(try await rights.identity(of: ann).isOperator == false)
  }

  @Test func aReloadNamesWhatHasToWaitForARestart() throws {
    let (_, live) = try rights()
    var new = configuration(operators: [])
    new.threads = 7
    new.listen = "tcp://127.0.0.1:1"
    new.limits.itemsPerOwner = 5
    new.retention.days = 3
    new.defaultModels = ["task": "model"]
    #expect(live.replace(with: new) == ["listen", "engine.threads"])
    #expect(live.current.threads == 1)
    #expect(live.current.limits.itemsPerOwner == 5)
    #expect(live.current.retention.days == 3)
    #expect(live.current.defaultModels == ["task": "model"])
  }

  @Test func aKeyStandsForItsNameUntilItIsRevoked() async throws {
    let path = folder.path + "/keys.json"
    let keys = try ClientKeys(path: path)
    let (rights, _) = try rights(keys: keys)
    try keys.add(.init(key: "K1", name: "ann", isOperator: false, added: 1))
    try keys.add(.init(key: "K2", name: "ann", isOperator: true, added: 2))
    try keys.add(.init(key: "K3", name: "bob", isOperator: false, added: 3))
    #expect(try await rights.identity(of: .key("K1")) == Identity(name: "ann", isOperator: false))
    #expect(try await rights.identity(of: .key("K2")).isOperator)
    #expect(try keys.remove("ann").map(\.key) == ["K1", "K2"])
    let refusal = await #expect(throws: WireError.self) { _ = try await rights.identity(of: .key("K1")) }
    #expect(refusal?.code == .refused)
    #expect(try ClientKeys(path: path).all.map(\.name) == ["bob"], "what is revoked is revoked on the disk")
    #expect(try keys.remove("nobody").isEmpty)
  }

  @Test func aDamagedFileOfKeysLetsNobodyIn() throws {
    let path = folder.path + "/keys.json"
    try FileSystem.replace(path, with: Array("{\"keys\": [".utf8))
    let error = #expect(throws: DaemonError.self) { _ = try ClientKeys(path: path) }
    #expect(error?.message.contains("damaged") == true)
  }

  @Test func theSystemIsAskedForAUserNoMoreThanOnceInAWhile() async throws {
    let asked = Mutex(0)
    let live = LiveConfiguration(configuration(operators: []))
    let rights = Rights(
      live: live, keys: try ClientKeys(path: folder.path + "/keys.json"), daemonUser: 500,
      work: WorkQueue(label: "test", width: 1), memory: .seconds(3600)
    ) { user, _ in
      asked.withLock { $0 += 1 }
      return Accounts.Account(name: "u", groups: [])
    }
    for _ in 0..<5 { _ = try await rights.identity(of: .process(user: 1, group: 1)) }
    #expect(asked.withLock { $0 } == 1)
  }

  @Test func theSystemsOwnUsersHaveNamesAndStrangersANumber() {
    #expect(Accounts.find(user: 0, group: 0)?.name == "root")
    #expect(Accounts.find(user: 0, group: 0)?.groups.contains("root") == true)
    #expect(Accounts.find(user: 4_000_000_000, group: 4_000_000_000) == .init(name: "uid-4000000000", groups: []))
  }

  @Test("A directory that does not answer makes nobody somebody else")
  func unansweredQuestions() async throws {
    let answers = Mutex(true)
    let rights = Rights(
      live: LiveConfiguration(configuration(operators: [])), keys: try ClientKeys(path: folder.path + "/keys.json"),
      daemonUser: 500, work: WorkQueue(label: "test", width: 1), memory: .zero
    ) { user, _ in answers.withLock { $0 } ? Accounts.Account(name: "user\(user)", groups: []) : nil }
    let ann = Credential.process(user: 1000, group: 1)
    let identity = try await rights.identity(of: ann)
    answers.withLock { $0 = false }
    #expect(try await rights.identity(of: ann) == identity)
    let error = await #expect(throws: WireError.self) {
      try await rights.identity(of: .process(user: 1001, group: 1))
    }
    #expect(error?.code == .internal && error?.message.contains("user 1001") == true)
  }

  @Test("Who somebody is counts at once where the system was asked lately, and only there")
  func knownIdentities() async throws {
    let live = LiveConfiguration(configuration(operators: []))
    let ann = Credential.process(user: 1000, group: 1)
    for (memory, isKnown) in [(Duration.seconds(60), true), (.zero, false)] {
      let rights = Rights(
        live: live, keys: try ClientKeys(path: folder.path + "/keys.json"), daemonUser: 500,
        work: WorkQueue(label: "test", width: 1), memory: memory
      ) { user, _ in Accounts.Account(name: "user\(user)", groups: []) }
      #expect(try rights.knownIdentity(of: ann) == nil)
      let identity = try await rights.identity(of: ann)
      #expect(try rights.knownIdentity(of: ann) == (isKnown ? identity : nil))
    }
  }
}
