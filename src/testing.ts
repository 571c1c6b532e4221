export { resetConnections } from './connection/reset'
export { createFakeClock, type FakeClock } from './testing/createFakeClock'
export { createFakeNetwork, type FakeNetwork } from './testing/createFakeNetwork'
export {
  createFakeTransport,
  type FakeLink,
  type FakeTransport,
  type FakeTransportOptions,
} from './testing/createFakeTransport'
