import Glibc
import Testing
import ZMQ

@Suite struct InterruptSignalTests {
  @Test func aSignalEndsAWaitAndNotTheProcess() throws {
    let signal = try InterruptSignal()
    let socket = try Socket(.dealer, in: Context(), options: SocketOptions(maximumFrameBytes: 1, linger: 0))
    #expect(try socket.wait(orFor: signal.descriptor, milliseconds: 0).descriptor == false)
    // To this thread alone: others of the test's process do not hold the signal back.
    pthread_kill(pthread_self(), SIGINT)
    #expect(try socket.wait(orFor: signal.descriptor, milliseconds: 10_000).descriptor)
    signal.take()
    #expect(try socket.wait(orFor: signal.descriptor, milliseconds: 0).descriptor == false)
  }
}
