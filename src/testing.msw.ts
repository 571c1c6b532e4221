/**
 * Servers mocked with MSW. Needs `msw`.
 *
 * @module wirehooks/testing/msw
 */

export type { FakeHandler } from './testing/answer'
export type { WireClient } from './testing/msw/client'
export type { WireServerOptions } from './testing/msw/network'
export type { WireScript } from './testing/msw/server'
export type { EngineOptions } from './testing/msw/socketIO/engine'
export type { WireKind } from './testing/msw/wire'
export { type WireHandlersOptions, wireHandlers, type WireServer } from './testing/msw/wireHandlers'
